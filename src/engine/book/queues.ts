/**
 * The queues of orders at the price levels of both sides, and the best level of each.
 *
 * Its methods run for every message, so they read and write the memory by index. A side is a number here, because a
 * branch on the side is mispredicted every second time. Rare calls come last in a method, because the compiled code
 * repeats its checks after a call.
 *
 * The memory, the list of changed levels, the queues and the book are one object, each a class that extends the one
 * below it: a method of another object would cost a load and a check in each message. V8 inlines methods into their
 * caller until their bytecode exceeds 920 bytes, and none whose bytecode exceeds 460 bytes with all that is inlined into
 * it. It always inlines those of at most 27 bytes, such as `list`. So the methods here read `integers` and `doubles` one
 * by one, because destructuring takes more bytecode, and a call that is frequent only in an empty book is avoided:
 * V8 would inline it for good.
 *
 * `| 0` after a call shows V8 that the result is an integer. Otherwise it would be boxed and checked at each use. Methods
 * that only this class needs are public because a call of a private method costs V8 a check, which uses up its allowance
 * for inlining (docs/results/2026-11-29-price-window.md).
 */
import type { Side } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import { sideOfRank, type SideIndex } from './book-memory.ts';
import { LevelChanges } from './level-changes.ts';

export class Queues extends LevelChanges {
  readonly lastCell: number = 0;

  /** @param windowCells number of cells in the window of each side, a power of two and at least 32 */
  constructor(priceMax: number, windowCells: number) {
    super(priceMax, windowCells);
    this.lastCell = windowCells - 1;
  }

  /** Memory of the queues, in bytes. */
  override get bytes(): number {
    const [bids, asks] = this.tables;
    return super.bytes + bids.bytes + asks.bytes;
  }

  /** Best level of a side. 0: the side is empty. */
  best(side: SideIndex): number {
    return this.integers[8 | side] as number;
  }

  /** Rank of the best level of a side. Infinity: the side is empty. */
  bestRank(side: SideIndex): number {
    return this.doubles[6 | side] as number;
  }

  /** The order of a side that trades next. 0: there is none. */
  front(side: SideIndex): number {
    const integers = this.integers;
    return integers[(integers[8 | side] as number) | 1] as number;
  }

  /** True when an order of the other side with this limit would trade. */
  isCrossed(side: SideIndex, limit: number): boolean {
    // Infinity less Infinity is not a number: an order that takes any price does not cross an empty side.
    return (this.doubles[6 | side] as number) - limit * ((side << 1) - 1) <= 0;
  }

  /** True when an order of this side with this limit would trade. */
  crosses(side: Side, limit: number): boolean {
    return this.isCrossed(Number(side === 'buy') as SideIndex, limit);
  }

  /**
   * Rests an order at the back of a price that does not cross.
   * @returns the slot that identifies the order while it rests
   */
  add(
    side: Side,
    price: number,
    lots: number,
    owner: number,
    isReduceOnly: boolean,
    isLinked?: boolean,
  ): number {
    if (lots <= 0) throw noLots(lots);
    // A comparison that becomes a number needs no branch.
    const index = Number(side === 'sell') as SideIndex;
    const rank = price * ((index << 1) - 1);
    const inCell = this.integers[(((rank & this.lastCell) << 1) | index) + 16] as number;
    const level = this.doubles[(inCell >> 1) | 3] === rank ? inCell : this.findOrMake(index, rank) | 0;
    const slot = this.freeSlot || this.refill() | 0;
    const integers = this.integers;
    const doubles = this.doubles;
    this.freeSlot = integers[slot | 1] as number;
    const last = integers[level] as number;
    integers[slot] = last;
    integers[slot | 1] = level;
    integers[slot | 2] = level;
    integers[slot | 3] = (owner << 2) | (isReduceOnly ? 1 : 0) | (isLinked === true ? 2 : 0);
    doubles[(slot >> 1) | 2] = lots;
    integers[last | 1] = slot;
    integers[level] = slot;
    const half = level >> 1;
    const total = doubles[half | 1] as number;
    doubles[half | 1] = total + lots;
    if (total === doubles[half | 2]) this.list(level);
    if (last === level) this.openLevel(index, level);
    return slot;
  }

  /** Takes an order out of its queue, and frees its slot. */
  remove(slot: number): void {
    const integers = this.integers;
    const doubles = this.doubles;
    const open = doubles[(slot >> 1) | 2] as number;
    if (open <= 0) throw nothingRests(slot);
    const previous = integers[slot] as number;
    const next = integers[slot | 1] as number;
    const level = integers[slot | 2] as number;
    integers[previous | 1] = next;
    integers[next] = previous;
    doubles[(slot >> 1) | 2] = 0;
    integers[slot | 1] = this.freeSlot;
    this.freeSlot = slot;
    const half = level >> 1;
    const total = doubles[half | 1] as number;
    doubles[half | 1] = total - open;
    if (total === doubles[half | 2]) this.list(level);
    // Only the level itself can be on both sides of an order.
    if (previous === next) this.closeLevel(level);
  }

  /** Takes `lots` off an order. When none remain, the order leaves the book and its slot is free. */
  reduce(slot: number, lots: number): void {
    const doubles = this.doubles;
    const left = (doubles[(slot >> 1) | 2] as number) - lots;
    if (left > 0) {
      doubles[(slot >> 1) | 2] = left;
      const level = this.integers[slot | 2] as number;
      const half = level >> 1;
      const total = doubles[half | 1] as number;
      doubles[half | 1] = total - lots;
      if (total === doubles[half | 2]) this.list(level);
    } else {
      this.remove(slot);
      if (left < 0) throw broken(`${-left} lots more were taken than rested in slot ${slot}`);
    }
  }

  /** A level has got its first order. */
  openLevel(side: SideIndex, level: number): void {
    const { integers, doubles } = this;
    const rank = doubles[(level >> 1) | 3] as number;
    this.tables[side].open(rank);
    if (rank > (doubles[6 | side] as number)) return;
    integers[8 | side] = level;
    doubles[6 | side] = rank;
  }

  /** A level has lost its last order. */
  closeLevel(level: number): void {
    const { integers, doubles } = this;
    const rank = doubles[(level >> 1) | 3] as number;
    const side = sideOfRank(rank);
    const table = this.tables[side];
    table.close(rank);
    if (level !== integers[8 | side]) return;
    const worse = table.worse(level);
    integers[8 | side] = worse;
    doubles[6 | side] = doubles[(worse >> 1) | 3] as number;
  }

  /** Level of a rank that is not in its cell. The window may move now. */
  findOrMake(side: SideIndex, rank: number): number {
    const table = this.tables[side];
    const found = table.find(rank);
    if (table.isUnplaced || (table.mayMove && !this.hasChanges))
      table.move(Math.min(rank, this.doubles[6 | side] as number));
    return found || table.make(rank);
  }
}

function noLots(lots: number): Error {
  return broken(`an order cannot rest with ${lots} lots`);
}

function nothingRests(slot: number): Error {
  return broken(`no order rests in slot ${slot}`);
}
