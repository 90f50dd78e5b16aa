/**
 * The orders and levels of one book, in one block of memory, which costs the garbage collector nothing. The hot path
 * (queues.ts) reads and writes it by index. With one block, a method fetches its address and length once, not once for
 * each of ten arrays.
 *
 * A record has 32 bytes: 8 integers, or 4 doubles in the same place. The index of its first integer names it, so a link
 * between two records is an index that needs no arithmetic. Its doubles begin at half that index.
 *
 * - An order, named by its slot, has the integers 0 previous order, 1 next order, 2 level, 3 owner × 4 + flags, 6 tag,
 *   and the double 2 open lots. A free slot has no lots, and its integer 1 links the next free one.
 * - A level has the integers 0 last order, 1 first order, and the doubles 1 sum of its orders in lots, 2 the sum that
 *   was read last, 3 rank. It is a member of its queue: it comes before the first order and after the last one, so an
 *   order is linked and unlinked without a question. An empty level has itself at both ends.
 * - Record 0 stands for no order and no level: it is empty and worse than every level.
 *
 * The rank of a level is its price for asks and minus its price for bids. So the lower rank is the better one on both
 * sides.
 *
 * Before the records come the integers 8 best bid and 9 best ask, the doubles 6 and 7 with the ranks of the best
 * levels, and the windows of both sides (level-table.ts). The hot path contains these indices and the flags of orders as
 * numbers: a bundler may turn a constant of the module into a variable, which costs a load and a check in lines that run
 * for every message.
 */

import { broken } from '../arithmetic.ts';

/** Index of the first cell of the bids' window. Those of the asks follow. */
export const WINDOWS = 16;
const RECORD = 8;
const RECORDS_AT_FIRST = 256;
/** The memory grows by 64 KiB, for 2,048 records. */
const INTEGERS_A_PIECE = 1 << 14;
/** Number of free slots that are linked at once. A call for each order would be inlined into `add` (queues.ts). */
const SLOTS_AT_ONCE = 32;
/**
 * The most memory of a book, for 8 million orders. Each book of a process takes so many addresses. Electron 33 has
 * enough of them for 4,015 books at a time, Node for 32,000.
 */
const BYTES_MAX = 2 ** 28;

/** Flags of an order. */
export const IS_REDUCE_ONLY = 1;
export const IS_LINKED = 2;

/** 0: bids, 1: asks. */
export type SideIndex = 0 | 1;

export class BookMemory {
  /** The same memory twice. Both change when it grows. */
  integers: Int32Array;
  doubles: Float64Array;
  /**
   * It has addresses for `BYTES_MAX` from the start, and grows in place. Views of a set length are as fast as those of an
   * `ArrayBuffer`, because shared memory never shrinks.
   */
  readonly #buffer: SharedArrayBuffer;
  /** The first record that has never been used. */
  #fresh: number = 0;
  /** First free slot. The integer 1 links the others. 0: there is none. */
  freeSlot: number = 0;
  /** First free level. The integer 1 links the others. 0: there is none. */
  #freeLevel: number = 0;

  /** @param cells number of cells in the window of each side */
  constructor(cells: number) {
    this.#fresh = WINDOWS + 2 * cells;
    const length = this.#fresh + RECORDS_AT_FIRST * RECORD;
    this.#buffer = new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT, { maxByteLength: BYTES_MAX });
    this.integers = new Int32Array(this.#buffer, 0, length);
    this.doubles = new Float64Array(this.#buffer, 0, length / 2);
    for (const noLevel of [3, 6, 7]) this.doubles[noLevel] = Infinity;
  }

  get bytes(): number {
    return this.integers.byteLength;
  }

  /** Makes room for so many more records. Memory without a record takes no memory of the machine on most systems. */
  reserve(records: number): void {
    const needed = this.#fresh + records * RECORD;
    if (needed > this.integers.length) this.#growTo(needed);
  }

  /** @returns a record that has never been used, all zeros */
  takeFresh(): number {
    const record = this.#fresh;
    if (record === this.integers.length) this.#growTo(record + INTEGERS_A_PIECE);
    this.#fresh = record + RECORD;
    return record;
  }

  /** Links fresh records as free slots. @returns the first of them */
  refill(): number {
    const first = this.takeFresh();
    let last = first;
    for (let slot = 1; slot < SLOTS_AT_ONCE; slot += 1) {
      const next = this.takeFresh();
      this.integers[last | 1] = next;
      last = next;
    }
    return first;
  }

  /** @returns a level without orders */
  makeLevel(rank: number): number {
    const level = this.#takeFreeLevel() || this.takeFresh();
    this.integers[level] = level;
    this.integers[level | 1] = level;
    this.doubles[(level >> 1) | 3] = rank;
    return level;
  }

  /** Frees a level without orders, whose sum has been read. Its rank stays until the next `makeLevel`. */
  freeLevel(level: number): void {
    this.integers[level | 1] = this.#freeLevel;
    this.#freeLevel = level;
  }

  isEmpty(level: number): boolean {
    return this.next(level) === level;
  }

  /** The order behind an order, or the first one of a level. The level itself: there is none. */
  next(record: number): number {
    return this.integers[record | 1] as number;
  }

  rank(level: number): number {
    return this.doubles[(level >> 1) | 3] as number;
  }

  total(level: number): number {
    return this.doubles[(level >> 1) | 1] as number;
  }

  level(slot: number): number {
    return this.integers[slot | 2] as number;
  }

  /** Owner × 4 + flags. */
  ownerAndFlags(slot: number): number {
    return this.integers[slot | 3] as number;
  }

  ownerOf(slot: number): number {
    return this.ownerAndFlags(slot) >> 2;
  }

  flags(slot: number): number {
    return this.ownerAndFlags(slot) & 3;
  }

  setFlag(slot: number, flag: number): void {
    this.integers[slot | 3] = (this.integers[slot | 3] as number) | flag;
  }

  openOf(slot: number): number {
    return this.doubles[(slot >> 1) | 2] as number;
  }

  /** A number that the user of the book keeps in a slot, also while no order rests there. 0 at first. */
  tagOf(slot: number): number {
    return this.integers[slot | 6] as number;
  }

  setTag(slot: number, tag: number): void {
    this.integers[slot | 6] = tag;
  }

  #takeFreeLevel(): number {
    const level = this.#freeLevel;
    if (level !== 0) this.#freeLevel = this.next(level);
    return level;
  }

  /** Grows without copying, so the longest command does not depend on the number of orders. */
  #growTo(length: number): void {
    const bytes = length * Int32Array.BYTES_PER_ELEMENT;
    if (bytes > BYTES_MAX) throw broken(`a book cannot grow to ${bytes} bytes`);
    this.#buffer.grow(bytes);
    this.integers = new Int32Array(this.#buffer, 0, length);
    this.doubles = new Float64Array(this.#buffer, 0, length / 2);
  }
}

export function sideOfRank(rank: number): SideIndex {
  return rank < 0 ? 0 : 1;
}
