/**
 * The price levels of one side, by price.
 *
 * 1. The window is a ring of cells for adjacent prices, in which the low bits of a price are its cell. A cell has the
 *    level of its price, or none. The levels around the best price are therefore found without a search, and a set of
 *    bits finds the next one with orders.
 * 2. A tree has the levels of all other prices, which are far.
 * 3. The window moves to the best price after as many searches for far levels as it has cells. A move therefore costs
 *    no more than the searches before it, however the price jumps, and the window never grows.
 */
import { CellSet } from './cell-set.ts';
import type { LevelPool, SideIndex } from './level-pool.ts';
import { PriceIndex } from './price-index.ts';

/** The window does not move while the best price lies between these shares of it. */
const BEST_SHARE_MIN = 1 / 16;
const BEST_SHARE_MAX = 1 / 2;
/** Place of the best price in a window that has moved, as a share of the window. */
const BEST_SHARE = 1 / 4;

export class LevelTable {
  readonly #pool: LevelPool;
  // Each number has a value from the beginning. Otherwise its type would be checked at each use.
  readonly #side: SideIndex = 0;
  /** +1 when a higher price is better, else -1. */
  readonly #direction: 1 | -1 = 1;
  /** Inverts the low bits of bids, so that worse prices have higher cells on both sides. */
  readonly #flip: 0 | -1 = 0;
  readonly #lastCell: number = 0;
  readonly #priceMax: number;
  readonly #cells: number;
  /** Level of each cell. 0: there is none. */
  readonly #window: Int32Array;
  /** Cells whose levels hold orders. */
  readonly #used: CellSet;
  /** Best price of the window. NaN: it has no place yet. */
  #edge = NaN;
  readonly #far: PriceIndex;
  /** Number of searches for far levels since the last move. */
  #searches: number;

  /** @param cells number of cells in the window, a power of two and at least 32 */
  constructor(pool: LevelPool, side: SideIndex, priceMax: number, cells: number) {
    this.#pool = pool;
    this.#side = side;
    this.#direction = side === 0 ? 1 : -1;
    this.#flip = side === 0 ? -1 : 0;
    this.#lastCell = cells - 1;
    this.#priceMax = priceMax;
    this.#cells = cells;
    this.#window = new Int32Array(cells);
    this.#used = new CellSet(cells);
    this.#far = new PriceIndex(priceMax);
    this.#searches = cells;
  }

  get bytes(): number {
    return this.#window.byteLength + this.#used.bytes + this.#far.bytes;
  }

  /** Level of the price's cell, which is another price's if this one lies outside the window. 0: there is none. */
  inCell(price: number): number {
    return this.#window[(price ^ this.#flip) & this.#lastCell] as number;
  }

  /** Level of a price. 0: there is none. */
  find(price: number): number {
    const level = this.inCell(price);
    if (this.#pool.price(level) === price) return level;
    return this.#hasCell(price) ? 0 : this.#findFar(price);
  }

  /** Adds a level without orders. @returns its number */
  make(price: number): number {
    const level = this.#pool.make(this.#side, price);
    if (this.#hasCell(price)) this.#window[this.#cell(price)] = level;
    else this.#far.set(price, level);
    return level;
  }

  /**
   * Removes a far level without orders whose change has been read. It may have been removed already. A level of the
   * window stays until the window moves, because most prices get orders again soon.
   */
  release(level: number): void {
    const price = this.#pool.price(level);
    if (this.#hasCell(price) || this.#far.get(price) !== level) return;
    this.#far.delete(price);
    this.#pool.free(level);
  }

  /** Call it when a level gets its first order. */
  open(price: number): void {
    if (this.#hasCell(price)) this.#used.add(this.#cell(price));
  }

  /** Call it when a level has lost its last order. */
  close(price: number): void {
    if (this.#hasCell(price)) this.#used.delete(this.#cell(price));
  }

  /** Next worse level with orders. The side's number: there is none. */
  worse(level: number): number {
    const price = this.#pool.price(level);
    if (!this.#hasCell(price)) return this.#worseThanFar(price) || this.#side;
    return this.#inWindow(this.#used.after(this.#cell(price)), price) || this.#farWorse(price) || this.#side;
  }

  /** True when there have been enough searches to pay for a move. */
  get mayMove(): boolean {
    return this.#searches >= this.#cells;
  }

  /**
   * Moves the window to the best price, unless the price already lies well inside it. Call it only between two rounds
   * of changes, when all far levels hold orders.
   */
  move(best: number): void {
    this.#searches = 0;
    const distance = (this.#edge - best) * this.#direction;
    if (distance >= this.#cells * BEST_SHARE_MIN && distance <= this.#cells * BEST_SHARE_MAX) return;
    this.#edge = this.#edgeFor(best);
    for (let cell = 0; cell < this.#cells; cell += 1) this.#putOut(cell);
    this.#takeIn();
  }

  /**
   * Best price of a new window, within the prices of the tree. Above the safe integers, two cells would have the same
   * price.
   */
  #edgeFor(best: number): number {
    const edge = best + this.#cells * BEST_SHARE * this.#direction;
    return Math.max(1, Math.min(edge, this.#priceMax, Number.MAX_SAFE_INTEGER - this.#cells));
  }

  /** Removes the level of a cell whose price lies outside the window now. If it holds orders, it becomes a far level. */
  #putOut(cell: number): void {
    const level = this.#window[cell] as number;
    const price = this.#pool.price(level);
    if (level === 0 || this.#hasCell(price)) return;
    this.#window[cell] = 0;
    this.#used.delete(cell);
    if (this.#pool.head(level) === 0) this.#pool.free(level);
    else this.#far.set(price, level);
  }

  /** Moves the far levels inside the window into its cells. */
  #takeIn(): void {
    let far = this.#far.get(this.#edge) || this.#nextFar(this.#edge);
    while (far !== 0 && this.#hasCell(this.#pool.price(far))) {
      const price = this.#pool.price(far);
      this.#far.delete(price);
      this.#window[this.#cell(price)] = far;
      this.#used.add(this.#cell(price));
      far = this.#nextFar(price);
    }
  }

  /** True when the price lies inside the window. */
  #hasCell(price: number): boolean {
    const distance = (this.#edge - price) * this.#direction;
    return distance >= 0 && distance < this.#cells;
  }

  #cell(price: number): number {
    return (price ^ this.#flip) & this.#lastCell;
  }

  #findFar(price: number): number {
    this.#searches += 1;
    return this.#far.get(price);
  }

  /** Level of a cell if its price is worse than this one, else 0. @param cell -1: there is none */
  #inWindow(cell: number, price: number): number {
    const level = cell < 0 ? 0 : (this.#window[cell] as number);
    return level !== 0 && this.#isWorse(this.#pool.price(level), price) ? level : 0;
  }

  #worseThanFar(price: number): number {
    const far = this.#farWorse(price);
    const first = this.#inWindow(this.#used.from(this.#cell(this.#edge)), price);
    if (far === 0 || first === 0) return far || first;
    return this.#isWorse(this.#pool.price(far), this.#pool.price(first)) ? first : far;
  }

  /** Next far level with orders that is worse than the price. 0: there is none. */
  #farWorse(price: number): number {
    let level = this.#nextFar(price);
    while (level !== 0 && this.#pool.head(level) === 0) level = this.#nextFar(this.#pool.price(level));
    return level;
  }

  #nextFar(price: number): number {
    return this.#direction > 0 ? this.#far.below(price) : this.#far.above(price);
  }

  #isWorse(price: number, other: number): boolean {
    return this.#direction > 0 ? price < other : price > other;
  }
}
