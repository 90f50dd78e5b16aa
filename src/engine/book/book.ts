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
 * Orders and levels are records of numbers in typed arrays (order-pool.ts, level-table.ts), so the garbage collector
 * has no work even with a million of them. The orders of a price are a linked queue. The levels around the best price
 * lie in a window, where the price gives the index in an array. A tree with 32 branches finds the others
 * (price-index.ts). Adding, cancelling and trading are a few assignments each, and their cost does not depend on the
 * number of orders, levels or ticks.
 */
import type { SelfTradePrevention, Side } from '../../contract/index.ts';
import { BookSide } from './book-side.ts';
import { Closers } from './closers.ts';
import { WINDOW_CELLS } from './level-table.ts';
import { CANCEL_RESTING, DECREMENT, MatchLog, TRADE } from './match-log.ts';
import { IS_LINKED, IS_REDUCE_ONLY, IS_SELL, OrderPool } from './order-pool.ts';

/** The part of an incoming order that the book needs. */
export interface Incoming {
  readonly side: Side;
  /** Worst price that the order takes. `marketLimit` of its side: any price. */
  readonly limit: number;
  /** Lots to trade or, against own orders, to decrement. */
  readonly lots: number;
  /** Largest number of lots that may trade. */
  readonly tradable: number;
  readonly owner: number;
  readonly selfTradePrevention: SelfTradePrevention;
  /** True: meet only the order at the front. */
  readonly meetsOne?: boolean;
}

/** Why a match ended: nothing more to do or nothing crosses, an own order, rule 3, or rule 3 or 4. */
type MatchEnd = 'done' | 'self_trade' | 'met_alone' | 'closed';

/** The limit of an order that takes any price. */
export function marketLimit(side: Side): number {
  return side === 'buy' ? Infinity : 0;
}

export class Book {
  /** The steps of the last match. */
  readonly log = new MatchLog();
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly closers = new Closers();
  readonly #orders = new OrderPool();

  /**
   * @param priceMax highest price in ticks that an order may have
   * @param windowCells number of prices around the best one that each side finds without a search; a power of two
   */
  constructor(priceMax: number, windowCells = WINDOW_CELLS) {
    this.bids = new BookSide('buy', this.#orders, priceMax, windowCells);
    this.asks = new BookSide('sell', this.#orders, priceMax, windowCells);
  }

  /** Memory of the book, in bytes. */
  get bytes(): number {
    return this.#orders.bytes + this.bids.bytes + this.asks.bytes;
  }

  side(side: Side): BookSide {
    return side === 'buy' ? this.bids : this.asks;
  }

  opposite(side: Side): BookSide {
    return side === 'buy' ? this.asks : this.bids;
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
    const flags =
      (side === 'sell' ? IS_SELL : 0) | (isReduceOnly ? IS_REDUCE_ONLY : 0) | (isLinked ? IS_LINKED : 0);
    return this.side(side).add(price, owner, lots, flags);
  }

  /** Marks the order as one of a pair. */
  setLinked(slot: number): void {
    this.#orders.setFlag(slot, IS_LINKED);
  }

  remove(slot: number): void {
    this.#sideOf(slot).remove(slot);
  }

  /** Takes `lots` off an order, which keeps its place. With its last lot, it leaves the book. */
  reduce(slot: number, lots: number): void {
    this.#sideOf(slot).reduce(slot, lots);
  }

  openOf(slot: number): number {
    return this.#orders.open(slot);
  }

  ownerOf(slot: number): number {
    return this.#orders.owner(slot);
  }

  /** Trades the incoming order as far as it crosses, and records each step in `log`. */
  match({ side, limit, lots, tradable, owner, selfTradePrevention, meetsOne = false }: Incoming): MatchEnd {
    const orders = this.#orders;
    const opposite = this.opposite(side);
    this.log.clear();
    let left = lots;
    let mayTrade = tradable;
    while (left > 0 && mayTrade > 0 && opposite.isCrossedBy(limit)) {
      const resting = opposite.front;
      const restingOwner = orders.owner(resting);
      const flags = orders.flags(resting);
      if (restingOwner === owner) {
        const decremented = this.#giveWay(opposite, resting, left, selfTradePrevention);
        if (decremented < 0) return 'self_trade';
        left -= decremented;
        if (meetsOne) break;
        if ((flags & IS_LINKED) !== 0) return 'closed';
        continue;
      }
      if (this.log.count > 0 && this.closers.hasClosed(restingOwner)) return 'closed';
      if ((flags & (IS_REDUCE_ONLY | IS_LINKED)) !== 0) return 'met_alone';
      const traded = this.trade(opposite, resting, Math.min(left, mayTrade));
      left -= traded;
      mayTrade -= traded;
      if (meetsOne) break;
    }
    return 'done';
  }

  /** Trades at most `lots` of a resting order, and records the trade. @returns the number of lots */
  trade(side: BookSide, resting: number, lots: number): number {
    const traded = Math.min(lots, this.#orders.open(resting));
    this.log.write(TRADE, resting, side.priceOf(resting), traded);
    this.closers.note(this.#orders.owner(resting), side.direction);
    side.reduceFront(traded);
    return traded;
  }

  /**
   * Applies the mode when the incoming order meets an order of the same owner. @returns the lots that the incoming
   * order loses; -1: it is cancelled
   */
  #giveWay(side: BookSide, resting: number, left: number, mode: SelfTradePrevention): number {
    if (mode === 'cancel_incoming') return -1;
    const open = this.#orders.open(resting);
    const lots = mode === 'decrement' ? Math.min(left, open) : open;
    this.log.write(mode === 'decrement' ? DECREMENT : CANCEL_RESTING, resting, side.priceOf(resting), lots);
    side.reduce(resting, lots);
    if (mode === 'decrement') return lots;
    return mode === 'cancel_both' ? -1 : 0;
  }

  #sideOf(slot: number): BookSide {
    return this.#orders.isSell(slot) ? this.asks : this.bids;
  }
}
