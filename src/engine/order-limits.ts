/**
 * How far an order may trade: its own limit, the market's price limits (P4), the position that it may reduce (M7), and
 * the losses that its owner can bear. Rule M13: no order trades beyond its owner's bankruptcy price, so the insurance
 * fund pays for liquidations only.
 *
 * Buying above the mark price, or selling below it, loses the difference at once. An account bears a price when its
 * equity pays that difference and the fees on the larger of two quantities: what it trades, and the position that
 * the trade closes. A price at the mark or better loses nothing: every account with non-negative equity bears it.
 * An account with negative equity bears no price: its liquidation comes next.
 */
import { rateOfUp, type InstrumentSpec, type PriceTicks, type Side } from '../contract/index.ts';
import { valueOf } from './arithmetic.ts';
import { closableLots, equityOf } from './ledger.ts';
import { dearerFeeRate, lossTicksAt } from './margin.ts';
import { marketLimit } from './book/index.ts';
import type { Rules } from './rules.ts';
import { limited } from './price-limits.ts';
import type { Market, Order } from './state.ts';

/** The worst price at which an order may trade. */
export function limitOf(order: Order): number {
  return limited(order.market, order.side, ownLimitOf(order));
}

/** The order's own limit, without the price limits of the market. */
export function ownLimitOf({ side, price }: Order): number {
  return price ?? marketLimit(side);
}

/** True when a price is worse for an order of this side than the limit. */
export function isBeyond(limit: number, side: Side, price: number): boolean {
  return side === 'buy' ? price > limit : price < limit;
}

/** True when the order's limit reaches the best opposite price. */
export function crosses(order: Order): boolean {
  return order.market.book.crosses(order.side, limitOf(order));
}

/** Lots that the order may still trade before it would no longer reduce its owner's position. */
export function reducible(order: Order): number {
  return order.reduceOnly ? closableLots(order.position, order.side) : Infinity;
}

/**
 * M13: true when an equity bears a trade.
 * @param lots the larger of the traded lots and those that the side can close
 * @param equity equity before the trade
 */
export function bears(
  rules: Rules,
  market: Market,
  side: Side,
  lots: number,
  price: number,
  equity: number,
): boolean {
  if (equity < 0 && rules.bindsDebtors) return false;
  const ticks = lossTicksAt(market, side, price as PriceTicks);
  return ticks === 0 || lots * lossOfLot(market.spec, ticks, price) <= equity;
}

/** Loss of one lot with its fee. Both are rounded up, so splitting the lots into several trades never costs more. */
function lossOfLot(spec: InstrumentSpec, ticks: number, price: number): number {
  return valueOf(spec, 1, ticks) + rateOfUp(valueOf(spec, 1, price), dearerFeeRate(spec));
}

/** True when the owner of an incoming order bears a price for all of it. */
export function bearsIncoming(rules: Rules, order: Order, price: number): boolean {
  const { market, side, position } = order;
  return bears(rules, market, side, weightOf(order), price, equityOf(position.margin));
}

function weightOf({ open, position, side, reduceOnly }: Order): number {
  const closable = closableLots(position, side);
  return reduceOnly ? closable : Math.max(open, closable);
}

/** True when the owner of a resting order bears a trade of so many lots at its price. */
export function bearsResting(rules: Rules, { market, side, position, price }: Order, lots: number): boolean {
  const weight = Math.max(lots, closableLots(position, side));
  return bears(rules, market, side, weight, price ?? 0, equityOf(position.margin));
}

/** The worst price at which an incoming order may trade: its limit, the last price that its owner bears, or none. */
export function boundedLimitOf(rules: Rules, order: Order): number {
  const limit = limitOf(order);
  const { market, side } = order;
  const worst = worstWithin(order, limit);
  if (order.takeover !== null || bearsIncoming(rules, order, worst)) return limit;
  if (!bearsIncoming(rules, order, market.markPrice)) return noPrice(side);
  return lastBorne(rules, order, market.markPrice, worst);
}

/** True when the owner of an incoming order bears all prices up to its own limit. The worst one loses most. */
export function bearsAllPrices(rules: Rules, order: Order): boolean {
  return bearsIncoming(rules, order, worstWithin(order, ownLimitOf(order)));
}

/** The worst price of the instrument that this limit allows. */
function worstWithin({ side, market }: Order, limit: number): number {
  return side === 'buy' ? Math.min(limit, market.spec.priceMax) : Math.max(limit, 1);
}

/** A limit that no resting order crosses. */
function noPrice(side: Side): number {
  return marketLimit(side === 'buy' ? 'sell' : 'buy');
}

/**
 * The last price that is borne, between one that is and one that is not. The loss grows with the distance from the mark
 * price.
 */
function lastBorne(rules: Rules, order: Order, borne: number, unborne: number): number {
  let [near, far] = [borne, unborne];
  while (Math.abs(far - near) > 1) {
    const middle = Math.floor((near + far) / 2);
    if (bearsIncoming(rules, order, middle)) near = middle;
    else far = middle;
  }
  return near;
}
