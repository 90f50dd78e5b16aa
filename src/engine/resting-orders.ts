/** The orders that rest in a book, by their slots. The book knows nothing about them but lots, prices and owners. */
import { broken } from './arithmetic.ts';
import type { Order } from './order.ts';
import type { OrderRecords } from './order-records.ts';
import type { Position } from './state.ts';

/** The slots lie in pages, so growth copies none. The first page begins smaller. */
const PAGE_BITS = 14;
const PAGE_SLOTS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SLOTS - 1;
const SLOTS_AT_FIRST = 64;

export class RestingOrders {
  readonly #orders: OrderRecords;
  /** Pages with the record of the order in each slot. 0: none. */
  readonly #pages: Int32Array[] = [new Int32Array(SLOTS_AT_FIRST)];
  #capacity = SLOTS_AT_FIRST;

  constructor(orders: OrderRecords) {
    this.#orders = orders;
  }

  at(slot: number): Order {
    return this.#orders.at(this.recordIn(slot));
  }

  /** The order in a slot, for a reader that changes nothing and visits many. */
  read(slot: number): Order {
    return this.#orders.read(this.recordIn(slot));
  }

  /** Position of the account whose order rests in a slot. */
  positionIn(slot: number): Position {
    return this.#orders.positionOf(this.recordIn(slot));
  }

  put({ record, slot }: Order): void {
    while (slot >= this.#capacity) this.#grow();
    this.#set(slot, record);
  }

  leave(slot: number): void {
    this.#set(slot, 0);
  }

  recordIn(slot: number): number {
    const record = this.#pages[slot >>> PAGE_BITS]?.[slot & PAGE_MASK] ?? 0;
    if (record === 0) throw broken(`no order rests in slot ${slot}`);
    return record;
  }

  #set(slot: number, record: number): void {
    (this.#pages[slot >>> PAGE_BITS] as Int32Array)[slot & PAGE_MASK] = record;
  }

  #grow(): void {
    if (this.#capacity >= PAGE_SLOTS) {
      this.#pages.push(new Int32Array(PAGE_SLOTS));
      this.#capacity += PAGE_SLOTS;
      return;
    }
    this.#capacity *= 2;
    const [first, grown] = [this.#pages[0] as Int32Array, new Int32Array(this.#capacity)];
    grown.set(first);
    this.#pages[0] = grown;
  }
}
