/**
 * The levels of both sides that have changed since the round began. Both sides share one list, because most messages
 * change only one of them, and asking each would cost a mispredicted branch. A level is listed when its sum begins to
 * differ from the one that was read last (queues.ts). A level that returned to that sum and changed again is listed
 * twice, and the end of the round removes the duplicate.
 */
import { sideOfRank, type BookMemory } from './book-memory.ts';
import type { LevelTable } from './level-table.ts';

/** Largest number of rows that are sorted by insertion, which is fastest for a few. */
const INSERTED_MAX = 12;

export class LevelChanges {
  readonly #memory: BookMemory;
  readonly #tables: readonly LevelTable[];
  /** The rows from 64 on. The first 64 are in the memory, from index 64 on. */
  readonly #more: number[] = [];

  /** @param tables bids and asks */
  constructor(memory: BookMemory, tables: readonly LevelTable[]) {
    this.#memory = memory;
    this.#tables = tables;
  }

  get isEmpty(): boolean {
    return this.#memory.integers[11] === 0;
  }

  /**
   * Ends the round. Until the next change, the first rows hold the net changes: the bids, then the asks, best price
   * first.
   * @returns the number of net changes
   */
  close(): number {
    const integers = this.#memory.integers;
    // Most messages change one level.
    if (integers[11] !== 1) return this.closeSeveral() | 0;
    integers[11] = 0;
    return this.settle(integers[64] as number);
  }

  /** As `close`, for any number of rows. */
  closeSeveral(): number {
    const count = this.#takeCount();
    if (count === 2) return this.closeTwo();
    let net = 0;
    for (let row = 0; row < count; row += 1) {
      const level = this.level(row);
      this.setLevel(net, level);
      net += this.settle(level);
    }
    if (net > 1) this.#sort(net);
    return net;
  }

  /** An order that moves changes two levels, and either may be first. A branch on that would often be mispredicted. */
  closeTwo(): number {
    const { integers, doubles } = this.#memory;
    const first = integers[64] as number;
    const second = integers[65] as number;
    const isFirst = this.settle(first);
    const isSecond = this.settle(second);
    const isReversed = Number((doubles[(first >> 1) | 3] as number) > (doubles[(second >> 1) | 3] as number));
    if (isFirst + isSecond === 2) {
      integers[64 | isReversed] = first;
      integers[65 ^ isReversed] = second;
      return 2;
    }
    if (isSecond === 1) integers[64] = second;
    return isFirst + isSecond;
  }

  /** Ends the round without reading the changes. */
  drop(): void {
    const count = this.#takeCount();
    for (let row = 0; row < count; row += 1) this.settle(this.level(row));
  }

  /** Level of a row. */
  level(row: number): number {
    return (row < 64 ? this.#memory.integers[64 | row] : this.#more[row - 64]) as number;
  }

  setLevel(row: number, level: number): void {
    if (row < 64) this.#memory.integers[64 | row] = level;
    else this.#more[row - 64] = level;
  }

  /** Takes the sum of a level as read. @returns 1 when it has changed, else 0 */
  settle(level: number): 0 | 1 {
    const doubles = this.#memory.doubles;
    const total = doubles[(level >> 1) | 1] as number;
    const before = doubles[(level >> 1) | 2];
    doubles[(level >> 1) | 2] = total;
    if (total === 0) this.release(level);
    return total === before ? 0 : 1;
  }

  /** Frees an empty level if it is far. */
  release(level: number): void {
    (this.#tables[sideOfRank(this.#memory.rank(level))] as LevelTable).release(level);
  }

  #takeCount(): number {
    const count = this.#memory.integers[11] as number;
    this.#memory.integers[11] = 0;
    return count;
  }

  /** Sorts the rows. Those of an order that trades through many levels are already sorted. */
  #sort(count: number): void {
    let row = 1;
    while (row < count && this.#rank(row - 1) < this.#rank(row)) row += 1;
    if (row === count) return;
    if (count > INSERTED_MAX) this.#sortMany(count);
    else for (; row < count; row += 1) this.#insert(row);
  }

  #sortMany(count: number): void {
    const levels = Int32Array.from({ length: count }, (_, row) => this.level(row));
    levels.sort((a, b) => this.#memory.rank(a) - this.#memory.rank(b));
    for (const [row, level] of levels.entries()) this.setLevel(row, level);
  }

  #insert(row: number): void {
    const level = this.level(row);
    const rank = this.#rank(row);
    let place = row;
    for (; place > 0 && this.#rank(place - 1) > rank; place -= 1) this.setLevel(place, this.level(place - 1));
    this.setLevel(place, level);
  }

  /** The lowest is that of the best bid, the highest that of the worst ask. */
  #rank(row: number): number {
    return this.#memory.rank(this.level(row));
  }
}
