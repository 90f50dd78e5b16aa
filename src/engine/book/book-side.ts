/**
 * One side of a book: the queues of orders at its price levels (level-table.ts), and the best level. The levels that
 * change are recorded until `drainChanges` or `readChanges` (level-changes.ts).
 */
import type { LevelChange } from '../event.ts';
import type { PriceTicks, QuantityLots, Side } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import { LevelChanges } from './level-changes.ts';
import { LevelTable } from './level-table.ts';
import type { OrderPool } from './order-pool.ts';

const NO_CHANGES: readonly LevelChange[] = [];

/** A level, for readers outside the book. */
export interface Level {
  readonly price: PriceTicks;
  /** Sum of its orders, in lots. */
  readonly total: QuantityLots;
}

export class BookSide {
  /** +1 when a higher price is better, else -1. */
  readonly direction: 1 | -1 = 1;
  readonly #orders: OrderPool;
  readonly #levels: LevelTable;
  readonly #changes: LevelChanges;
  /** The best level. 0: the side is empty. */
  #best = 0;

  constructor(side: Side, orders: OrderPool, priceMax: number, windowCells: number) {
    this.direction = side === 'buy' ? 1 : -1;
    this.#orders = orders;
    this.#levels = new LevelTable(this.direction, priceMax, windowCells);
    this.#changes = new LevelChanges(this.#levels, this.direction);
  }

  get best(): Level | undefined {
    return this.#best === 0 ? undefined : this.#view(this.#best);
  }

  get bestPrice(): PriceTicks | null {
    return this.#best === 0 ? null : (this.#levels.price(this.#best) as PriceTicks);
  }

  /** The order that trades next. 0: there is none. */
  get front(): number {
    return this.#levels.head(this.#best);
  }

  /** True when an order of the other side with this limit would trade here. */
  isCrossedBy(limit: number): boolean {
    if (this.#best === 0) return false;
    const price = this.#levels.price(this.#best);
    return this.direction > 0 ? price >= limit : price <= limit;
  }

  /** Levels, best first. */
  *levels(): Generator<Level> {
    for (let level = this.#best; level !== 0; level = this.#levels.worse(level)) yield this.#view(level);
  }

  /** Slots of all orders: best price first, within a price the oldest first. */
  *slots(): Generator<number> {
    for (let level = this.#best; level !== 0; level = this.#levels.worse(level)) yield* this.#queue(level);
  }

  /** Slots of the orders at a price, oldest first. */
  slotsAt(price: number): readonly number[] {
    return [...this.#queue(this.#levels.find(price))];
  }

  /** The next order: at the same price, or else the first at the next worse price. 0: there is none. */
  behind(slot: number): number {
    const next = this.#orders.next(slot);
    if (next !== 0) return next;
    return this.#levels.head(
      this.#levels.worse(this.#levels.findAgain(this.#orders.level(slot), this.#orders.price(slot))),
    );
  }

  priceOf(slot: number): PriceTicks {
    return this.#orders.price(slot) as PriceTicks;
  }

  /** Adds an order at the back of its price. @returns its slot */
  add(price: number, owner: number, lots: number, flags: number): number {
    if (lots <= 0) throw broken(`an order cannot rest with ${lots} lots`);
    const [levels, orders] = [this.#levels, this.#orders];
    const found = levels.find(price);
    const level = levels.isInWindow(found) ? found : this.#farLevel(price, found);
    const tail = levels.tail(level);
    const slot = orders.allocate(level, price, tail, owner, lots, flags);
    orders.setNext(tail, slot);
    levels.setTail(level, slot);
    const isNews = levels.changeTotal(level, lots);
    if (tail === 0) this.#open(level, slot);
    if (isNews) this.#changes.note(level);
    return slot;
  }

  /** Takes `lots` off an order. When none remain, the order leaves the book and its slot is free. */
  reduce(slot: number, lots: number): void {
    const orders = this.#orders;
    this.#take(this.#levels.findAgain(orders.level(slot), orders.price(slot)), slot, lots);
  }

  remove(slot: number): void {
    const orders = this.#orders;
    const level = this.#levels.findAgain(orders.level(slot), orders.price(slot));
    const open = orders.open(slot);
    if (open <= 0) throw nothingRests(slot);
    this.#unlink(level, slot, open);
  }

  /** Takes `lots` off the order at the front, as `reduce` does. */
  reduceFront(lots: number): void {
    this.#take(this.#best, this.front, lots);
  }

  /** Levels that changed since the last call, best first, with their current quantities. */
  drainChanges(): readonly LevelChange[] {
    const count = this.readChanges();
    if (count === 0) return NO_CHANGES;
    // Most commands change one level, and a growing list would take room for many.
    const changes = [this.#changeAt(0)];
    for (let row = 1; row < count; row += 1) changes.push(this.#changeAt(row));
    return changes;
  }

  /**
   * Reads the changes as `drainChanges` does, but as rows of numbers. They are valid until an order is added, reduced
   * or removed. @returns the number of rows
   */
  readChanges(): number {
    return this.#changes.isEmpty ? 0 : this.#changes.close();
  }

  /** Ends the round of changes without reading them. */
  dropChanges(): void {
    this.#changes.drop();
  }

  changedPrice(row: number): PriceTicks {
    return this.#levels.price(this.#changes.level(row)) as PriceTicks;
  }

  /** Current quantity of the level of a row. */
  changedTotal(row: number): QuantityLots {
    return this.#levels.total(this.#changes.level(row)) as QuantityLots;
  }

  /** Sum of the orders at a price. */
  totalAt(price: number): QuantityLots {
    return this.#levels.total(this.#levels.find(price)) as QuantityLots;
  }

  /** Memory of the side's levels, in bytes. */
  get bytes(): number {
    return this.#levels.bytes;
  }

  #changeAt(row: number): LevelChange {
    return [this.changedPrice(row), this.changedTotal(row)];
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

  #take(level: number, slot: number, lots: number): void {
    const open = this.#orders.open(slot);
    if (open <= 0) throw nothingRests(slot);
    if (lots === open) return this.#unlink(level, slot, open);
    if (lots > open) throw broken(`${lots} lots are more than the ${open} that rest`);
    this.#orders.setOpen(slot, open - lots);
    if (this.#levels.changeTotal(level, -lots)) this.#changes.note(level);
  }

  /**
   * Takes an order out of its queue. Rare calls come last, because the compiled code repeats its checks after a call.
   */
  #unlink(level: number, slot: number, open: number): void {
    const [levels, orders] = [this.#levels, this.#orders];
    const next = orders.next(slot);
    const previous = orders.previous(slot);
    orders.setNext(previous, next);
    orders.setPrevious(next, previous);
    orders.free(slot);
    const [head, tail] = [levels.head(level), levels.tail(level)];
    levels.setHead(level, head === slot ? next : head);
    levels.setTail(level, tail === slot ? previous : tail);
    const isNews = levels.changeTotal(level, -open);
    if (head === tail) this.#close(level);
    if (isNews) this.#changes.note(level);
  }

  #open(level: number, slot: number): void {
    this.#levels.setHead(level, slot);
    this.#levels.open(level);
    if (this.#isBetter(level)) this.#best = level;
  }

  #close(level: number): void {
    this.#levels.close(level);
    if (level === this.#best) this.#best = this.#levels.worse(level);
  }

  #isBetter(level: number): boolean {
    return (this.#levels.price(level) - this.#levels.price(this.#best)) * this.direction > 0;
  }

  /** Level of a price outside the window, which may move now. @param found record of the price; 0: it has none */
  #farLevel(price: number, found: number): number {
    const levels = this.#levels;
    if (!levels.mayMove || !this.#changes.isEmpty) return found || levels.make(price);
    const isEmpty = this.#best === 0;
    const best = levels.price(this.#best);
    levels.move((price - best) * this.direction > 0 ? price : best);
    if (!isEmpty) this.#best = levels.find(best);
    return levels.find(price) || levels.make(price);
  }
}

function nothingRests(slot: number): Error {
  return broken(`no order rests in slot ${slot}`);
}
