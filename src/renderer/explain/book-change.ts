/** The book around a trade, just before its command and just after. */
import type { Level, Trade } from '../../contract/events.ts';
import type { MarketView } from '../../contract/replica.ts';

export type Side = Trade['aggressor'];

export interface ChangedLevel {
  readonly side: Side;
  readonly price: number;
  /** Quantity before the command. 0: the level did not exist. */
  readonly before: number;
  readonly after: number;
}

export interface BookChange {
  /** Levels, best first. */
  readonly bids: readonly ChangedLevel[];
  readonly asks: readonly ChangedLevel[];
  /** Number of levels, on the side of the resting order, that are better than those shown. */
  readonly hidden: number;
}

/** Number of levels to show: on the resting side before the trade's price and from it on, and on the other side. */
const BETTER_MAX = 5;
const FROM_TRADE_MAX = 4;
const OTHER_MAX = 4;

/** @param resting side of the resting order */
export function bookChange(before: MarketView, after: MarketView, resting: Side, price: number): BookChange {
  const [all, other] = [levelChanges(before, after, resting), levelChanges(before, after, opposite(resting))];
  const at = all.findIndex((level) => level.price === price);
  const hidden = Math.max(0, at - BETTER_MAX);
  const shown = all.slice(hidden, Math.max(at, 0) + FROM_TRADE_MAX);
  const rest = other.slice(0, OTHER_MAX);
  return resting === 'buy' ? { bids: shown, asks: rest, hidden } : { bids: rest, asks: shown, hidden };
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

export function levelsOf(market: MarketView, side: Side): readonly Level[] {
  return side === 'buy' ? market.bids : market.asks;
}

/** Every level that existed before or after the command, best first. */
function levelChanges(before: MarketView, after: MarketView, side: Side): readonly ChangedLevel[] {
  const [was, is] = [new Map(levelsOf(before, side)), new Map(levelsOf(after, side))];
  const sign = side === 'buy' ? -1 : 1;
  return [...new Set([...was.keys(), ...is.keys()])]
    .toSorted((one, another) => (one - another) * sign)
    .map((price) => ({ side, price, before: was.get(price) ?? 0, after: is.get(price) ?? 0 }));
}
