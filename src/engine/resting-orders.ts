/** The orders that rest in a book, by their slots. The book knows nothing about them but lots, prices and owners. */
import { broken } from './arithmetic.ts';
import type { Book } from './book/index.ts';
import type { FrontOrder } from './event.ts';
import type { Order } from './order.ts';
import type { OrderRecords } from './order-records.ts';
import type { Position } from './state.ts';

export class RestingOrders {
  readonly #orders: OrderRecords;
  /** The tag of a slot is the record of its order. 0: none. */
  readonly #book: Book;

  constructor(orders: OrderRecords, book: Book) {
    this.#orders = orders;
    this.#book = book;
  }

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
