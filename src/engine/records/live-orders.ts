/** The live orders of the exchange by id, and those of an account by client order id. */
import type { OrderId } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import { hashOfId, hashOfText, hashSecret } from './hashes.ts';
import { BY_ID, BY_NAME, type OrderRecords } from './order-records.ts';
import { NOWHERE, OrderTable } from './order-table.ts';
import { NO_RECORD, type Order } from '../order.ts';
import type { Position } from '../state.ts';

/**
 * Number of tables in which the live orders of the exchange stand; a power of two. Each grows by itself, so that a growth
 * moves few orders: at most 4,096 of 500,000. An account's orders are so few (OPEN_ORDERS_MAX) that they have one table.
 */
const TABLES = 64;
/**
 * The exchange gives ids in sequence, so the orders with the newest ids stand in a ring, at the low bits of their ids. A
 * table would hash the id three times in an order's life, and read another part of the memory each time. When an id
 * would leave the ring, the ring doubles if it has at most eight places for each live order of the exchange. Otherwise,
 * or at its greatest length, the orders whose ids leave it move into the tables. Lengths are powers of two.
 */
const RING_AT_FIRST = 2 ** 14;
const RING_MAX = 2 ** 20;
const PLACES_OF_ORDER_MAX = 8;

export class LiveOrders {
  readonly #all: OrderRecords;
  /** Records of the orders with the ids after `#passed`, up to the newest one. NO_RECORD: none is live. */
  #ring = new Int32Array(RING_AT_FIRST);
  #ringMask = RING_AT_FIRST - 1;
  #passed = 0;
  #newest = 0;
  /** Orders with earlier ids. */
  readonly #byId: readonly OrderTable[];
  readonly #secret = hashSecret();
  #size = 0;

  constructor(all: OrderRecords) {
    this.#all = all;
    this.#byId = Array.from({ length: TABLES }, () => new OrderTable(all, BY_ID));
  }

  get size(): number {
    return this.#size;
  }

  get(id: OrderId): Order | undefined {
    if (!this.#isInRing(id)) return this.#getEarlier(id);
    const record = this.#ring[id & this.#ringMask] as number;
    return record === NO_RECORD ? undefined : this.#all.at(record);
  }

  add({ id, record }: Order): void {
    if (id > this.#newest) this.#turnTo(id);
    if (this.#isInRing(id)) {
      if (this.#ring[id & this.#ringMask] !== NO_RECORD) throw broken(`order id ${id} is given twice`);
      this.#ring[id & this.#ringMask] = record;
    } else this.#addEarlier(id, record);
    this.#size += 1;
  }

  remove({ id, record }: Order): void {
    const isFound = this.#isInRing(id) ? this.#removeFromRing(id, record) : this.#removeEarlier(record);
    if (!isFound) throw broken(`order ${id} is not live`);
    this.#size -= 1;
  }

  /** Live orders, in no particular order. Places that no id has reached yet are not read. */
  *[Symbol.iterator](): Generator<Order> {
    for (const record of this.#ring.subarray(0, this.#newest + 1))
      if (record !== NO_RECORD) yield this.#all.at(record);
    for (const table of this.#byId)
      if (table.size > 0) for (const record of table.records()) yield this.#all.at(record);
  }

  #isInRing(id: number): boolean {
    return id <= this.#newest && id > this.#passed;
  }

  /** Makes an id the newest one. */
  #turnTo(id: number): void {
    if (id - this.#passed > this.#ring.length) this.#makeRoom(id);
    this.#newest = id;
  }

  #makeRoom(id: number): void {
    const { length } = this.#ring;
    if (length < RING_MAX && this.#size * PLACES_OF_ORDER_MAX >= length) this.#widen();
    const last = id - this.#ring.length;
    for (let next = this.#passed + 1; next <= Math.min(last, this.#newest); next += 1) this.#moveOut(next);
    this.#passed = Math.max(this.#passed, last);
  }

  #widen(): void {
    const [ring, mask] = [this.#ring, this.#ringMask];
    this.#ring = new Int32Array(2 * ring.length);
    this.#ringMask = this.#ring.length - 1;
    for (let id = this.#passed + 1; id <= this.#newest; id += 1)
      this.#ring[id & this.#ringMask] = ring[id & mask] as number;
  }

  /** Moves the order with this id, if it is live, into the tables. */
  #moveOut(id: number): void {
    const record = this.#ring[id & this.#ringMask] as number;
    if (record === NO_RECORD) return;
    this.#ring[id & this.#ringMask] = NO_RECORD;
    this.#addHashed(hashOfId(this.#secret, id), record);
  }

  #removeFromRing(id: number, record: number): boolean {
    if (this.#ring[id & this.#ringMask] !== record) return false;
    this.#ring[id & this.#ringMask] = NO_RECORD;
    return true;
  }

  #getEarlier(id: OrderId): Order | undefined {
    const record = this.#find(hashOfId(this.#secret, id), id);
    return record === NOWHERE ? undefined : this.#all.at(record);
  }

  #addEarlier(id: number, record: number): void {
    const hash = hashOfId(this.#secret, id);
    if (this.#find(hash, id) !== NOWHERE) throw broken(`order id ${id} is given twice`);
    this.#addHashed(hash, record);
  }

  #addHashed(hash: number, record: number): void {
    this.#all.setKey(record, BY_ID, hash);
    this.#tableOf(hash).add(record);
  }

  #removeEarlier(record: number): boolean {
    return this.#tableOf(this.#all.keyOf(record, BY_ID)).remove(record);
  }

  #tableOf(hash: number): OrderTable {
    return this.#byId[hash & (TABLES - 1)] as OrderTable;
  }

  /** @returns the record of the order, or NOWHERE */
  #find(hash: number, id: number): number {
    const table = this.#tableOf(hash);
    for (let place = table.first(hash); place !== NOWHERE; place = table.next(hash, place)) {
      const record = table.at(place);
      if (this.#all.idOf(record) === id) return record;
    }
    return NOWHERE;
  }
}

function oldestFirst(orders: Order[]): readonly Order[] {
  return orders.sort((a, b) => a.id - b.id);
}

export class OwnOrders {
  readonly #all: OrderRecords;
  readonly #byName: OrderTable;
  readonly #secret = hashSecret();
  #hashed = '';
  #hash = hashOfText(this.#secret, '');

  constructor(all: OrderRecords) {
    this.#all = all;
    this.#byName = new OrderTable(all, BY_NAME);
  }

  get size(): number {
    return this.#byName.size;
  }

  get(clientOrderId: string): Order | undefined {
    const record = this.#find(clientOrderId);
    return record === NOWHERE ? undefined : this.#all.at(record, clientOrderId);
  }

  has(clientOrderId: string): boolean {
    return this.#find(clientOrderId) !== NOWHERE;
  }

  /** Adds an order whose client order id is not in use. */
  add({ record, clientOrderId }: Order): void {
    this.#all.setKey(record, BY_NAME, this.#hashOf(clientOrderId));
    this.#byName.add(record);
  }

  remove({ id, record }: Order): void {
    if (!this.#byName.remove(record)) throw broken(`order ${id} is not among its owner's`);
  }

  /** Live orders of the account, oldest first. */
  values(): readonly Order[] {
    return oldestFirst([...this]);
  }

  /** Live orders of the account in one market, oldest first. Undefined: it has never ordered there. */
  valuesIn(position: Position | undefined): readonly Order[] {
    return position === undefined ? [] : oldestFirst([...this.in(position)]);
  }

  /** Live orders of the account, in no particular order. */
  *[Symbol.iterator](): Generator<Order> {
    for (const record of this.#byName.records()) yield this.#all.at(record);
  }

  /** Live orders of the account in a market, in no particular order. It makes no objects of the others. */
  *in(position: Position): Generator<Order> {
    for (const record of this.recordsIn(position)) yield this.#all.at(record);
  }

  /** Records of these orders, for a caller that needs few of the objects. */
  recordsIn(position: Position): readonly number[] {
    if (position.orderCount === 0) return [];
    return this.#byName.records().filter((record) => this.#all.positionOf(record) === position);
  }

  /** @returns the record of the order, or NOWHERE */
  #find(clientOrderId: string): number {
    const hash = this.#hashOf(clientOrderId);
    for (let place = this.#byName.first(hash); place !== NOWHERE; place = this.#byName.next(hash, place)) {
      const record = this.#byName.at(place);
      if (this.#all.hasName(record, clientOrderId)) return record;
    }
    return NOWHERE;
  }

  /** It keeps the last hash, because the client order id of a new order is looked up before the order is added. */
  #hashOf(clientOrderId: string): number {
    if (clientOrderId === this.#hashed) return this.#hash;
    this.#hashed = clientOrderId;
    this.#hash = hashOfText(this.#secret, clientOrderId);
    return this.#hash;
  }
}
