/**
 * The levels of one side that have changed since the round began. A level is listed when its sum begins to differ from
 * the one that was read last. A level that returned to that sum and changed again is listed twice, and the end of the
 * round removes the duplicate.
 */
import type { LevelTable } from './level-table.ts';

const ROWS_AT_FIRST = 64;
/** Largest number of rows that are sorted by insertion, which is fastest for a few. */
const INSERTED_MAX = 12;

export class LevelChanges {
  readonly #table: LevelTable;
  readonly #direction: 1 | -1;
  #levels = new Int32Array(ROWS_AT_FIRST);
  #prices = new Float64Array(ROWS_AT_FIRST);
  #count = 0;

  /** @param direction +1 when a higher price is better, else -1 */
  constructor(table: LevelTable, direction: 1 | -1) {
    this.#table = table;
    this.#direction = direction;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Lists a level. Call it when the sum changes from the one that was read last. */
  note(level: number): void {
    if (this.#count === this.#levels.length) this.#grow();
    this.#levels[this.#count] = level;
    this.#count += 1;
  }

  /**
   * Ends the round. Until the next change, the first rows hold the net changes, best price first.
   * @returns the number of net changes
   */
  close(): number {
    const count = this.#count;
    this.#count = 0;
    // Most commands change only one level.
    if (count > 1) return this.#closeMany(count);
    return this.#table.settle(this.level(0)) ? 1 : 0;
  }

  #closeMany(count: number): number {
    this.#sort(count);
    let net = 0;
    for (let row = 0; row < count; row += 1) {
      const level = this.level(row);
      if (!this.#table.settle(level)) continue;
      this.#levels[net] = level;
      net += 1;
    }
    return net;
  }

  /** Ends the round without reading the changes. */
  drop(): void {
    const count = this.#count;
    this.#count = 0;
    for (let row = 0; row < count; row += 1) this.#table.settle(this.level(row));
  }

  /** Level of a net change. */
  level(row: number): number {
    return this.#levels[row] as number;
  }

  /** Sorts the rows, best price first. Those of an order that trades through many levels are already sorted. */
  #sort(count: number): void {
    let row = 1;
    while (row < count && !this.#isWorse(this.level(row - 1), this.level(row))) row += 1;
    if (row === count) return;
    if (count > INSERTED_MAX) return this.#sortMany(count);
    for (; row < count; row += 1) this.#insert(row);
  }

  #insert(row: number): void {
    const levels = this.#levels;
    const level = this.level(row);
    let place = row;
    for (; place > 0 && this.#isWorse(levels[place - 1] as number, level); place -= 1)
      levels[place] = levels[place - 1] as number;
    levels[place] = level;
  }

  /** Sorts the prices instead of the levels. Without a comparison function, numbers sort many times faster. */
  #sortMany(count: number): void {
    const [levels, prices, direction] = [this.#levels, this.#prices, this.#direction];
    for (let row = 0; row < count; row += 1) prices[row] = -direction * this.#table.price(this.level(row));
    prices.subarray(0, count).sort();
    for (let row = 0; row < count; row += 1)
      levels[row] = this.#table.find(-direction * (prices[row] as number));
  }

  #isWorse(level: number, other: number): boolean {
    return (this.#table.price(level) - this.#table.price(other)) * this.#direction < 0;
  }

  #grow(): void {
    const grown = new Int32Array(this.#levels.length * 2);
    grown.set(this.#levels);
    this.#levels = grown;
    this.#prices = new Float64Array(grown.length);
  }
}
