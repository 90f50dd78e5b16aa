/**
 * Finds orders by a key that each of them carries. It is an open hash table with linear probing. Keys are hashes that no
 * client can predict (hashes.ts).
 *
 * A `Map` with the same keys costs several times as much. After every few hundred deletions it makes a new table, for
 * which it reads every key. This table keeps the numbers side by side in one array, closes the gap that an order
 * leaves, and never shrinks. Beyond the places at first it has at most four for each order of the highest number that
 * was ever live.
 */
import { broken } from './arithmetic.ts';
import type { Order } from './state.ts';

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
  /** Key of the order at each place. */
  #keys = new Int32Array(PLACES_AT_FIRST);
  #orders = emptyPlaces(PLACES_AT_FIRST);
  #mask = PLACES_AT_FIRST - 1;
  #shift = 32 - Math.log2(PLACES_AT_FIRST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Place of an order with this key, or NOWHERE. Several orders may have the same key. */
  first(key: number): number {
    return this.#search(key | 0, this.#homeOf(key));
  }

  /** Place of the next order with the same key as the order at `place`, or NOWHERE. */
  next(place: number): number {
    return this.#search(this.#keys[place] as number, (place + 1) & this.#mask);
  }

  at(place: number): Order {
    const order = this.#orders[place];
    if (order === undefined) throw broken('an empty place in a table of orders is read');
    return order;
  }

  add(key: number, order: Order): void {
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    let place = this.#homeOf(key);
    while (this.#orders[place] !== undefined) place = (place + 1) & this.#mask;
    this.#keys[place] = key;
    this.#orders[place] = order;
    this.#size += 1;
  }

  /** @returns false when the order is not in the table */
  remove(key: number, order: Order): boolean {
    let place = this.first(key);
    while (place !== NOWHERE && this.#orders[place] !== order) place = this.next(place);
    if (place === NOWHERE) return false;
    this.#close(place);
    this.#size -= 1;
    return true;
  }

  /** Orders in no particular order. */
  *[Symbol.iterator](): Generator<Order> {
    for (const order of this.#orders) if (order !== undefined) yield order;
  }

  #search(key: number, from: number): number {
    for (let place = from; this.#orders[place] !== undefined; place = (place + 1) & this.#mask)
      if (this.#keys[place] === key) return place;
    return NOWHERE;
  }

  #homeOf(key: number): number {
    return Math.imul(key, SPREAD) >>> this.#shift;
  }

  /** Fills a gap with the orders behind it. None moves past its home, so every search still finds its order. */
  #close(from: number): void {
    let gap = from;
    for (let place = (gap + 1) & this.#mask; ; place = (place + 1) & this.#mask) {
      const order = this.#orders[place];
      if (order === undefined) break;
      const key = this.#keys[place] as number;
      const fromHome = (place - this.#homeOf(key)) & this.#mask;
      if (fromHome < ((place - gap) & this.#mask)) continue;
      this.#keys[gap] = key;
      this.#orders[gap] = order;
      gap = place;
    }
    this.#orders[gap] = undefined;
  }

  #grow(): void {
    const [keys, orders] = [this.#keys, this.#orders];
    const places = 2 * orders.length;
    this.#keys = new Int32Array(places);
    this.#orders = emptyPlaces(places);
    this.#mask = places - 1;
    this.#shift -= 1;
    this.#size = 0;
    for (const [place, order] of orders.entries())
      if (order !== undefined) this.add(keys[place] as number, order);
  }
}

function emptyPlaces(count: number): (Order | undefined)[] {
  return Array<Order | undefined>(count).fill(undefined);
}
