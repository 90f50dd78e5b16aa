/**
 * The levels of one side that have changed since the round began. A level whose sum differs from the one read last is in
 * the list. One that has come back to it and changed again is there twice, which the end of the round sorts out.
 */
import type { LevelTable } from './level-table.ts';

const ROWS_AT_FIRST = 64;
/** Insertion is the fastest way to sort a few rows. */
const INSERTED_MAX = 12;

export class LevelChanges {
  readonly #table: LevelTable;
  readonly #direction: 1 | -1;
  #levels = new Int32Array(ROWS_AT_FIRST);
  #prices = new Float64Array(ROWS_AT_FIRST);
  #count = 0;

  /** @param direction +1 where a higher price is better */
  constructor(table: LevelTable, direction: 1 | -1) {
    this.#table = table;
    this.#direction = direction;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** A level is about to change whose sum is the one read last. */
  note(level: number): void {
    if (this.#count === this.#levels.length) this.#grow();
    this.#levels[this.#count] = level;
    this.#count += 1;
  }

  /**
   * End the round. Until the next change, rows 0 to the returned number hold the net changes, best price first.
   * @returns how many there are
   */
  close(): number {
    const count = this.#count;
    this.#count = 0;
    // Most commands change one level.
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

  /** End the round unread. */
  drop(): void {
    const count = this.#count;
    this.#count = 0;
    for (let row = 0; row < count; row += 1) this.#table.settle(this.level(row));
  }

  /** Of a net change. */
  level(row: number): number {
    return this.#levels[row] as number;
  }

  /** Best price first. The rows of a sweep come in order. */
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

  /** Numbers sort many times faster by themselves than by a function. */
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
