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
    const { toldLots, toldPriority } = order;
    order.isChanged = false;
    if (order.slot !== 0) {
      settleTold(order);
      if (order.open !== toldLots || order.priority !== toldPriority) tell(order, order.open, events);
    } else if (toldLots > 0) {
      tell(order, 0, events);
      order.toldLots = 0;
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
  order.toldLots = order.open;
  order.toldPrice = order.price ?? 0;
  order.toldPriority = order.priority;
}

function tell(order: Order, lots: number, events: EngineEvent[]): void {
  events.push({
    type: 'order_update',
    instrument: order.market.spec.index,
    orderId: order.id,
    account: order.account.index,
    side: order.side,
    price: order.toldPrice as PriceTicks,
    quantity: lots as QuantityLots,
    priority: order.toldPriority,
  });
}
