/**
 * Finds orders by a key that each of them has. It is an open hash table with linear probing. Keys are hashes that no
 * client can predict (hashes.ts), and stand in the orders' records.
 *
 * A `Map` with the same keys costs several times as much. After every few hundred deletions it makes a new table, for
 * which it reads every key. This table keeps the numbers of the records side by side in one array, closes the gap that
 * an order leaves, and never shrinks. Beyond the places at first it has at most four for each order of the highest
 * number that was ever live.
 */
import { broken } from './arithmetic.ts';
import type { KeyKind, OrderRecords } from './order-records.ts';

/** Number of places at first. It is always a power of two, and at most half of the places are taken. */
const PLACES_AT_FIRST = 16;
/**
 * 2^32 divided by the golden ratio. All bits of a key have a part in its place. Without the product, hashes of similar
 * texts would form long runs: they are exclusive ors of the same few numbers, and so would be their low bits.
 */
const SPREAD = 0x9e3779b1;

/** Result of `first` and `next` when no further order has the key. */
export const NOWHERE = -1;

export class OrderTable {
  readonly #orders: OrderRecords;
  readonly #kind: KeyKind;
  /** Record of the order at each place. 0: the place is empty. */
  #records = new Int32Array(PLACES_AT_FIRST);
  #mask = PLACES_AT_FIRST - 1;
  #shift = 32 - Math.log2(PLACES_AT_FIRST);
  #size = 0;

  /** @param kind key by which it finds orders */
  constructor(orders: OrderRecords, kind: KeyKind) {
    this.#orders = orders;
    this.#kind = kind;
  }

  get size(): number {
    return this.#size;
  }

  /** Place of an order with this key, or NOWHERE. Several orders may have the same key. */
  first(key: number): number {
    return this.#search(key, this.#homeOf(key));
  }

  /** Place of the next order with this key behind the one at `place`, or NOWHERE. */
  next(key: number, place: number): number {
    return this.#search(key, (place + 1) & this.#mask);
  }

  /** Record of the order at a place. */
  at(place: number): number {
    const record = this.#records[place] ?? 0;
    if (record === 0) throw broken('an empty place in a table of orders is read');
    return record;
  }

  /** Adds an order, whose record has its key. */
  add(record: number): void {
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    let place = this.#homeOf(this.#keyOf(record));
    while (this.#records[place] !== 0) place = (place + 1) & this.#mask;
    this.#records[place] = record;
    this.#size += 1;
  }

  /** @returns false when the order is not in the table */
  remove(record: number): boolean {
    let place = this.#homeOf(this.#keyOf(record));
    for (; this.#records[place] !== record; place = (place + 1) & this.#mask)
      if (this.#records[place] === 0) return false;
    this.#close(place);
    this.#size -= 1;
    return true;
  }

  /** Records of the orders, in no particular order. */
  *[Symbol.iterator](): Generator<number> {
    for (const record of this.#records) if (record !== 0) yield record;
  }

  #search(key: number, from: number): number {
    const records = this.#records;
    for (let place = from; ; place = (place + 1) & this.#mask) {
      const record = records[place] as number;
      if (record === 0) return NOWHERE;
      if (this.#keyOf(record) === key) return place;
    }
  }

  #keyOf(record: number): number {
    return this.#orders.keyOf(record, this.#kind);
  }

  #homeOf(key: number): number {
    return Math.imul(key, SPREAD) >>> this.#shift;
  }

  /** Fills a gap with the orders behind it. None moves past its home, so every search still finds its order. */
  #close(from: number): void {
    const records = this.#records;
    let gap = from;
    for (let place = (gap + 1) & this.#mask; ; place = (place + 1) & this.#mask) {
      const record = records[place] as number;
      if (record === 0) break;
      const fromHome = (place - this.#homeOf(this.#keyOf(record))) & this.#mask;
      if (fromHome < ((place - gap) & this.#mask)) continue;
      records[gap] = record;
      gap = place;
    }
    records[gap] = 0;
  }

  #grow(): void {
    const records = this.#records;
    this.#records = new Int32Array(2 * records.length);
    this.#mask = this.#records.length - 1;
    this.#shift -= 1;
    this.#size = 0;
    for (const record of records) if (record !== 0) this.add(record);
  }
}
