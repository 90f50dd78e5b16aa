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
import type { LevelList } from '../facts/index.ts';
import { IS_LINKED, IS_REDUCE_ONLY, type SideIndex } from './book-memory.ts';
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

/**
 * Why a match ended.
 *
 * - `done`: nothing is left to do, or nothing crosses.
 * - `self_trade`: an own order cancels the incoming one (rule 2).
 * - `met_alone`: the order at the front is reduce-only or one of a pair. The engine trades it alone (rule 3).
 * - `paused`: an own order of a pair has given way (rule 3), or the engine weighs the order at the front first (rule 4).
 */
type MatchEnd = 'done' | 'self_trade' | 'met_alone' | 'paused';

/** The limit of an order that takes any price. */
export function marketLimit(side: Side): number {
  return side === 'buy' ? Infinity : 0;
}

export class Book extends Queues {
  /** The steps of the last match. */
  readonly log = new MatchLog();
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly closers = new Closers();

  /**
   * @param priceMax highest price in ticks that an order may have
   * @param windowCells number of prices around the best one that each side finds without a search; a power of two
   */
  constructor(priceMax: number, windowCells = WINDOW_CELLS) {
    super(priceMax, windowCells);
    this.bids = new BookSide(0, this);
    this.asks = new BookSide(1, this);
  }

  side(side: Side): BookSide {
    return side === 'buy' ? this.bids : this.asks;
  }

  opposite(side: Side): BookSide {
    return side === 'buy' ? this.asks : this.bids;
  }

  /** Marks the order as one of a pair. */
  setLinked(slot: number): void {
    this.setFlag(slot, IS_LINKED);
  }

  isReduceOnly(slot: number): boolean {
    return (this.flags(slot) & IS_REDUCE_ONLY) !== 0;
  }

  /** True when the order is one of a pair. */
  isLinked(slot: number): boolean {
    return (this.flags(slot) & IS_LINKED) !== 0;
  }

  sideOf(slot: number): Side {
    return this.rank(this.level(slot)) < 0 ? 'buy' : 'sell';
  }

  /** Price of the level of a row. */
  changedPrice(row: number): PriceTicks {
    return Math.abs(this.rank(this.changedLevel(row))) as PriceTicks;
  }

  /** Current quantity of the level of a row. */
  changedTotal(row: number): QuantityLots {
    return this.doubles[((this.changed[row] as number) >> 1) | 1] as QuantityLots;
  }

  /** Number of bids among the rows of `readChanges`. They come first. */
  changedBids(rows: number): number {
    let bids = 0;
    while (bids < rows && this.rank(this.changedLevel(bids)) < 0) bids += 1;
    return bids;
  }

  /** Fills a list with the levels of the rows from `first` on. */
  writeChanges(first: number, list: LevelList): LevelList {
    for (let index = 0; index < list.length; index += 1) {
      const level = list[index] as LevelList[number];
      level[0] = this.changedPrice(first + index);
      level[1] = this.changedTotal(first + index);
    }
    return list;
  }

  /** Trades the incoming order as far as it crosses, and records each step in `log`. */
  match({ side, limit, lots, tradable, owner, selfTradePrevention, meetsOne }: Readonly<Incoming>): MatchEnd {
    const { log, closers } = this;
    const opposite = Number(side === 'buy') as SideIndex;
    log.clear();
    let left = lots;
    let mayTrade = tradable;
    while (left > 0 && mayTrade > 0 && this.isCrossed(opposite, limit)) {
      const resting = this.front(opposite);
      const ownerAndFlags = this.ownerAndFlags(resting);
      const restingOwner = ownerAndFlags >> 2;
      const flags = ownerAndFlags & 3;
      if (restingOwner === owner) {
        const decremented = this.#giveWay(resting, left, selfTradePrevention);
        if (decremented < 0) return 'self_trade';
        left -= decremented;
        if (meetsOne) break;
        if ((flags & IS_LINKED) !== 0) return 'paused';
        continue;
      }
      if (log.count > 0 && closers.hasClosed(restingOwner)) return 'paused';
      // Both flags let the order trade alone.
      if (flags !== 0) return 'met_alone';
      const traded = Math.min(left, mayTrade, this.openOf(resting));
      log.write(TRADE, resting, Math.abs(this.bestRank(opposite)), traded);
      closers.note(restingOwner, opposite === 0 ? 1 : -1);
      this.reduce(resting, traded);
      left -= traded;
      mayTrade -= traded;
      if (meetsOne) break;
    }
    return 'done';
  }

  /**
   * Trades at most `lots` of a resting order, and records the trade. `match` has these lines too, because V8 does not
   * inline a method that is too long with all its calls.
   * @returns the number of lots
   */
  trade(resting: number, lots: number): number {
    const traded = Math.min(lots, this.openOf(resting));
    const rank = this.rank(this.level(resting));
    this.log.write(TRADE, resting, Math.abs(rank), traded);
    this.closers.note(this.ownerOf(resting), rank < 0 ? 1 : -1);
    this.reduce(resting, traded);
    return traded;
  }

  /**
   * M9: applies the mode when the incoming order meets an order of the same owner.
   * @returns the lots that the incoming order loses; -1: it is cancelled
   */
  #giveWay(resting: number, left: number, mode: SelfTradePrevention): number {
    if (mode === 'cancel_incoming') return -1;
    const open = this.openOf(resting);
    const lots = mode === 'decrement' ? Math.min(left, open) : open;
    const price = Math.abs(this.rank(this.level(resting)));
    this.log.write(mode === 'decrement' ? DECREMENT : CANCEL_RESTING, resting, price, lots);
    this.reduce(resting, lots);
    if (mode === 'decrement') return lots;
    return mode === 'cancel_both' ? -1 : 0;
  }
}
