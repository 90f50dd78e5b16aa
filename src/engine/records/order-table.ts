/**
 * Finds orders by a key that each of them has. It is an open hash table with linear probing. Keys are hashes that no
 * client can predict (hashes.ts), and stand in the orders' records.
 *
 * A `Map` with the same keys costs several times as much. After every few hundred deletions it makes a new table, for
 * which it reads every key. This table keeps the numbers of the records side by side in one array, and closes the gap
 * that an order leaves. Beyond the places at first it has at most four for each order of the highest number that was
 * ever live, until somebody reads all orders: then it shrinks if most places are empty. Before it did, each `cancel_all`
 * of an account that had once had 10,000 orders read 32,768 places. To shrink whenever orders leave would cost 80 ns an
 * order of those who place and cancel ten at a time.
 */
import { broken } from '../arithmetic.ts';
import type { KeyKind, OrderRecords } from './order-records.ts';

/** The lower bits of a place are the number of a record. 0: the place is empty. */
const RECORD_BITS = 26;
const RECORD_MASK = 2 ** RECORD_BITS - 1;
/**
 * The upper bits of a place are its distance from the home of its key, at most FAR, and three bits of the key. Most
 * orders of another key differ there, so a search does not read their records, which are rarely in the processor's
 * caches.
 */
const DISTANCE_BITS = 3;
const FAR = 2 ** DISTANCE_BITS - 1;
/** Keys have 30 bits. The lowest ones choose the table (live-orders.ts), so they are the same in all keys of a table. */
const KEY_SHIFT = 27;

/** Number of places at first. It is always a power of two, and at most half of the places are taken. */
const PLACES_AT_FIRST = 16;
/** With more places for each order, a table shrinks before all orders are read. */
const PLACES_OF_ORDER_MAX = 16;
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
  #places = new Int32Array(PLACES_AT_FIRST);
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
    return this.#search(key, 0);
  }

  /** Place of the next order with this key behind the one at `place`, or NOWHERE. */
  next(key: number, place: number): number {
    return this.#search(key, ((place - this.#homeOf(key)) & this.#mask) + 1);
  }

  /** Record of the order at a place. */
  at(place: number): number {
    const record = (this.#places[place] ?? 0) & RECORD_MASK;
    if (record === 0) throw broken('an empty place in a table of orders is read');
    return record;
  }

  /** Adds an order, whose record has its key. */
  add(record: number): void {
    if (record > RECORD_MASK) throw broken(`a table of orders has no room for record ${record}`);
    if (2 * (this.#size + 1) > this.#mask + 1) this.#rebuild(2 * this.#places.length);
    const key = this.#keyOf(record);
    let place = this.#homeOf(key);
    let distance = 0;
    for (; this.#places[place] !== 0; place = (place + 1) & this.#mask) distance += 1;
    this.#places[place] = upperBits(key, distance) | record;
    this.#size += 1;
  }

  /** @returns false when the order is not in the table */
  remove(record: number): boolean {
    let place = this.#homeOf(this.#keyOf(record));
    for (; this.#recordAt(place) !== record; place = (place + 1) & this.#mask)
      if (this.#places[place] === 0) return false;
    this.#close(place);
    this.#size -= 1;
    return true;
  }

  /** Records of the orders, in no particular order. A generator of them took three times as long. */
  records(): readonly number[] {
    this.#shrink();
    const records: number[] = [];
    for (const place of this.#places) if (place !== 0) records.push(place & RECORD_MASK);
    return records;
  }

  /** @param from distance from the key's home at which the search begins */
  #search(key: number, from: number): number {
    const places = this.#places;
    const home = this.#homeOf(key);
    for (let distance = from; ; distance += 1) {
      const place = (home + distance) & this.#mask;
      const content = places[place] as number;
      if (content === 0) return NOWHERE;
      if (((content ^ upperBits(key, distance)) & ~RECORD_MASK) !== 0) continue;
      if (this.#keyOf(content & RECORD_MASK) === key) return place;
    }
  }

  #recordAt(place: number): number {
    return (this.#places[place] as number) & RECORD_MASK;
  }

  #keyOf(record: number): number {
    return this.#orders.keyOf(record, this.#kind);
  }

  #homeOf(key: number): number {
    return Math.imul(key, SPREAD) >>> this.#shift;
  }

  /** Fills a gap with the orders behind it. None moves past its home, so every search still finds its order. */
  #close(from: number): void {
    const places = this.#places;
    let gap = from;
    for (let place = (gap + 1) & this.#mask; places[place] !== 0; place = (place + 1) & this.#mask) {
      const distance = this.#distanceAt(place);
      const step = (place - gap) & this.#mask;
      if (distance < step) continue;
      places[gap] = withDistance(places[place] as number, distance - step);
      gap = place;
    }
    places[gap] = 0;
  }

  /** Distance of the order at a place from its home. */
  #distanceAt(place: number): number {
    const distance = ((this.#places[place] as number) >>> RECORD_BITS) & FAR;
    if (distance < FAR) return distance;
    return (place - this.#homeOf(this.#keyOf(this.#recordAt(place)))) & this.#mask;
  }

  #shrink(): void {
    const enough = Math.max(PLACES_AT_FIRST, PLACES_OF_ORDER_MAX * this.#size);
    let { length } = this.#places;
    while (length > enough) length /= 2;
    if (length < this.#places.length) this.#rebuild(length);
  }

  /** Moves the orders to another number of places. */
  #rebuild(length: number): void {
    const places = this.#places;
    this.#places = new Int32Array(length);
    this.#mask = length - 1;
    this.#shift = 32 - Math.log2(length);
    this.#size = 0;
    for (const place of places) if (place !== 0) this.add(place & RECORD_MASK);
  }
}

function upperBits(key: number, distance: number): number {
  return (((key >>> KEY_SHIFT) << DISTANCE_BITS) | Math.min(distance, FAR)) << RECORD_BITS;
}

function withDistance(content: number, distance: number): number {
  return (content & ~(FAR << RECORD_BITS)) | (Math.min(distance, FAR) << RECORD_BITS);
}
