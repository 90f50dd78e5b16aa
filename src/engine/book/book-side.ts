/**
 * One side of a book: its price levels, best first.
 *
 * 1. A level is a record of numbers: its price, the sum of its orders, the first and the last of them, and the next
 *    better and the next worse level. A level without orders does not exist.
 * 2. A small table of recently used levels finds a level by its price; the price index finds the others. Only a new
 *    level behind the best one needs the price index to find its neighbours.
 * 3. The side records what each changed level held before, until `drainChanges`.
 */
import type { LevelChange } from '../event.ts';
import type { PriceTicks, QuantityLots, Side } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import { LevelChanges } from './level-changes.ts';
import { LevelPool } from './level-pool.ts';
import type { OrderPool } from './order-pool.ts';
import { PriceIndex } from './price-index.ts';

/** Levels found last, by the low bits of their price. */
const RECENT = 4096;

const NO_CHANGES: readonly LevelChange[] = [];

/** A level, for readers outside the book. */
export interface Level {
  readonly price: PriceTicks;
  /** Sum of its orders. */
  readonly total: QuantityLots;
}

export class BookSide {
  /** +1 where a higher price is better. */
  readonly direction: 1 | -1;
  readonly #orders: OrderPool;
  readonly #levels = new LevelPool();
  readonly #index: PriceIndex;
  readonly #recent = new Int32Array(RECENT);
  readonly #changes: LevelChanges;
  #best = 0;

  constructor(side: Side, orders: OrderPool, priceMax: number) {
    this.direction = side === 'buy' ? 1 : -1;
    this.#orders = orders;
    this.#changes = new LevelChanges(this.#levels, this.direction);
    this.#index = new PriceIndex(priceMax);
  }

  get best(): Level | undefined {
    return this.#best === 0 ? undefined : this.#view(this.#best);
  }

  get bestPrice(): PriceTicks | null {
    return this.#best === 0 ? null : (this.#levels.price(this.#best) as PriceTicks);
  }

  /** The order that is next to trade; 0: there is none. */
  get front(): number {
    return this.#best === 0 ? 0 : this.#levels.head(this.#best);
  }

  /** True when an order of the other side with this limit would trade here. */
  isCrossedBy(limit: number): boolean {
    return this.#best !== 0 && (this.#levels.price(this.#best) - limit) * this.direction >= 0;
  }

  /** Best first. */
  *levels(): Generator<Level> {
    for (let level = this.#best; level !== 0; level = this.#levels.worse(level)) yield this.#view(level);
  }

  /** Slots of all orders: best price first, within a price the oldest first. */
  *slots(): Generator<number> {
    for (let level = this.#best; level !== 0; level = this.#levels.worse(level)) yield* this.#queue(level);
  }

  /** Slots of the orders at a price, oldest first. */
  slotsAt(price: number): readonly number[] {
    const level = this.#find(price);
    return level === 0 ? [] : [...this.#queue(level)];
  }

  /** The order behind this one: at its price, else the first at the next worse price; 0: there is none. */
  behind(slot: number): number {
    const next = this.#orders.next(slot);
    if (next !== 0) return next;
    const worse = this.#levels.worse(this.#orders.level(slot));
    return worse === 0 ? 0 : this.#levels.head(worse);
  }

  priceOf(slot: number): PriceTicks {
    return this.#levels.price(this.#orders.level(slot)) as PriceTicks;
  }

  /** At the back of its price. @returns its slot */
  add(price: number, owner: number, lots: number, flags: number): number {
    if (lots <= 0) throw broken(`an order cannot rest with ${lots} lots`);
    const level = this.#find(price) || this.#make(price);
    const slot = this.#orders.allocate(level, owner, lots, flags);
    const tail = this.#levels.tail(level);
    this.#orders.link(tail, slot);
    if (tail === 0) this.#levels.setHead(level, slot);
    this.#levels.setTail(level, slot);
    this.#changeTotal(level, lots);
    return slot;
  }

  /** Take `lots` off an order; with its last lot it leaves the book and its slot is free. */
  reduce(slot: number, lots: number): void {
    const open = this.#openOf(slot);
    if (lots > open) throw broken(`${lots} lots are more than the ${open} that rest`);
    this.#orders.setOpen(slot, open - lots);
    this.#changeTotal(this.#orders.level(slot), -lots);
    if (lots === open) this.#unlink(slot);
  }

  remove(slot: number): void {
    this.reduce(slot, this.#openOf(slot));
  }

  /** The levels that changed since the last call, best first, with what they hold now. */
  drainChanges(): readonly LevelChange[] {
    const count = this.readChanges();
    if (count === 0) return NO_CHANGES;
    // Most commands change one level, and a list that grows takes room for many.
    const changes = [this.#changeAt(0)];
    for (let row = 1; row < count; row += 1) changes.push(this.#changeAt(row));
    return changes;
  }

  /** The same as rows of numbers, valid until the next order is added, reduced or removed. @returns how many there are */
  readChanges(): number {
    return this.#changes.close();
  }

  changedPrice(row: number): PriceTicks {
    return this.#changes.price(row);
  }

  /** What the level of a row holds now. */
  changedTotal(row: number): QuantityLots {
    return this.#changes.total(row);
  }

  /** Sum of the orders at a price. */
  totalAt(price: number): QuantityLots {
    const level = this.#find(price);
    return (level === 0 ? 0 : this.#levels.total(level)) as QuantityLots;
  }

  /** Memory that its levels hold. */
  get bytes(): number {
    return this.#levels.bytes + this.#index.bytes + this.#recent.byteLength;
  }

  #changeAt(row: number): LevelChange {
    return [this.changedPrice(row), this.changedTotal(row)];
  }

  #openOf(slot: number): number {
    const open = this.#orders.open(slot);
    if (open <= 0) throw broken(`no order rests in slot ${slot}`);
    return open;
  }

  #view(level: number): Level {
    return {
      price: this.#levels.price(level) as PriceTicks,
      total: this.#levels.total(level) as QuantityLots,
    };
  }

  *#queue(level: number): Generator<number> {
    for (let slot = this.#levels.head(level); slot !== 0; slot = this.#orders.next(slot)) yield slot;
  }

  #changeTotal(level: number, lots: number): void {
    const before = this.#levels.total(level);
    if (this.#levels.notedIn(level) !== this.#changes.round) {
      this.#levels.noteIn(level, this.#changes.round);
      this.#changes.note(level, this.#levels.price(level), before);
    }
    this.#levels.setTotal(level, before + lots);
  }

  #find(price: number): number {
    const recent = this.#recent[price & (RECENT - 1)] as number;
    if (this.#levels.price(recent) === price) return recent;
    const level = this.#index.get(price);
    if (level !== 0) this.#recent[price & (RECENT - 1)] = level;
    return level;
  }

  #make(price: number): number {
    const better = this.#betterThan(price);
    const worse = better === 0 ? this.#best : this.#levels.worse(better);
    const level = this.#levels.allocate(price, better, worse);
    if (better === 0) this.#best = level;
    this.#index.set(price, level);
    this.#recent[price & (RECENT - 1)] = level;
    return level;
  }

  /** The nearest better level; 0: the price is the best. */
  #betterThan(price: number): number {
    if (this.#best === 0 || (price - this.#levels.price(this.#best)) * this.direction > 0) return 0;
    return this.direction > 0 ? this.#index.above(price) : this.#index.below(price);
  }

  #unlink(slot: number): void {
    const level = this.#orders.level(slot);
    const previous = this.#orders.previous(slot);
    const next = this.#orders.next(slot);
    this.#orders.link(previous, next);
    if (previous === 0) this.#levels.setHead(level, next);
    if (next === 0) this.#levels.setTail(level, previous);
    this.#orders.free(slot);
    if (previous === 0 && next === 0) this.#drop(level);
  }

  #drop(level: number): void {
    if (level === this.#best) this.#best = this.#levels.worse(level);
    this.#index.delete(this.#levels.price(level));
    this.#levels.free(level);
  }
}
