/**
 * All orders of an exchange, as records of numbers.
 *
 * An order lives for thousands of commands. As an object it would keep more than 230 bytes, and the garbage collector
 * would copy it twice before it leaves the young generation. A record takes 60 bytes, 24 more where single orders are
 * published, and a place in two lists. It costs the collector nothing.
 *
 * 1. `create` makes an order and `at` finds one. Each command that works with an order has one object for it.
 * 2. `putBack` forgets these objects: live orders become records again, and the records of the others become free.
 *    `apply` calls it before each command. So readers may use orders until then.
 * 3. The number of a record is at least 1. It belongs to one order from its creation until the next command after its
 *    end.
 * 4. `read` makes another object of an order that no command works with. Nobody may compare or change that one.
 *
 * A record has no place for `isChanged` and `takeover`: `isChanged` is false again before the command ends, and the
 * exchange's own orders never outlive their command.
 */
import type { OrderId, PriceTicks, QuantityLots } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { NO_ORDER, Order, termsAt, type SharedTerms } from './order.ts';
import type { Position } from './state.ts';

/** Numbers of a record that may exceed 32 bits: id, price, open lots, ticks of loss, priority. */
const LONG_FIELDS = 5;
const [ID, PRICE, OPEN, LOSS_TICKS, PRIORITY] = [0, 1, 2, 3, 4] as const;
/**
 * The others: terms and flags; slot in the book, or the next free record; number of the object in use; keys of both
 * kinds.
 */
const SHORT_FIELDS = 5;
const [FLAGS, SLOT, OBJECT, KEYS] = [0, 1, 2, 3] as const;

/** Keys under which tables find live orders: hashes of the order id and of the client order id. */
export type KeyKind = typeof BY_ID | typeof BY_NAME;
export const BY_ID = 0;
export const BY_NAME = 1;

/** What was published of an order: quantity, price, priority. */
const REPORTED_FIELDS = 3;

/** The lower bits of the flags are the number of the terms. */
const TERMS_MASK = 0xffff;
const IS_WAITING = 0x1_0000;
/** The order has rare terms. */
const HAS_MORE = 0x2_0000;

const NO_PRICE = -1;
/** Records lie in pages, so that growth copies none of the earlier pages. Only the first page begins smaller. */
const PAGE_BITS = 14;
const PAGE_RECORDS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_RECORDS - 1;
const RECORDS_AT_FIRST = 64;
/** Length of the list of objects in use that is kept for the next command. */
const USED_KEPT_MAX = 1_024;

/** Terms that few orders have. */
interface RareTerms {
  stopPrice: PriceTicks | null;
  trailingOffset: PriceTicks | null;
  /** Record of the other order of its pair. 0: none. */
  linked: number;
}

interface Page {
  readonly long: Float64Array;
  readonly short: Int32Array;
  /** Null: single orders are not published. */
  readonly reported: Float64Array | null;
  readonly names: string[];
  readonly positions: (Position | undefined)[];
}

export class OrderRecords {
  readonly #publishesOrders: boolean;
  readonly #pages: Page[];
  readonly #rareTerms = new Map<number, RareTerms>();
  #capacity = RECORDS_AT_FIRST;
  /** First free record, which names the next one. 0: there is none. */
  #free = 0;
  /** The first record that has never been used. */
  #fresh = 1;
  /** Number of records that are not free. */
  #count = 0;
  /** The objects 1 to `#used` are in use. */
  readonly #objects: Order[] = [NO_ORDER];
  #used = 0;

  constructor(publishesOrders: boolean) {
    this.#publishesOrders = publishesOrders;
    this.#pages = [newPage(RECORDS_AT_FIRST, publishesOrders)];
  }

  /** A new order without price and quantity, which rests nowhere. */
  create(id: OrderId, clientOrderId: string, position: Position, terms: SharedTerms): Order {
    const record = this.#take();
    const [{ long, short, names, positions }, place] = [this.#pageOf(record), record & PAGE_MASK];
    long[place * LONG_FIELDS + ID] = id;
    short[place * SHORT_FIELDS + FLAGS] = terms.number;
    names[place] = clientOrderId;
    positions[place] = position;
    return this.#use(new Order(record, id, clientOrderId, position, terms));
  }

  /** The order of a record. */
  at(record: number): Order {
    return this.#inUse(record) ?? this.#load(this.#use(this.#objectOf(record)));
  }

  /** The order of a record, for a reader that changes nothing and visits many. */
  read(record: number): Order {
    return this.#inUse(record) ?? this.#load(this.#objectOf(record));
  }

  idOf(record: number): number {
    return this.#pageOf(record).long[(record & PAGE_MASK) * LONG_FIELDS + ID] as number;
  }

  nameOf(record: number): string {
    return this.#pageOf(record).names[record & PAGE_MASK] as string;
  }

  positionOf(record: number): Position {
    const position = this.#pageOf(record).positions[record & PAGE_MASK];
    if (position === undefined) throw broken(`record ${record} is free`);
    return position;
  }

  keyOf(record: number, kind: KeyKind): number {
    return this.#short(record, KEYS + kind);
  }

  setKey(record: number, kind: KeyKind, key: number): void {
    this.#setShort(record, KEYS + kind, key);
  }

  /** Ends the use of all objects. Orders that are not live have ended, or were never accepted. */
  putBack(): void {
    for (let number = 1; number <= this.#used; number += 1) {
      const order = this.#objects[number] as Order;
      this.#setShort(order.record, OBJECT, 0);
      if (order.isLive) this.#store(order);
      else this.#release(order.record);
    }
    this.#used = 0;
    if (this.#objects.length > USED_KEPT_MAX) this.#objects.length = USED_KEPT_MAX;
  }

  /** Number of orders that `putBack` would keep, counted from scratch. */
  countLive(): number {
    let count = this.#count;
    for (let number = 1; number <= this.#used; number += 1)
      if (!(this.#objects[number] as Order).isLive) count -= 1;
    return count;
  }

  #inUse(record: number): Order | null {
    const number = this.#short(record, OBJECT);
    return number === 0 ? null : (this.#objects[number] as Order);
  }

  #use(order: Order): Order {
    this.#used += 1;
    this.#objects[this.#used] = order;
    this.#setShort(order.record, OBJECT, this.#used);
    return order;
  }

  /** An order with the fields of the record that never change. */
  #objectOf(record: number): Order {
    const [{ long, short, names, positions }, place] = [this.#pageOf(record), record & PAGE_MASK];
    const position = positions[place];
    if (position === undefined) throw broken(`record ${record} is free`);
    const id = small(long[place * LONG_FIELDS + ID] as OrderId);
    const terms = termsAt((short[place * SHORT_FIELDS + FLAGS] as number) & TERMS_MASK);
    return new Order(record, id, names[place] as string, position, terms);
  }

  #load(order: Order): Order {
    const { record } = order;
    const [{ long, short, reported }, place] = [this.#pageOf(record), record & PAGE_MASK];
    const at = place * LONG_FIELDS;
    const flags = short[place * SHORT_FIELDS + FLAGS] as number;
    const price = small(long[at + PRICE] as PriceTicks);
    order.price = price === NO_PRICE ? null : price;
    order.open = small(long[at + OPEN] as QuantityLots);
    order.lossTicks = small(long[at + LOSS_TICKS] as number);
    order.priority = small(long[at + PRIORITY] as number);
    order.slot = short[place * SHORT_FIELDS + SLOT] as number;
    order.isLive = true;
    order.isWaiting = (flags & IS_WAITING) !== 0;
    if ((flags & HAS_MORE) !== 0) this.#loadRareTerms(order);
    if (reported !== null) loadReported(order, reported, place * REPORTED_FIELDS);
    return order;
  }

  #loadRareTerms(order: Order): void {
    const terms = this.#rareTerms.get(order.record);
    if (terms === undefined) throw broken(`order ${order.id} has lost its rare terms`);
    order.stopPrice = terms.stopPrice;
    order.trailingOffset = terms.trailingOffset;
    order.linked = terms.linked === 0 ? null : this.at(terms.linked);
  }

  #store(order: Order): void {
    const { record, stopPrice, linked, trailingOffset } = order;
    const [{ long, short, reported }, place] = [this.#pageOf(record), record & PAGE_MASK];
    const at = place * LONG_FIELDS;
    long[at + PRICE] = order.price ?? NO_PRICE;
    long[at + OPEN] = order.open;
    long[at + LOSS_TICKS] = order.lossTicks;
    long[at + PRIORITY] = order.priority;
    let flags = order.terms.number;
    if (order.isWaiting) flags |= IS_WAITING;
    if (stopPrice !== null || linked !== null) {
      flags |= HAS_MORE;
      this.#storeRareTerms(record, { stopPrice, trailingOffset, linked: linked?.record ?? 0 });
    } else this.#dropRareTerms(record);
    short[place * SHORT_FIELDS + FLAGS] = flags;
    short[place * SHORT_FIELDS + SLOT] = order.slot;
    if (reported !== null) storeReported(order, reported, place * REPORTED_FIELDS);
  }

  /** It changes the terms that are kept, because many orders with such terms may change at once. */
  #storeRareTerms(record: number, stored: RareTerms): void {
    const kept = this.#rareTerms.get(record);
    if (kept === undefined) this.#rareTerms.set(record, stored);
    else Object.assign(kept, stored);
  }

  #dropRareTerms(record: number): void {
    if ((this.#short(record, FLAGS) & HAS_MORE) !== 0) this.#rareTerms.delete(record);
  }

  #take(): number {
    this.#count += 1;
    const record = this.#free;
    if (record !== 0) {
      this.#free = this.#short(record, SLOT);
      return record;
    }
    if (this.#fresh === this.#capacity) this.#grow();
    return this.#fresh++;
  }

  #release(record: number): void {
    this.#count -= 1;
    this.#dropRareTerms(record);
    const [{ names, positions }, place] = [this.#pageOf(record), record & PAGE_MASK];
    names[place] = '';
    positions[place] = undefined;
    this.#setShort(record, SLOT, this.#free);
    this.#free = record;
  }

  #grow(): void {
    if (this.#capacity >= PAGE_RECORDS) {
      this.#pages.push(newPage(PAGE_RECORDS, this.#publishesOrders));
      this.#capacity += PAGE_RECORDS;
      return;
    }
    this.#capacity *= 2;
    const [first, grown] = [this.#pageOf(0), newPage(this.#capacity, this.#publishesOrders)];
    grown.long.set(first.long);
    grown.short.set(first.short);
    if (first.reported !== null) grown.reported?.set(first.reported);
    this.#pages[0] = { ...grown, names: first.names, positions: first.positions };
  }

  #pageOf(record: number): Page {
    return this.#pages[record >>> PAGE_BITS] as Page;
  }

  #short(record: number, field: number): number {
    return this.#pageOf(record).short[(record & PAGE_MASK) * SHORT_FIELDS + field] as number;
  }

  #setShort(record: number, field: number, number: number): void {
    this.#pageOf(record).short[(record & PAGE_MASK) * SHORT_FIELDS + field] = number;
  }
}

function newPage(records: number, publishesOrders: boolean): Page {
  return {
    long: new Float64Array(records * LONG_FIELDS),
    short: new Int32Array(records * SHORT_FIELDS),
    reported: publishesOrders ? new Float64Array(records * REPORTED_FIELDS) : null,
    names: [''],
    positions: [undefined],
  };
}

function loadReported(order: Order, reported: Float64Array, at: number): void {
  order.reportedLots = small(reported[at] as number);
  order.reportedPrice = small(reported[at + 1] as number);
  order.reportedPriority = small(reported[at + 2] as number);
}

function storeReported(order: Order, reported: Float64Array, at: number): void {
  reported[at] = order.reportedLots;
  reported[at + 1] = order.reportedPrice;
  reported[at + 2] = order.reportedPriority;
}

/**
 * The same number. V8 stores an integer of 32 bits in an object's field without a box, but only if it has not been read
 * as a double.
 */
function small<Integer extends number>(number: Integer): Integer {
  const integer = number | 0;
  return integer === number ? (integer as Integer) : number;
}
