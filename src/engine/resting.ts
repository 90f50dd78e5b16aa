/** Orders and their places in the book. The book knows slots, and the rest of the engine knows orders. */
import type { Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { FrontOrder } from './event.ts';
import type { Market, Order } from './state.ts';

/** The order that rests in a slot of the book, or rested there until the last trade. */
export function orderInSlot({ resting }: Market, slot: number): Order {
  return resting.at(slot);
}

/** Puts an order at the back of the queue at its price. */
export function putInBook(order: Order): void {
  const { market, side, price, open, account, reduceOnly, linked } = order;
  if (price === null) throw broken(`order ${order.id} rests without a price`);
  order.slot = market.book.add(side, price, open, account.index, reduceOnly, linked !== null);
  market.resting.put(order);
}

/** Frees the slot after the order has left the book. */
export function leaveSlot(order: Order): void {
  order.market.resting.leave(order.slot);
  order.slot = 0;
}

/** The orders of a side in the order in which they trade, at most `max`. */
export function frontOrders({ book, resting }: Market, side: Side, max: number): FrontOrder[] {
  const front: FrontOrder[] = [];
  const orders = book.side(side);
  for (let slot = orders.front; slot !== 0 && front.length < max; slot = orders.behind(slot))
    front.push(resting.front(slot));
  return front;
}

/** Resting orders, best price first, within a price the oldest first, for a reader that changes nothing. */
export function* readRestingOrders({ book, resting }: Market, side: Side): Generator<Order> {
  for (const slot of book.side(side).slots()) yield resting.read(slot);
}

/** The same orders, for a command that works with them. */
export function* restingOrders(market: Market, side: Side): Generator<Order> {
  for (const slot of market.book.side(side).slots()) yield orderInSlot(market, slot);
}
