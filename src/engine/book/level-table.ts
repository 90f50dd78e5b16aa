/**
 * The price levels of one side, by rank (book-memory.ts).
 *
 * 1. The window is a ring of cells for adjacent prices, in which the low bits of a rank are its cell. A cell has the
 *    level of its rank, or none. The levels around the best price are therefore found without a search, and a set of
 *    bits finds the next one with orders. The cells are in the book's memory, those of bids and asks in turn.
 * 2. A tree has the levels of all other prices, which are far.
 * 3. The window moves to the best price after as many searches for far levels as it has cells. A move therefore costs
 *    no more than the searches before it, however the price jumps, and the window never grows.
 */
import { WINDOWS, type BookMemory, type SideIndex } from './book-memory.ts';
import { CellSet } from './cell-set.ts';
import { PriceIndex } from './price-index.ts';

/** The window does not move while the best price lies between these shares of it. */
const BEST_SHARE_MIN = 1 / 16;
const BEST_SHARE_MAX = 1 / 2;
/** Place of the best price in a window that has moved, as a share of the window. */
const BEST_SHARE = 1 / 4;

export class LevelTable {
  readonly #memory: BookMemory;
  readonly #side: SideIndex;
  readonly #lastCell: number;
  readonly #cells: number;
  /** Cells whose levels hold orders. */
  readonly #used: CellSet;
  /** Lowest and highest rank with which a window may begin. */
  readonly #edges: readonly [min: number, max: number];
  /** Best rank of the window. NaN: it has no place yet. */
  #edge = NaN;
  readonly #far: PriceIndex;
  /** Best rank that a level may have. */
  readonly #rankMin: number;
  /** Number of searches for far levels since the last move. */
  #searches: number;

  /** @param cells number of cells in the window, a power of two and at least 32 */
  constructor(memory: BookMemory, side: SideIndex, priceMax: number, cells: number) {
    this.#memory = memory;
    this.#side = side;
    this.#lastCell = cells - 1;
    this.#cells = cells;
    this.#used = new CellSet(cells);
    // Within the prices of the tree. Above the safe integers, two cells would have the same price.
    const edgePriceMax = Math.min(priceMax, Number.MAX_SAFE_INTEGER - cells);
    this.#edges = side === 0 ? [-edgePriceMax, -1] : [1, edgePriceMax];
    this.#far = new PriceIndex(priceMax);
    this.#rankMin = side === 0 ? -priceMax : 1;
    this.#searches = cells;
  }

  get bytes(): number {
    return this.#used.bytes + this.#far.bytes;
  }

  /** Level of a rank. 0: there is none. */
  find(rank: number): number {
    const level = this.#inCell(this.#cell(rank));
    if (this.#memory.rank(level) === rank) return level;
    return this.#hasCell(rank) ? 0 : this.#findFar(rank);
  }

  /** Adds a level without orders. @returns its number */
  make(rank: number): number {
    const level = this.#memory.makeLevel(rank);
    if (this.#hasCell(rank)) this.#setCell(this.#cell(rank), level);
    else this.#far.set(Math.abs(rank), level);
    return level;
  }

  /**
   * Removes a far level without orders whose change has been read. It may have been removed already. A level of the
   * window stays until the window moves, because most prices get orders again soon.
   */
  release(level: number): void {
    const rank = this.#memory.rank(level);
    if (this.#hasCell(rank) || this.#far.get(Math.abs(rank)) !== level) return;
    this.#far.delete(Math.abs(rank));
    this.#memory.freeLevel(level);
  }

  /** Call it when a level gets its first order. */
  open(rank: number): void {
    if (this.#hasCell(rank)) this.#used.add(this.#cell(rank));
  }

  /** Call it when a level has lost its last order. */
  close(rank: number): void {
    if (this.#hasCell(rank)) this.#used.delete(this.#cell(rank));
  }

  /** Next worse level with orders. 0: there is none. */
  worse(level: number): number {
    const rank = this.#memory.rank(level);
    if (!this.#hasCell(rank)) return this.#worseThanFar(rank);
    return this.#inWindow(this.#used.after(this.#cell(rank)), rank) || this.#farWorse(rank);
  }

  /** All levels, with and without orders. */
  *all(): Generator<number> {
    for (let cell = 0; cell < this.#cells; cell += 1) {
      const level = this.#inCell(cell);
      if (level !== 0) yield level;
    }
    let far = this.#firstFar(this.#rankMin);
    for (; far !== 0; far = this.#nextFar(this.#memory.rank(far))) yield far;
  }

  /** True when the window has no place yet. There are no levels then. */
  get isUnplaced(): boolean {
    return Number.isNaN(this.#edge);
  }

  /** True when there have been enough searches to pay for a move. */
  get mayMove(): boolean {
    return this.#searches >= this.#cells;
  }

  /**
   * Moves the window to the best rank, unless the rank already lies well inside it. Call it only between two rounds of
   * changes, when all far levels hold orders, or when there are no levels.
   */
  move(best: number): void {
    this.#searches = 0;
    const distance = best - this.#edge;
    if (distance >= this.#cells * BEST_SHARE_MIN && distance <= this.#cells * BEST_SHARE_MAX) return;
    const [edgeMin, edgeMax] = this.#edges;
    this.#edge = Math.max(edgeMin, Math.min(best - this.#cells * BEST_SHARE, edgeMax));
    for (let cell = 0; cell < this.#cells; cell += 1) this.#putOut(cell);
    this.#takeIn();
  }

  /** Removes the level of a cell whose rank lies outside the window now. If it holds orders, it becomes a far level. */
  #putOut(cell: number): void {
    const level = this.#inCell(cell);
    const rank = this.#memory.rank(level);
    if (level === 0 || this.#hasCell(rank)) return;
    this.#setCell(cell, 0);
    this.#used.delete(cell);
    if (this.#memory.isEmpty(level)) this.#memory.freeLevel(level);
    else this.#far.set(Math.abs(rank), level);
  }

  /** Moves the far levels inside the window into its cells. */
  #takeIn(): void {
    let far = this.#firstFar(this.#edge);
    while (far !== 0 && this.#hasCell(this.#memory.rank(far))) {
      const rank = this.#memory.rank(far);
      this.#far.delete(Math.abs(rank));
      this.#setCell(this.#cell(rank), far);
      this.#used.add(this.#cell(rank));
      far = this.#nextFar(rank);
    }
  }

  /** True when the rank lies inside the window. */
  #hasCell(rank: number): boolean {
    const distance = rank - this.#edge;
    return distance >= 0 && distance < this.#cells;
  }

  #cell(rank: number): number {
    return rank & this.#lastCell;
  }

  /** Level of a cell, which is another rank's if that one lies outside the window. 0: there is none. */
  #inCell(cell: number): number {
    return this.#memory.integers[WINDOWS + 2 * cell + this.#side] as number;
  }

  #setCell(cell: number, level: number): void {
    this.#memory.integers[WINDOWS + 2 * cell + this.#side] = level;
  }

  #findFar(rank: number): number {
    this.#searches += 1;
    return this.#far.get(Math.abs(rank));
  }

  /** Level of a cell if its rank is worse than this one, else 0. @param cell -1: there is none */
  #inWindow(cell: number, rank: number): number {
    const level = cell < 0 ? 0 : this.#inCell(cell);
    return level !== 0 && this.#memory.rank(level) > rank ? level : 0;
  }

  #worseThanFar(rank: number): number {
    const far = this.#farWorse(rank);
    const first = this.#inWindow(this.#used.from(this.#cell(this.#edge)), rank);
    if (far === 0 || first === 0) return far || first;
    return this.#memory.rank(far) > this.#memory.rank(first) ? first : far;
  }

  /** Next far level with orders that is worse than the rank. 0: there is none. */
  #farWorse(rank: number): number {
    let level = this.#nextFar(rank);
    while (level !== 0 && this.#memory.isEmpty(level)) level = this.#nextFar(this.#memory.rank(level));
    return level;
  }

  /** Best far level that is not better than the rank. 0: there is none. */
  #firstFar(rank: number): number {
    return this.#far.get(Math.abs(rank)) || this.#nextFar(rank);
  }

  #nextFar(rank: number): number {
    const price = Math.abs(rank);
    return this.#side === 0 ? this.#far.below(price) : this.#far.above(price);
  }
}
