/**
 * The queues of orders at the price levels of both sides, and the best level of each.
 *
 * Its methods run for every message. A side is a number here, because a branch on the side is mispredicted every second
 * time. Rare calls come last in a method, because the compiled code repeats its checks after a call.
 *
 * `unlink` here and `settle`, `rank` and `rankOf` of LevelChanges are public only because a call of a private method
 * costs V8 a check, which uses up its allowance for inlining (docs/results/2026-11-29-price-window.md).
 */
import { broken } from '../arithmetic.ts';
import { LevelChanges } from './level-changes.ts';
import { LevelPool, sideOf, type SideIndex } from './level-pool.ts';
import { LevelTable } from './level-table.ts';
import { OrderPool } from './order-pool.ts';

export class Queues {
  readonly orders = new OrderPool();
  readonly levels = new LevelPool();
  /** Bids and asks. */
  readonly tables: readonly [bids: LevelTable, asks: LevelTable];
  readonly changes: LevelChanges;
  /** Best level of each side. The side's number: the side is empty. */
  readonly #best = Int32Array.of(0, 1);
  readonly #bestPrices = Float64Array.of(-Infinity, Infinity);

  constructor(priceMax: number, windowCells: number) {
    this.tables = [
      new LevelTable(this.levels, 0, priceMax, windowCells),
      new LevelTable(this.levels, 1, priceMax, windowCells),
    ];
    this.changes = new LevelChanges(this.levels, this.tables);
  }

  /** Memory of the queues, in bytes. */
  get bytes(): number {
    const [bids, asks] = this.tables;
    return this.orders.bytes + this.levels.bytes + bids.bytes + asks.bytes;
  }

  best(side: SideIndex): number {
    return this.#best[side] as number;
  }

  /** True when an order of the other side with this limit would trade. */
  isCrossed(side: SideIndex, limit: number): boolean {
    return ((this.#bestPrices[side] as number) - limit) * (1 - (side << 1)) >= 0;
  }

  /** Adds an order at the back of its price. @returns its slot */
  add(side: SideIndex, price: number, lots: number, ownerAndFlags: number): number {
    if (lots <= 0) throw broken(`an order cannot rest with ${lots} lots`);
    const [levels, orders] = [this.levels, this.orders];
    const inCell = this.tables[side].inCell(price);
    const level = levels.price(inCell) === price ? inCell : this.#findOrMake(side, price);
    const slot = orders.take();
    const tail = levels.tail(level);
    orders.write(slot, tail, level, ownerAndFlags, lots);
    orders.setNext(tail, slot);
    levels.setTail(level, slot);
    this.changes.add(level, lots);
    if (tail === 0) this.#open(side, level, slot);
    return slot;
  }

  remove(slot: number): void {
    const open = this.orders.open(slot);
    if (open <= 0) throw nothingRests(slot);
    this.unlink(slot, open);
  }

  /** Takes `lots` off an order. When none remain, the order leaves the book and its slot is free. */
  reduce(slot: number, lots: number): void {
    const open = this.orders.open(slot);
    if (open <= 0) throw nothingRests(slot);
    if (lots > open) throw broken(`${lots} lots are more than the ${open} that rest`);
    if (lots === open) return this.unlink(slot, open);
    this.orders.setOpen(slot, open - lots);
    this.changes.add(this.orders.level(slot), -lots);
  }

  /** Takes an order with its open lots out of its queue. */
  unlink(slot: number, open: number): void {
    const [levels, orders] = [this.levels, this.orders];
    const level = orders.level(slot);
    const next = orders.next(slot);
    const previous = orders.previous(slot);
    orders.setNext(previous, next);
    orders.setPrevious(next, previous);
    orders.free(slot);
    const [head, tail] = [levels.head(level), levels.tail(level)];
    if (head === slot) levels.setHead(level, next);
    if (tail === slot) levels.setTail(level, previous);
    this.changes.add(level, -open);
    if (head === tail) this.#close(level);
  }

  #open(side: SideIndex, level: number, slot: number): void {
    const price = this.levels.price(level);
    this.levels.setHead(level, slot);
    this.tables[side].open(price);
    if (!this.isCrossed(side, price)) this.#setBest(side, level);
  }

  #close(level: number): void {
    const side = sideOf(level);
    const table = this.tables[side];
    table.close(this.levels.price(level));
    if (level === this.best(side)) this.#setBest(side, table.worse(level));
  }

  #setBest(side: SideIndex, level: number): void {
    this.#best[side] = level;
    this.#bestPrices[side] = this.levels.price(level);
  }

  /** Level of a price that is not in its cell. The window may move now. */
  #findOrMake(side: SideIndex, price: number): number {
    const table = this.tables[side];
    const found = table.find(price);
    if (table.mayMove && this.changes.isEmpty)
      table.move(this.isCrossed(side, price) ? this.levels.price(this.best(side)) : price);
    return found || table.make(price);
  }
}

function nothingRests(slot: number): Error {
  return broken(`no order rests in slot ${slot}`);
}
