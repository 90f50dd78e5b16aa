/** Orders and their slots in the book. The book knows slots, and the rest of the engine knows orders. */
import type { Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { Book } from './book/index.ts';
import type { FrontOrder } from './event.ts';
import type { Order } from './order.ts';
import type { OrderRecords } from './records/index.ts';
import type { Market, Position } from './state.ts';

export class RestingOrders {
  readonly #orders: OrderRecords;
  /** The tag of a slot is the record of its order. 0: none. */
  readonly #book: Book;

  constructor(orders: OrderRecords, book: Book) {
    this.#orders = orders;
    this.#book = book;
  }

  /** The order that rests in a slot, or rested there until the last trade. */
  at(slot: number): Order {
    return this.#orders.at(this.recordIn(slot));
  }

  /** The order in a slot, for a reader that changes nothing and visits many. */
  read(slot: number): Order {
    return this.#orders.read(this.recordIn(slot));
  }

  /** What everybody may know of the order in a slot. */
  front(slot: number): FrontOrder {
    return this.#orders.frontOrder(this.recordIn(slot));
  }

  /** Position of the account whose order rests in a slot. */
  positionIn(slot: number): Position {
    return this.#orders.positionOf(this.recordIn(slot));
  }

  put({ record, slot }: Order): void {
    this.#book.setTag(slot, record);
  }

  leave(slot: number): void {
    this.#book.setTag(slot, 0);
  }

  recordIn(slot: number): number {
    const record = this.#book.tagOf(slot);
    if (record === 0) throw broken(`no order rests in slot ${slot}`);
    return record;
  }
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
export function* restingOrders({ book, resting }: Market, side: Side): Generator<Order> {
  for (const slot of book.side(side).slots()) yield resting.at(slot);
}
