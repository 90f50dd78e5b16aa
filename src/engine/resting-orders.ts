/** The orders that rest in a book, by their slots. The book knows nothing about them but lots, prices and owners. */
import { broken } from './arithmetic.ts';
import type { Order } from './order.ts';
import type { OrderRecords } from './order-records.ts';

const SLOTS_AT_FIRST = 64;

export class RestingOrders {
  readonly #orders: OrderRecords;
  /** Record of the order in each slot. 0: none. */
  #records = new Int32Array(SLOTS_AT_FIRST);

  constructor(orders: OrderRecords) {
    this.#orders = orders;
  }

  at(slot: number): Order {
    return this.#orders.at(this.#recordIn(slot));
  }

  /** The order in a slot, for a reader that changes nothing and visits many. */
  read(slot: number): Order {
    return this.#orders.read(this.#recordIn(slot));
  }

  put({ record, slot }: Order): void {
    if (slot >= this.#records.length) this.#grow(slot);
    this.#records[slot] = record;
  }

  leave(slot: number): void {
    this.#records[slot] = 0;
  }

  #recordIn(slot: number): number {
    const record = this.#records[slot] ?? 0;
    if (record === 0) throw broken(`no order rests in slot ${slot}`);
    return record;
  }

  /** Grows by an eighth, as the records of the orders do. */
  #grow(slot: number): void {
    const records = this.#records;
    this.#records = new Int32Array(slot + (slot >> 3) + SLOTS_AT_FIRST);
    this.#records.set(records);
  }
}
