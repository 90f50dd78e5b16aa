/**
 * All orders of an exchange, as records of numbers.
 *
 * An order lives for thousands of commands. As an object it would keep more than 230 bytes, and the garbage collector
 * would copy it twice before it leaves the young generation. A record takes 88 bytes (record-pages.ts), and 24 more
 * where single orders are published. It costs the collector nothing.
 *
 * 1. A new order is an object without a record. `keep` gives it one when it comes to rest or to wait, so an order that
 *    fills at once or is refused never needs one. `at` finds the order of a record. Each command that works with an
 *    order has one object for it.
 * 2. `putBack` forgets these objects: live orders become records again, and the records of the others become free.
 *    `perform` calls it before each command. So readers may use orders until then.
 * 3. The number of a record is at least 1. It belongs to one order until the next command after its end.
 * 4. `read` makes another object of an order that no command works with. Nobody may compare or change that one.
 *
 * A record has no place for `isChanged` and `takeover`: `isChanged` is false again before the command ends, and the
 * exchange's own orders never outlive their command.
 */
import type { OrderId, PriceTicks, QuantityLots } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import type { FrontOrder } from '../event.ts';
import { OrderMemory, type RareTerms } from './order-memory.ts';
import type { OrderNames } from './order-names.ts';
import { RecordCopy } from './record-copy.ts';
import { NO_ORDER } from './no-order.ts';
import { Order } from '../order.ts';
import { termsAt } from './shared-terms.ts';
import {
  FLAGS,
  ID,
  KEYS,
  LOSS_TICKS,
  OBJECT,
  OPEN,
  POSITION,
  PRICE,
  PRIORITY,
  SLOT,
  doublesAt,
  integersAt,
  nameAt,
  reportedAt,
  type RecordPages,
} from './record-pages.ts';
import type { Position } from '../state.ts';

/** Keys under which tables find live orders: hashes of the order id and of the client order id. */
export type KeyKind = typeof BY_ID | typeof BY_NAME;
export const BY_ID = 0;
export const BY_NAME = 1;

/** The lower bits of the flags are the number of the terms. */
const TERMS_MASK = 0xffff;
const IS_WAITING = 0x1_0000;
/** The order has rare terms. */
const HAS_RARE_TERMS = 0x2_0000;

const NO_PRICE = -1;

export class OrderRecords {
  readonly #memory: OrderMemory;
  readonly #pages: RecordPages;
  readonly #names: OrderNames;
  readonly #rareTerms: Map<number, RareTerms>;
  readonly #positions: (Position | undefined)[];
  /** First free record, which names the next one. 0: there is none. */
  #free = 0;
  /** Number of records that are not free. */
  #count = 0;
  /** The objects 1 to `#used` are in use. */
  readonly #objects: Order[] = [NO_ORDER];
  #used = 0;
  /** The copy in progress, which wants each record before it changes. */
  #copy: RecordCopy | null = null;

  /** @param memory orders that exist already, for a reader */
  constructor(publishesOrders: boolean, memory = new OrderMemory(publishesOrders)) {
    this.#memory = memory;
    this.#pages = memory.pages;
    this.#names = memory.names;
    this.#rareTerms = memory.rareTerms;
    this.#positions = memory.positions;
  }

  /** Gives a new order its record. The next command writes the fields that may change. */
  keep(order: Order): void {
    const { id, position, clientOrderId } = order;
    const record = this.#take();
    this.#copy?.save(record);
    const { doubles, integers, bytes } = this.#pages.of(record);
    if (position.number === 0) position.number = this.#positions.push(position) - 1;
    doubles[doublesAt(record) + ID] = id;
    integers[integersAt(record) + FLAGS] = order.terms.number;
    integers[integersAt(record) + POSITION] = position.number;
    this.#names.write(bytes, nameAt(record), record, clientOrderId);
    order.record = record;
    this.#use(order);
  }

  /** The order of a record. @param name its client order id, for a caller that has it; null: the record has it */
  at(record: number, name: string | null = null): Order {
    return this.#inUse(record) ?? this.#load(this.#use(this.#objectOf(record, name)));
  }

  /** The order of a record, for a reader that changes nothing and visits many. */
  read(record: number): Order {
    return this.#inUse(record) ?? this.#load(this.#objectOf(record, null));
  }

  /** What everybody may know of a resting order. To make its whole object would take four times as long. */
  frontOrder(record: number): FrontOrder {
    const order = this.#inUse(record);
    const { doubles } = this.#pages.of(record);
    const at = doublesAt(record);
    return {
      price: order?.price ?? (doubles[at + PRICE] as PriceTicks),
      quantity: order?.open ?? (doubles[at + OPEN] as QuantityLots),
      orderId: doubles[at + ID] as OrderId,
      priority: order?.priority ?? (doubles[at + PRIORITY] as number),
      account: this.positionOf(record).account.index,
    };
  }

  /** Slot of a live order in the book. 0: it does not rest. */
  slotOf(record: number): number {
    return this.#inUse(record)?.slot ?? this.#pages.integer(record, SLOT);
  }

  priorityOf(record: number): number {
    const { doubles } = this.#pages.of(record);
    return this.#inUse(record)?.priority ?? (doubles[doublesAt(record) + PRIORITY] as number);
  }

  idOf(record: number): number {
    return this.#pages.of(record).doubles[doublesAt(record) + ID] as number;
  }

  nameOf(record: number): string {
    return this.#names.read(this.#pages.of(record).bytes, nameAt(record), record);
  }

  hasName(record: number, text: string): boolean {
    return this.#names.equals(this.#pages.of(record).bytes, nameAt(record), record, text);
  }

  positionOf(record: number): Position {
    const position = this.#positions[this.#pages.integer(record, POSITION)];
    if (position === undefined) throw broken(`record ${record} is free`);
    return position;
  }

  keyOf(record: number, kind: KeyKind): number {
    return this.#pages.integer(record, KEYS + kind);
  }

  setKey(record: number, kind: KeyKind, key: number): void {
    this.#pages.setInteger(record, KEYS + kind, key);
  }

  /** Ends the use of all objects. Orders that are not live have ended. */
  putBack(): void {
    for (let number = 1; number <= this.#used; number += 1) {
      const order = this.#objects[number] as Order;
      this.#copy?.save(order.record);
      this.#pages.setInteger(order.record, OBJECT, 0);
      if (order.isLive) this.#store(order);
      else this.#release(order.record);
      // Otherwise the objects and names that a `cancel_all` has used would become old before the next one.
      this.#objects[number] = NO_ORDER;
    }
    this.#used = 0;
  }

  /**
   * Begins a copy of all live orders as they are now. It ends the use of all objects.
   *
   * @returns the copy, which `endCopy` must end; an earlier one is abandoned
   */
  startCopy(): RecordCopy {
    this.putBack();
    this.#copy = new RecordCopy(this.#memory);
    return this.#copy;
  }

  endCopy(copy: RecordCopy): void {
    if (this.#copy === copy) this.#copy = null;
  }

  /** Number of orders that `putBack` would keep, counted from scratch. */
  countLive(): number {
    let count = this.#count;
    for (let number = 1; number <= this.#used; number += 1)
      if (!(this.#objects[number] as Order).isLive) count -= 1;
    return count;
  }

  #inUse(record: number): Order | null {
    const number = this.#pages.integer(record, OBJECT);
    return number === 0 ? null : (this.#objects[number] as Order);
  }

  #use(order: Order): Order {
    this.#used += 1;
    this.#objects[this.#used] = order;
    this.#pages.setInteger(order.record, OBJECT, this.#used);
    return order;
  }

  /** An order with the fields of the record that never change. */
  #objectOf(record: number, name: string | null): Order {
    const position = this.positionOf(record);
    const { doubles, integers } = this.#pages.of(record);
    const id = small(doubles[doublesAt(record) + ID] as OrderId);
    const terms = termsAt((integers[integersAt(record) + FLAGS] as number) & TERMS_MASK);
    return new Order(this, record, id, name, position, terms);
  }

  #load(order: Order): Order {
    const { record } = order;
    const { doubles, integers, reported } = this.#pages.of(record);
    const at = doublesAt(record);
    const flags = integers[integersAt(record) + FLAGS] as number;
    const price = small(doubles[at + PRICE] as PriceTicks);
    order.price = price === NO_PRICE ? null : price;
    order.open = small(doubles[at + OPEN] as QuantityLots);
    order.lossTicks = small(doubles[at + LOSS_TICKS] as number);
    order.priority = small(doubles[at + PRIORITY] as number);
    order.slot = integers[integersAt(record) + SLOT] as number;
    order.isLive = true;
    order.isWaiting = (flags & IS_WAITING) !== 0;
    if ((flags & HAS_RARE_TERMS) !== 0) this.#loadRareTerms(order);
    if (reported !== null) loadReported(order, reported, reportedAt(record));
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
    const { doubles, integers, reported } = this.#pages.of(record);
    const at = doublesAt(record);
    doubles[at + PRICE] = order.price ?? NO_PRICE;
    doubles[at + OPEN] = order.open;
    doubles[at + LOSS_TICKS] = order.lossTicks;
    doubles[at + PRIORITY] = order.priority;
    let flags = order.terms.number;
    if (order.isWaiting) flags |= IS_WAITING;
    if (stopPrice !== null || linked !== null) {
      flags |= HAS_RARE_TERMS;
      this.#storeRareTerms(record, { stopPrice, trailingOffset, linked: linked?.record ?? 0 });
    } else this.#dropRareTerms(record);
    integers[integersAt(record) + FLAGS] = flags;
    integers[integersAt(record) + SLOT] = order.slot;
    if (reported !== null) storeReported(order, reported, reportedAt(record));
  }

  /** It changes the terms that are kept, because many orders with such terms may change at once. */
  #storeRareTerms(record: number, stored: RareTerms): void {
    const kept = this.#rareTerms.get(record);
    if (kept === undefined) this.#rareTerms.set(record, stored);
    else Object.assign(kept, stored);
  }

  #dropRareTerms(record: number): void {
    if ((this.#pages.integer(record, FLAGS) & HAS_RARE_TERMS) !== 0) this.#rareTerms.delete(record);
  }

  #take(): number {
    this.#count += 1;
    const record = this.#free;
    if (record === 0) return this.#pages.takeFresh();
    this.#free = this.#pages.integer(record, SLOT);
    return record;
  }

  #release(record: number): void {
    this.#count -= 1;
    this.#dropRareTerms(record);
    this.#names.remove(this.#pages.of(record).bytes, nameAt(record), record);
    this.#pages.setInteger(record, POSITION, 0);
    this.#pages.setInteger(record, SLOT, this.#free);
    this.#free = record;
  }
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
