/**
 * The levels of both sides that have changed since the round began. Both sides share one list, because most messages
 * change only one of them, and asking each would cost a mispredicted branch. A level is listed when its sum begins to
 * differ from the one that was read last. A level that returned to that sum and changed again is listed twice, and the
 * end of the round removes the duplicate.
 */
import { sideOf, type LevelPool } from './level-pool.ts';
import type { LevelTable } from './level-table.ts';

const ROWS_AT_FIRST = 64;
/** Largest number of rows that are sorted by insertion, which is fastest for a few. */
const INSERTED_MAX = 12;

export class LevelChanges {
  readonly #pool: LevelPool;
  readonly #tables: readonly LevelTable[];
  #levels = new Int32Array(ROWS_AT_FIRST);
  #count = 0;

  /** @param tables bids and asks */
  constructor(pool: LevelPool, tables: readonly LevelTable[]) {
    this.#pool = pool;
    this.#tables = tables;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Changes the sum of a level. */
  add(level: number, lots: number): void {
    const pool = this.#pool;
    const total = pool.total(level);
    pool.setTotal(level, total + lots);
    if (total !== pool.read(level)) return;
    const count = this.#count;
    this.#levels[count] = level;
    this.#count = count + 1;
    if (count + 1 === this.#levels.length) this.#grow();
  }

  /**
   * Ends the round. Until the next change, the first rows hold the net changes: the bids, then the asks, best price
   * first.
   * @returns the number of net changes
   */
  close(): number {
    const count = this.#count;
    this.#count = 0;
    // Most messages change one level.
    if (count === 1) return this.settle(this.level(0));
    let net = 0;
    for (let row = 0; row < count; row += 1) {
      const level = this.level(row);
      this.#levels[net] = level;
      net += this.settle(level);
    }
    if (net > 2 || (net === 2 && this.rank(0) > this.rank(1))) this.#sort(net);
    return net;
  }

  /** Ends the round without reading the changes. */
  drop(): void {
    for (let row = 0; row < this.#count; row += 1) this.settle(this.level(row));
    this.#count = 0;
  }

  /** Level of a net change. */
  level(row: number): number {
    return this.#levels[row] as number;
  }

  /** Takes the sum of a level as read. @returns 1 when it has changed, else 0 */
  settle(level: number): 0 | 1 {
    const pool = this.#pool;
    const total = pool.total(level);
    const before = pool.read(level);
    pool.setRead(level, total);
    if (total === 0) (this.#tables[sideOf(level)] as LevelTable).release(level);
    return total === before ? 0 : 1;
  }

  /** Sorts the rows. Those of an order that trades through many levels are already sorted. */
  #sort(count: number): void {
    let row = 1;
    while (row < count && this.rank(row - 1) < this.rank(row)) row += 1;
    if (row === count) return;
    if (count > INSERTED_MAX) this.#levels.subarray(0, count).sort((a, b) => this.rankOf(a) - this.rankOf(b));
    else for (; row < count; row += 1) this.#insert(row);
  }

  #insert(row: number): void {
    const levels = this.#levels;
    const level = this.level(row);
    const rank = this.rankOf(level);
    let place = row;
    for (; place > 0 && this.rank(place - 1) > rank; place -= 1) levels[place] = this.level(place - 1);
    levels[place] = level;
  }

  rank(row: number): number {
    return this.rankOf(this.level(row));
  }

  /** A number that is lowest for the best bid and highest for the worst ask. */
  rankOf(level: number): number {
    const price = this.#pool.price(level);
    return sideOf(level) === 0 ? -price : price;
  }

  #grow(): void {
    const grown = new Int32Array(this.#levels.length * 2);
    grown.set(this.#levels);
    this.#levels = grown;
  }
}
