/**
 * One instrument's order book, and the part of matching that prices, quantities and owners decide. It knows nothing
 * about accounts, money or time.
 *
 * 1. The best price trades first; within a price, the order that has rested there longest (M1). A trade happens at the
 *    resting order's price (M2).
 * 2. Two orders of one owner never trade; the incoming order's mode says which of them gives way (M9).
 * 3. A reduce-only order at the front stops the match: only its owner's position says how much of it may trade (M7). So
 *    does one of a pair (M14): when it has traded or given way, the engine cancels the other one before the next is met.
 * 4. So does, before rule 3, an order whose owner's position has shrunk by a trade of this step: the engine weighs it
 *    before it trades (R4). The engine has checked the first order before the match.
 *
 * Orders and levels are records of numbers in typed arrays (order-pool.ts, level-table.ts), so that a million of them
 * cost the garbage collector nothing. The orders of a price are a linked queue. The levels around the best price lie in a
 * window, where a price is a place in an array; the others are found in a tree 32 branches wide (price-index.ts). Adding,
 * cancelling and trading are a few assignments each, and none depends on how many orders, levels or ticks there are.
 */
import type { SelfTradePrevention, Side } from '../../contract/index.ts';
import { BookSide } from './book-side.ts';
import { Closers } from './closers.ts';
import { WINDOW_CELLS } from './level-table.ts';
import { CANCEL_RESTING, DECREMENT, MatchLog, TRADE } from './match-log.ts';
import { IS_LINKED, IS_REDUCE_ONLY, IS_SELL, OrderPool } from './order-pool.ts';

/** An incoming order, as far as the book needs to know it. */
export interface Incoming {
  readonly side: Side;
  /** Worst price that it takes; `marketLimit` of its side: any. */
  readonly limit: number;
  /** Lots to trade or, against own orders, to decrement. */
  readonly lots: number;
  /** Lots that it may trade at most. */
  readonly tradable: number;
  readonly owner: number;
  readonly selfTradePrevention: SelfTradePrevention;
  /** Meet the order at the front and no other. */
  readonly meetsOne?: boolean;
}

/** Why a match ended: nothing more to do or nothing that crosses; an own order; by rule 3; by rule 3 or 4. */
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
   * @param windowCells a power of two: how many prices around the best one each side finds without a search
   */
  constructor(priceMax: number, windowCells = WINDOW_CELLS) {
    this.bids = new BookSide('buy', this.#orders, priceMax, windowCells);
    this.asks = new BookSide('sell', this.#orders, priceMax, windowCells);
  }

  /** Memory that it holds. */
  get bytes(): number {
    return this.#orders.bytes + this.bids.bytes + this.asks.bytes;
  }

  side(side: Side): BookSide {
    return side === 'buy' ? this.bids : this.asks;
  }

  opposite(side: Side): BookSide {
    return side === 'buy' ? this.asks : this.bids;
  }

  /** Rest at the back of a price that does not cross. @returns the slot by which the order is known while it rests */
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

  /** The order is one of a pair from now on. */
  setLinked(slot: number): void {
    this.#orders.setFlag(slot, IS_LINKED);
  }

  remove(slot: number): void {
    this.#sideOf(slot).remove(slot);
  }

  /** Take `lots` off an order, which keeps its place; with its last lot it leaves. */
  reduce(slot: number, lots: number): void {
    this.#sideOf(slot).reduce(slot, lots);
  }

  openOf(slot: number): number {
    return this.#orders.open(slot);
  }

  ownerOf(slot: number): number {
    return this.#orders.owner(slot);
  }

  /** Trade the incoming order as far as it crosses, and write down each step in `log`. */
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

  /** Trade at most `lots` of a resting order, and write it down. @returns how many */
  trade(side: BookSide, resting: number, lots: number): number {
    const traded = Math.min(lots, this.#orders.open(resting));
    this.log.write(TRADE, resting, side.priceOf(resting), traded);
    this.closers.note(this.#orders.owner(resting), side.direction);
    side.reduceFront(traded);
    return traded;
  }

  /** The incoming order meets one of the same owner. @returns the lots that go from the incoming order; -1: it is cancelled */
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
