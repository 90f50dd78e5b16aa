/**
 * One instrument's order book, and the part of matching that prices, quantities and owners decide. It knows nothing
 * about accounts, money or time.
 *
 * 1. The best price trades first; within a price, the order that has rested there longest (M1). A trade happens at the
 *    resting order's price (M2).
 * 2. Two orders of one owner never trade. The incoming order's mode says which of them gives way (M9).
 * 3. A reduce-only order at the front stops the match, because only its owner's position says how much of it may trade
 *    (M7). So does an order of a pair (M14): after it has traded or given way, the engine cancels the other one before
 *    the next order is met.
 * 4. Before rule 3, an order also stops the match if a trade of this step has shrunk its owner's position. The engine
 *    weighs it before it trades (R4). The engine has checked the first order before the match.
 *
 * Orders and levels are records of numbers in one block of memory (book-memory.ts), so the garbage collector has no work
 * even with a million of them. The orders of a price are a linked queue (queues.ts). A window around the best price finds
 * levels by the low bits of their prices, and a tree with 32 branches finds the others (level-table.ts, price-index.ts).
 * Adding, cancelling and trading are a few assignments each, and their cost does not depend on the number of orders,
 * levels or ticks.
 */
import type { PriceTicks, QuantityLots, SelfTradePrevention, Side } from '../../contract/index.ts';
import type { LevelList, LevelLists } from '../level-lists.ts';
import { IS_LINKED, IS_REDUCE_ONLY, sideOfRank, type SideIndex } from './book-memory.ts';
import { BookSide } from './book-side.ts';
import { Closers } from './closers.ts';
import { CANCEL_RESTING, DECREMENT, MatchLog, TRADE } from './match-log.ts';
import { Queues } from './queues.ts';

const WINDOW_CELLS = 4096;

/** The part of an incoming order that the book needs. A caller may use one object for all orders. */
export interface Incoming {
  side: Side;
  /** Worst price that the order takes. `marketLimit` of its side: any price. */
  limit: number;
  /** Lots to trade or, against own orders, to decrement. */
  lots: number;
  /** Largest number of lots that may trade. */
  tradable: number;
  owner: number;
  selfTradePrevention: SelfTradePrevention;
  /** True: meet only the order at the front. */
  meetsOne: boolean;
}

/** Why a match ended: nothing more to do or nothing crosses, an own order, rule 3, or rule 3 or 4. */
type MatchEnd = 'done' | 'self_trade' | 'met_alone' | 'closed';

/** The limit of an order that takes any price. */
export function marketLimit(side: Side): number {
  return side === 'buy' ? Infinity : 0;
}

/** 0: buy, 1: sell. A comparison that becomes a number needs no branch. */
function indexOf(side: Side): SideIndex {
  return Number(side === 'sell') as SideIndex;
}

function oppositeOf(side: Side): SideIndex {
  return Number(side === 'buy') as SideIndex;
}

export class Book {
  /** The steps of the last match. */
  readonly log = new MatchLog();
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly closers = new Closers();
  readonly #queues: Queues;
  readonly #sides: readonly BookSide[];
  readonly #drained: Record<'bids' | 'asks', LevelList> = { bids: [], asks: [] };

  /**
   * @param priceMax highest price in ticks that an order may have
   * @param windowCells number of prices around the best one that each side finds without a search; a power of two
   */
  constructor(priceMax: number, windowCells = WINDOW_CELLS) {
    this.#queues = new Queues(priceMax, windowCells);
    this.bids = new BookSide(0, this.#queues);
    this.asks = new BookSide(1, this.#queues);
    this.#sides = [this.bids, this.asks];
  }

  /** Makes room for so many more orders. A book also grows later, by a piece at a time. */
  reserve(orders: number): void {
    this.#queues.reserve(orders);
  }

  /** Memory of the book, in bytes. */
  get bytes(): number {
    return this.#queues.bytes;
  }

  side(side: Side): BookSide {
    return this.#sides[indexOf(side)] as BookSide;
  }

  opposite(side: Side): BookSide {
    return this.#sides[oppositeOf(side)] as BookSide;
  }

  /** True when an order of this side with this limit would trade. */
  crosses(side: Side, limit: number): boolean {
    return this.#queues.isCrossed(oppositeOf(side), limit);
  }

  /**
   * Rests an order at the back of a price that does not cross. @returns the slot that identifies the order while it
   * rests
   */
  add(
    side: Side,
    price: number,
    lots: number,
    owner: number,
    isReduceOnly: boolean,
    isLinked = false,
  ): number {
    const flags = (isReduceOnly ? IS_REDUCE_ONLY : 0) | (isLinked ? IS_LINKED : 0);
    return this.#queues.add(indexOf(side), price, lots, (owner << 2) | flags);
  }

  /** Marks the order as one of a pair. */
  setLinked(slot: number): void {
    this.#queues.setFlag(slot, IS_LINKED);
  }

  remove(slot: number): void {
    this.#queues.remove(slot);
  }

  /** Takes `lots` off an order, which keeps its place. With its last lot, it leaves the book. */
  reduce(slot: number, lots: number): void {
    this.#queues.reduce(slot, lots);
  }

  openOf(slot: number): number {
    return this.#queues.open(slot);
  }

  isReduceOnly(slot: number): boolean {
    return (this.#queues.flags(slot) & IS_REDUCE_ONLY) !== 0;
  }

  /** True when the order is one of a pair. */
  isLinked(slot: number): boolean {
    return (this.#queues.flags(slot) & IS_LINKED) !== 0;
  }

  sideOf(slot: number): Side {
    return this.#queues.rank(this.#queues.level(slot)) < 0 ? 'buy' : 'sell';
  }

  ownerOf(slot: number): number {
    return this.#queues.owner(slot);
  }

  /** A number that the engine keeps in a slot, also while no order rests there. 0 at first. */
  tagOf(slot: number): number {
    return this.#queues.tag(slot);
  }

  setTag(slot: number, tag: number): void {
    this.#queues.setTag(slot, tag);
  }

  /**
   * Ends a round of changes. Until the next change of the book, each row up to the returned number is a level whose
   * quantity differs from the one at the end of the last round: the bids, then the asks, best price first.
   */
  readChanges(): number {
    return this.#queues.endRound();
  }

  /** 0: the level of a row is a bid, 1: an ask. */
  changedSide(row: number): SideIndex {
    return sideOfRank(this.#queues.rank(this.#queues.changedLevel(row)));
  }

  /** Price of the level of a row. */
  changedPrice(row: number): PriceTicks {
    return Math.abs(this.#queues.rank(this.#queues.changedLevel(row))) as PriceTicks;
  }

  /** Current quantity of the level of a row. */
  changedTotal(row: number): QuantityLots {
    return this.#queues.total(this.#queues.changedLevel(row)) as QuantityLots;
  }

  /**
   * Ends a round of changes and lists them, best price first, with the current quantities. The next call changes the
   * returned object.
   */
  drainChanges(lists: LevelLists): Readonly<Record<'bids' | 'asks', LevelList>> {
    const count = this.readChanges();
    let bids = 0;
    while (bids < count && this.changedSide(bids) === 0) bids += 1;
    this.#drained.bids = this.#fill(lists.next(bids), 0);
    this.#drained.asks = this.#fill(lists.next(count - bids), bids);
    return this.#drained;
  }

  /** Writes the changes of the rows from `from` on into the list. */
  #fill(list: LevelList, from: number): LevelList {
    let row = from;
    for (const change of list) {
      change[0] = this.changedPrice(row);
      change[1] = this.changedTotal(row);
      row += 1;
    }
    return list;
  }

  /** Ends a round of changes that nobody reads. */
  dropChanges(): void {
    this.#queues.dropRound();
  }

  /** Trades the incoming order as far as it crosses, and records each step in `log`. */
  match({ side, limit, lots, tradable, owner, selfTradePrevention, meetsOne }: Readonly<Incoming>): MatchEnd {
    const queues = this.#queues;
    const opposite = oppositeOf(side);
    this.log.clear();
    let left = lots;
    let mayTrade = tradable;
    while (left > 0 && mayTrade > 0 && queues.isCrossed(opposite, limit)) {
      const resting = queues.front(opposite);
      const ownerAndFlags = queues.ownerAndFlags(resting);
      const restingOwner = ownerAndFlags >> 2;
      const flags = ownerAndFlags & 3;
      if (restingOwner === owner) {
        const decremented = this.#giveWay(resting, left, selfTradePrevention);
        if (decremented < 0) return 'self_trade';
        left -= decremented;
        if (meetsOne) break;
        if ((flags & IS_LINKED) !== 0) return 'closed';
        continue;
      }
      if (this.log.count > 0 && this.closers.hasClosed(restingOwner)) return 'closed';
      // Both flags let the order trade alone.
      if (flags !== 0) return 'met_alone';
      const traded = this.trade(resting, Math.min(left, mayTrade));
      left -= traded;
      mayTrade -= traded;
      if (meetsOne) break;
    }
    return 'done';
  }

  /** Trades at most `lots` of a resting order, and records the trade. @returns the number of lots */
  trade(resting: number, lots: number): number {
    const queues = this.#queues;
    const traded = Math.min(lots, queues.open(resting));
    const rank = queues.rank(queues.level(resting));
    this.log.write(TRADE, resting, Math.abs(rank), traded);
    this.closers.note(queues.owner(resting), rank < 0 ? 1 : -1);
    queues.reduce(resting, traded);
    return traded;
  }

  /**
   * Applies the mode when the incoming order meets an order of the same owner. @returns the lots that the incoming
   * order loses; -1: it is cancelled
   */
  #giveWay(resting: number, left: number, mode: SelfTradePrevention): number {
    if (mode === 'cancel_incoming') return -1;
    const open = this.#queues.open(resting);
    const lots = mode === 'decrement' ? Math.min(left, open) : open;
    const price = Math.abs(this.#queues.rank(this.#queues.level(resting)));
    this.log.write(mode === 'decrement' ? DECREMENT : CANCEL_RESTING, resting, price, lots);
    this.#queues.reduce(resting, lots);
    if (mode === 'decrement') return lots;
    return mode === 'cancel_both' ? -1 : 0;
  }
}
