/**
 * What the public is told of single orders: at the end of a command, the net change of each that rests or rested.
 * An order that came to rest and left within one command is not told at all.
 */
import type { PriceTicks, QuantityLots } from '../contract/index.ts';
import type { EngineEvent } from './event.ts';
import type { Order } from './state.ts';

/** The order comes to rest, leaves, or rests with another quantity. */
export function noteOrder(order: Order): void {
  const { changedOrders } = order.market;
  if (changedOrders === null || order.isChanged) return;
  order.isChanged = true;
  changedOrders.push(order);
}

export function publishOrders(changed: Order[], events: EngineEvent[]): void {
  for (const order of changed) {
    const { reportedLots, reportedPriority } = order;
    order.isChanged = false;
    if (order.slot !== 0) {
      settleTold(order);
      if (order.open !== reportedLots || order.priority !== reportedPriority) tell(order, order.open, events);
    } else if (reportedLots > 0) {
      tell(order, 0, events);
      order.reportedLots = 0;
    }
  }
  changed.length = 0;
}

/** What rests now counts as told. */
export function forgetOrderChanges(changed: Order[]): void {
  for (const order of changed) {
    order.isChanged = false;
    settleTold(order);
  }
  changed.length = 0;
}

function settleTold(order: Order): void {
  order.reportedLots = order.open;
  order.reportedPrice = order.price ?? 0;
  order.reportedPriority = order.priority;
}

function tell(order: Order, lots: number, events: EngineEvent[]): void {
  events.push({
    type: 'order_update',
    instrument: order.market.spec.index,
    orderId: order.id,
    account: order.account.index,
    side: order.side,
    price: order.reportedPrice as PriceTicks,
    quantity: lots as QuantityLots,
    priority: order.reportedPriority,
  });
}
