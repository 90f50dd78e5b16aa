/**
 * The price levels of one side.
 *
 * 1. A level is a record of numbers. The first records are the window: a ring of cells for adjacent prices, in which
 *    the low bits of a price are its cell. The levels around the best price are therefore found without a search. Their
 *    records exist with and without orders, and a set of bits finds the next one with orders.
 * 2. The other prices are far. A tree finds their records, which exist while they hold orders. No far price lies inside
 *    the window. A far level without orders stays until the round of changes ends, because its change has not been read
 *    yet.
 * 3. The window moves to the best price after as many searches for far levels as it has cells. A move therefore costs
 *    no more than the searches before it, however the price jumps, and the window never grows.
 *
 * A record has 32 bytes. As 32-bit integers: 0 head, 1 tail (slots of its queue; 0: it is empty). As doubles: 1 sum of
 * its orders in lots, 2 the sum that was read last, 3 price in ticks. Level 0 stands for no level. It is worse than
 * every price, and empty. The code below contains these indices as numbers. A bundler may turn a constant of the module
 * into a variable, which costs a load and a check in lines that run for every message.
 */
import { CellSet } from './cell-set.ts';
import { PriceIndex } from './price-index.ts';

export const WINDOW_CELLS = 4096;
const FAR_AT_FIRST = 32;
/** The window does not move while the best price lies between these shares of it. */
const BEST_SHARE_MIN = 1 / 16;
const BEST_SHARE_MAX = 1 / 2;
/** Place of the best price in a window that has moved, as a share of the window. */
const BEST_SHARE = 1 / 4;

export class LevelTable {
  // Each number has a value from the beginning. Otherwise its type would be checked at each use.
  /** +1 when a higher price is better, else -1. */
  readonly #direction: 1 | -1 = 1;
  /** Inverts the low bits of bids, so that worse prices have higher cells on both sides. */
  readonly #flip: 0 | -1 = 0;
  readonly #priceMax: number;
  readonly #cells: number = 0;
  readonly #lastCell: number = 0;
  #integers: Int32Array;
  #doubles: Float64Array;
  /** Cells that hold orders. */
  readonly #used: CellSet;
  /** Best price of the window. NaN: it has no place yet, and the price of each cell is 0. */
  #edge = NaN;
  readonly #far: PriceIndex;
  /** First free record of a far level. The heads link the others. 0: there is none. */
  #free = 0;
  #fresh = 0;
  /** Number of searches for far levels since the last move. */
  #searches = 0;

  constructor(direction: 1 | -1, priceMax: number, cells: number) {
    this.#direction = direction;
    this.#flip = direction > 0 ? -1 : 0;
    this.#priceMax = priceMax;
    this.#cells = cells;
    this.#lastCell = cells - 1;
    this.#integers = new Int32Array((1 + cells + FAR_AT_FIRST) * 8);
    this.#doubles = new Float64Array(this.#integers.buffer);
    this.#used = new CellSet(cells);
    this.#far = new PriceIndex(priceMax);
    this.#fresh = 1 + cells;
    this.#searches = cells;
    this.#setPrice(0, -direction * Infinity);
  }

  get bytes(): number {
    return this.#integers.byteLength + this.#used.bytes + this.#far.bytes;
  }

  head(level: number): number {
    return this.#integers[level << 3] as number;
  }

  setHead(level: number, slot: number): void {
    this.#integers[level << 3] = slot;
  }

  tail(level: number): number {
    return this.#integers[(level << 3) | 1] as number;
  }

  setTail(level: number, slot: number): void {
    this.#integers[(level << 3) | 1] = slot;
  }

  total(level: number): number {
    return this.#doubles[(level << 2) | 1] as number;
  }

  /** Adds lots to the sum of a level. @returns true when the sum was the one that was read last */
  changeTotal(level: number, lots: number): boolean {
    const total = this.total(level);
    this.#doubles[(level << 2) | 1] = total + lots;
    return total === this.#doubles[(level << 2) | 2];
  }

  /** Takes the sum of a level as read, at the end of a round of changes. @returns true when the sum has changed */
  settle(level: number): boolean {
    const total = this.total(level);
    const before = this.#doubles[(level << 2) | 2];
    this.#doubles[(level << 2) | 2] = total;
    if (total === 0 && this.isFar(level)) this.#release(level);
    return total !== before;
  }

  price(level: number): number {
    return this.#doubles[(level << 2) | 3] as number;
  }

  #setPrice(level: number, price: number): void {
    this.#doubles[(level << 2) | 3] = price;
  }

  /** Record of a price. 0: the price is far and has no record. */
  find(price: number): number {
    const level = ((price ^ this.#flip) & this.#lastCell) + 1;
    return this.price(level) === price ? level : this.#findFar(price);
  }

  /** Record of a price whose record was `level`. The window may have moved since then. */
  findAgain(level: number, price: number): number {
    return this.price(level) === price ? level : this.find(price);
  }

  isFar(level: number): boolean {
    return level > this.#cells;
  }

  isInWindow(level: number): boolean {
    return level > 0 && !this.isFar(level);
  }

  /** Call it when the level, which is not 0, gets its first order. */
  open(level: number): void {
    if (!this.isFar(level)) this.#used.add(level - 1);
  }

  /** Call it when the level, which is not 0, has lost its last order. */
  close(level: number): void {
    if (!this.isFar(level)) this.#used.delete(level - 1);
  }

  /** Next worse level with orders. 0: there is none. */
  worse(level: number): number {
    const price = this.price(level);
    if (this.isFar(level)) return this.#worseThanFar(price);
    const found = this.#used.after(level - 1) + 1;
    return found !== 0 && this.#isWorse(this.price(found), price) ? found : this.#farWorse(price);
  }

  /** Makes a record for a far price that has none. */
  make(price: number): number {
    const level = this.#free === 0 ? this.#takeFresh() : this.#takeFree();
    this.#clear(level);
    this.#setPrice(level, price);
    this.#far.set(price, level);
    return level;
  }

  /** True when there have been enough searches to pay for a move. */
  get mayMove(): boolean {
    return this.#searches >= this.#cells;
  }

  /**
   * Moves the window to the best price, unless the price already lies well inside it. Call it only between two rounds
   * of changes.
   */
  move(best: number): void {
    this.#searches = 0;
    const distance = (this.#edge - best) * this.#direction;
    if (distance >= this.#cells * BEST_SHARE_MIN && distance <= this.#cells * BEST_SHARE_MAX) return;
    this.#edge = this.#edgeFor(best);
    for (let cell = 0; cell < this.#cells; cell += 1) this.#place(this.#edge - cell * this.#direction);
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

  /** Gives a cell this price. The level that the cell held becomes a far one. */
  #place(price: number): void {
    const cell = this.#cell(price);
    const level = cell + 1;
    if (this.price(level) === price) return;
    if (this.#used.has(cell)) {
      this.#used.delete(cell);
      this.#copy(level, this.make(this.price(level)));
      this.#clear(level);
    }
    this.#setPrice(level, price);
  }

  /** Moves the far levels inside the window into its cells. */
  #takeIn(): void {
    const end = this.#edge - this.#cells * this.#direction;
    let far = this.#far.get(this.#edge) || this.#farWorse(this.#edge);
    while (far !== 0 && this.#isWorse(end, this.price(far))) {
      const price = this.price(far);
      const cell = this.#cell(price);
      this.#copy(far, cell + 1);
      this.#used.add(cell);
      this.#release(far);
      // Orders still remember this record. Without a price, it makes them find their cell.
      this.#setPrice(far, NaN);
      far = this.#farWorse(price);
    }
  }

  /** Frees the record of a far level without orders. */
  #release(level: number): void {
    const price = this.price(level);
    // A level that changed twice in the round has already been released.
    if (this.#far.get(price) !== level) return;
    this.#far.delete(price);
    this.setHead(level, this.#free);
    this.#free = level;
  }

  #cell(price: number): number {
    return (price ^ this.#flip) & this.#lastCell;
  }

  #findFar(price: number): number {
    this.#searches += 1;
    return this.#far.get(price);
  }

  #worseThanFar(price: number): number {
    const far = this.#farWorse(price);
    const first = this.#used.from(this.#cell(this.#edge)) + 1;
    if (first === 0 || !this.#isWorse(this.price(first), price)) return far;
    return this.#isWorse(this.price(far), this.price(first)) ? first : far;
  }

  /** Next far level with orders that is worse than the price. 0: there is none. */
  #farWorse(price: number): number {
    let level = this.#nextFar(price);
    while (level !== 0 && this.head(level) === 0) level = this.#nextFar(this.price(level));
    return level;
  }

  #nextFar(price: number): number {
    return this.#direction > 0 ? this.#far.below(price) : this.#far.above(price);
  }

  #isWorse(price: number, other: number): boolean {
    return this.#direction > 0 ? price < other : price > other;
  }

  #clear(level: number): void {
    this.#integers.fill(0, level << 3, (level + 1) << 3);
  }

  #copy(from: number, to: number): void {
    this.#integers.copyWithin(to << 3, from << 3, (from + 1) << 3);
  }

  #takeFree(): number {
    const level = this.#free;
    this.#free = this.head(level);
    return level;
  }

  #takeFresh(): number {
    if (this.#fresh * 8 === this.#integers.length) this.#grow();
    return this.#fresh++;
  }

  /** Doubles the number of far levels. */
  #grow(): void {
    const far = this.#fresh - this.#cells;
    const grown = new Int32Array(this.#integers.length + far * 8);
    grown.set(this.#integers);
    this.#integers = grown;
    this.#doubles = new Float64Array(grown.buffer);
  }
}
