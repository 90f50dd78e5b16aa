/**
 * The levels of both sides that have changed since the round began. Both sides share one list, because most messages
 * change only one of them, and asking each would cost a mispredicted branch. A level is listed when its sum begins to
 * differ from the one that was read last (queues.ts). A level that returned to that sum and changed again is listed
 * twice, and the end of the round removes the duplicate.
 *
 * The list, the memory below it and the queues above it are one object (queues.ts).
 */
import { BookMemory, sideOfRank } from './book-memory.ts';
import { LevelTable } from './level-table.ts';

const ROWS_AT_FIRST = 1024;
/** Largest number of rows that are sorted by insertion, which is fastest for a few. */
const INSERTED_MAX = 12;

export class LevelChanges extends BookMemory {
  /** Levels of bids and asks, by rank. */
  readonly tables: readonly [bids: LevelTable, asks: LevelTable];
  /** The first `listed` rows are the list. */
  changed: Int32Array = new Int32Array(ROWS_AT_FIRST);
  listed: number = 0;

  /** @param windowCells number of cells in the window of each side, a power of two and at least 32 */
  constructor(priceMax: number, windowCells: number) {
    super(windowCells);
    this.tables = [
      new LevelTable(this, 0, priceMax, windowCells),
      new LevelTable(this, 1, priceMax, windowCells),
    ];
  }

  get hasChanges(): boolean {
    return this.listed !== 0;
  }

  /**
   * Lists a level whose sum was the one that was read last. JavaScript does not write a row beyond the end of the array.
   * The end of the round notices that (`#takeCount`), so this line needs no question.
   */
  list(level: number): void {
    this.changed[this.listed++] = level;
  }

  /**
   * Ends a round of changes. Until the next change of the book, each row up to the returned number is a level whose
   * quantity differs from the one at the end of the last round: the bids, then the asks, best price first.
   */
  readChanges(): number {
    // Most messages change one level.
    if (this.listed !== 1) return this.readTwo() | 0;
    this.listed = 0;
    return this.markRead(this.changed[0] as number);
  }

  /** An order that moves changes two levels, and either may be first. A branch on that would often be mispredicted. */
  readTwo(): number {
    if (this.listed !== 2) return this.readMany() | 0;
    this.listed = 0;
    const { changed, doubles } = this;
    const first = changed[0] as number;
    const second = changed[1] as number;
    const isFirst = this.markRead(first);
    const isSecond = this.markRead(second);
    const isReversed = Number((doubles[(first >> 1) | 3] as number) > (doubles[(second >> 1) | 3] as number));
    if (isFirst + isSecond === 2) {
      changed[isReversed] = first;
      changed[1 ^ isReversed] = second;
      return 2;
    }
    if (isSecond === 1) changed[0] = second;
    return isFirst + isSecond;
  }

  readMany(): number {
    const count = this.#takeCount();
    let net = 0;
    for (let row = 0; row < count; row += 1) {
      const level = this.changedLevel(row);
      this.changed[net] = level;
      net += this.markRead(level);
    }
    if (net > 1) this.#sort(net);
    return net;
  }

  /** Ends a round of changes that nobody reads. */
  dropChanges(): void {
    const count = this.#takeCount();
    for (let row = 0; row < count; row += 1) this.markRead(this.changedLevel(row));
  }

  /** Level of a row. */
  changedLevel(row: number): number {
    return this.changed[row] as number;
  }

  /** Marks the sum of a level as read. @returns 1 when it has changed, else 0 */
  markRead(level: number): 0 | 1 {
    const doubles = this.doubles;
    const half = level >> 1;
    const total = doubles[half | 1] as number;
    const before = doubles[half | 2];
    doubles[half | 2] = total;
    if (total === 0) this.release(level);
    return total === before ? 0 : 1;
  }

  /** Frees an empty level if it is far. */
  release(level: number): void {
    this.tables[sideOfRank(this.rank(level))].release(level);
  }

  #takeCount(): number {
    if (this.listed > this.changed.length) this.#listAll();
    const count = this.listed;
    this.listed = 0;
    return count;
  }

  /** Lists all levels in a larger array. Those that have not changed leave the list when they are read. */
  #listAll(): void {
    const levels = this.tables.flatMap((table) => [...table.all()]);
    this.changed = new Int32Array(Math.max(2 * this.changed.length, levels.length));
    this.changed.set(levels);
    this.listed = levels.length;
  }

  /** Sorts the rows. Those of an order that trades through many levels are already sorted. */
  #sort(count: number): void {
    let row = 1;
    while (row < count && this.#rankOf(row - 1) < this.#rankOf(row)) row += 1;
    if (row === count) return;
    if (count > INSERTED_MAX) this.#sortMany(count);
    else for (; row < count; row += 1) this.#insert(row);
  }

  #sortMany(count: number): void {
    const levels = Int32Array.from({ length: count }, (_, row) => this.changedLevel(row));
    levels.sort((a, b) => this.rank(a) - this.rank(b));
    for (const [row, level] of levels.entries()) this.changed[row] = level;
  }

  #insert(row: number): void {
    const level = this.changedLevel(row);
    const rank = this.#rankOf(row);
    let place = row;
    for (; place > 0 && this.#rankOf(place - 1) > rank; place -= 1)
      this.changed[place] = this.changedLevel(place - 1);
    this.changed[place] = level;
  }

  /** The lowest is that of the best bid, the highest that of the worst ask. */
  #rankOf(row: number): number {
    return this.rank(this.changedLevel(row));
  }
}
