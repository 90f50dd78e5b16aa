/**
 * Public events of single orders: at the end of a command, the net change of each order that rests or rested. An order
 * that came to rest and left within one command is not published.
 */
import type { PriceTicks, QuantityLots } from '../contract/index.ts';
import type { FactLog } from './facts/index.ts';
import { shorten } from './lists.ts';
import type { Order } from './state.ts';

/** Notes that the order comes to rest, leaves, or rests with another quantity. Every change of a book is noted. */
export function noteOrder(order: Order): void {
  const { market } = order;
  const { changedOrders } = market;
  market.isChanged = true;
  if (changedOrders === null || order.isChanged) return;
  order.isChanged = true;
  changedOrders.push(order);
}

export function publishOrders(changed: Order[], facts: FactLog): void {
  for (const order of changed) {
    const { reportedLots, reportedPriority } = order;
    order.isChanged = false;
    if (order.slot !== 0) {
      markReported(order);
      if (order.open !== reportedLots || order.priority !== reportedPriority)
        publishOrder(order, order.open, facts);
    } else if (reportedLots > 0) {
      publishOrder(order, 0, facts);
      order.reportedLots = 0;
    }
  }
  shorten(changed, 0);
}

/** Marks the resting lots as published. */
export function forgetOrderChanges(changed: Order[]): void {
  for (const order of changed) {
    order.isChanged = false;
    markReported(order);
  }
  shorten(changed, 0);
}

function markReported(order: Order): void {
  order.reportedLots = order.open;
  order.reportedPrice = order.price ?? 0;
  order.reportedPriority = order.priority;
}

function publishOrder(order: Order, lots: number, facts: FactLog): void {
  const fact = facts.orderUpdates.next();
  fact.instrument = order.market.spec.index;
  fact.orderId = order.id;
  fact.account = order.account.index;
  fact.side = order.side;
  fact.price = order.reportedPrice as PriceTicks;
  fact.quantity = lots as QuantityLots;
  fact.priority = order.reportedPriority;
}
