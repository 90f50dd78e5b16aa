/**
 * Admission of orders. The reply gives the first reason that applies, in the protocol's order of precedence. The
 * gateway, which alone sees decimals, has already checked symbol, tick and lot.
 */
import { RATE_SCALE } from '../contract/index.ts';
import { OPEN_ORDERS_MAX } from '../contract/protocol.ts';
import { shareOf } from './arithmetic.ts';
import { crossesOthers } from './auction/gather.ts';
import { fillableLots, tradesAtOnce } from './fillable.ts';
import { openOrdersOf } from './ledger.ts';
import { refuseMargin } from './margin-check.ts';
import { crosses, reducible } from './order-limits.ts';
import { isContinuous, refusePhase } from './phases.ts';
import { isBeyondLimit, limited } from './price-limits.ts';
import { priceText, quantityText, type Refusal } from './refusal.ts';
import type { Rules } from './rules.ts';
import { TRAILING_STOPS_MAX } from './stop-orders.ts';
import type { Account, EngineState, Order } from './state.ts';

/**
 * Checks a new order, which is not registered yet.
 * @param oco client order id of the order with which it is to form a pair, as requested; null: none
 * @returns why the order is rejected; null: it is not
 */
export function refusePlacing(state: EngineState, order: Order, oco: string | null): Refusal | null {
  return (
    refuseTrail(order) ??
    refusePrice(order) ??
    refuseSize(order) ??
    refusePhase(order) ??
    refuseBand(order) ??
    refuseBeyondLimit(order) ??
    refuseDuplicate(order.account, order.clientOrderId) ??
    refusePair(order, oco) ??
    refuseCount(order.account) ??
    refuseTrailCount(order) ??
    refuseMargin(state, order) ??
    refusePostOnly(state, order) ??
    refuseReduceOnly(order) ??
    refuseFillOrKill(state, order) ??
    refuseClosing(state)
  );
}

/**
 * @param order the order after the amendment, not yet in the book
 * @param isSmaller true for no more quantity at the same price, which takes on no risk
 */
export function refuseAmending(state: EngineState, order: Order, isSmaller: boolean): Refusal | null {
  if (isSmaller) return refuseClosing(state);
  return (
    refusePrice(order) ??
    refuseSize(order) ??
    refusePhase(order) ??
    refuseBand(order) ??
    refuseBeyondLimit(order) ??
    refuseCrossing(order) ??
    refuseMargin(state, order) ??
    refusePostOnly(state, order) ??
    refuseReduceOnly(order) ??
    refuseClosing(state)
  );
}

/** A1: no price is above the highest price of the instrument. */
function refusePrice({ price, stopPrice, market: { spec } }: Order): Refusal | null {
  const highest = Math.max(price ?? 0, stopPrice ?? 0);
  if (highest <= spec.priceMax) return null;
  const name = highest === price ? 'price' : 'stopPrice';
  return {
    code: 'INVALID_PRICE',
    reason: `${name} ${priceText(spec, highest)} is above ${priceText(spec, spec.priceMax)}, the highest price of ${spec.symbol}.`,
  };
}

/** A1: no position may become larger than integers represent exactly, even if all its open orders fill. */
function refuseSize(order: Order): Refusal | null {
  const { spec } = order.market;
  const { lots } = order.position;
  // An opposite position makes no room, because other orders may close it first.
  const held = Math.max(0, order.side === 'buy' ? lots : -lots);
  const room = spec.lotsMax - held - openOrdersOf(order.position, order.side).lots;
  if (order.open <= room) return null;
  return {
    code: 'INVALID_QUANTITY',
    reason: `quantity ${quantityText(spec, order.open)} is above ${quantityText(spec, Math.max(0, room))}, the most that ${order.account.name} may ${order.side} now; no position may pass ${quantityText(spec, spec.lotsMax)}.`,
  };
}

/**
 * P4: an order must not rest where it must not trade. This does not apply in an auction, whose price may lie anywhere
 * within M11's band.
 */
function refuseBeyondLimit(order: Order): Refusal | null {
  const { price, side, isWaiting, timeInForce, market } = order;
  if (price === null || isWaiting || timeInForce !== 'gtc' || !isContinuous(market)) return null;
  if (!isBeyondLimit(market, side, price)) return null;
  const limit = priceText(market.spec, limited(market, side, price));
  return {
    code: 'PRICE_OUT_OF_BAND',
    reason: `price ${priceText(market.spec, price)} is beyond ${limit}, the ${side === 'buy' ? 'upper' : 'lower'} price limit.`,
  };
}

/** M11: the price band. The limit of a waiting stop is measured from its stop price, where the mark will then be. */
function refuseBand({ price, stopPrice, isWaiting, market }: Order): Refusal | null {
  const { spec, markPrice, limits } = market;
  if (spec.priceBand === null || price === null) return null;
  const anchor = isWaiting && stopPrice !== null ? stopPrice : (limits?.reference ?? markPrice);
  const bandTicks = shareOf(anchor, spec.priceBand, RATE_SCALE);
  if (Math.abs(price - anchor) <= bandTicks) return null;
  const [low, high] = [priceText(spec, anchor - bandTicks), priceText(spec, anchor + bandTicks)];
  return {
    code: 'PRICE_OUT_OF_BAND',
    reason: `price ${priceText(spec, price)} is outside ${low} to ${high}, the band around ${priceText(spec, anchor)}.`,
  };
}

function refuseDuplicate(account: Account, clientOrderId: string): Refusal | null {
  if (!account.orders.has(clientOrderId)) return null;
  return {
    code: 'DUPLICATE_CLIENT_ORDER_ID',
    reason: `clientOrderId ${clientOrderId} already names a live order of ${account.name}.`,
  };
}

function refuseCount(account: Account): Refusal | null {
  if (account.orders.size < OPEN_ORDERS_MAX) return null;
  return {
    code: 'TOO_MANY_ORDERS',
    reason: `${account.name} has ${account.orders.size} live orders; the most is ${OPEN_ORDERS_MAX}.`,
  };
}

/** M15: the stop price of a trailing stop must be above 0. */
function refuseTrail({ trailingOffset, stopPrice, market: { spec, markPrice } }: Order): Refusal | null {
  if (trailingOffset === null || stopPrice === null || stopPrice > 0) return null;
  return {
    code: 'INVALID_PRICE',
    reason: `trailingOffset ${priceText(spec, trailingOffset)} is not below the mark price ${priceText(spec, markPrice)}, so the stop price would not be above 0.`,
  };
}

/** M15: trailing stops are bounded, because each move of the mark price visits all of them. */
function refuseTrailCount({ account, market, trailingOffset }: Order): Refusal | null {
  if (trailingOffset === null || market.stops.trailingOf(account) < TRAILING_STOPS_MAX) return null;
  return {
    code: 'TOO_MANY_ORDERS',
    reason: `${account.name} has ${TRAILING_STOPS_MAX} trailing stops in ${market.spec.symbol}, which is the most.`,
  };
}

/** M14: both orders of a pair are live, belong to one market, and are in no other pair. */
function refusePair(order: Order, oco: string | null): Refusal | null {
  if (oco === null) return null;
  const { account, market, linked } = order;
  if (linked === null) {
    const reason = `oco ${oco} names no live order of ${account.name}; it may have ended.`;
    return { code: 'UNKNOWN_ORDER', reason };
  }
  if (linked.market !== market) {
    const reason = `oco ${oco} is an order in ${linked.market.spec.symbol}; both orders of a pair are in one symbol.`;
    return { code: 'INVALID_OCO', reason };
  }
  if (linked.linked !== null) {
    const reason = `oco ${oco} is a pair with ${linked.linked.clientOrderId} already.`;
    return { code: 'INVALID_OCO', reason };
  }
  return refuseCrossing(order);
}

/** M14: the two orders of a pair never meet. */
function refuseCrossing({ side, price, isWaiting, linked, market: { spec } }: Order): Refusal | null {
  if (linked === null || linked.side === side || isWaiting || linked.isWaiting) return null;
  const other = linked.price ?? 0;
  const isApart = price !== null && (side === 'buy' ? price < other : price > other);
  if (isApart) return null;
  return {
    code: 'INVALID_OCO',
    reason: `price ${price === null ? 'of a market order' : priceText(spec, price)} would trade with ${linked.clientOrderId}, the other order of the pair, at ${priceText(spec, other)}.`,
  };
}

/** M6: a post-only order does not trade on arrival. */
function refusePostOnly({ rules }: EngineState, order: Order): Refusal | null {
  if (!order.postOnly || !wouldTrade(rules, order)) return null;
  const { book, spec } = order.market;
  const best = book.opposite(order.side).bestPrice ?? 0;
  return {
    code: 'POST_ONLY_WOULD_CROSS',
    reason: `price ${priceText(spec, order.price ?? 0)} would trade with the best ${order.side === 'buy' ? 'ask' : 'bid'} of ${priceText(spec, best)}.`,
  };
}

/** True when the order would trade. In an auction (H5): when it crosses an order of another account. */
function wouldTrade(rules: Rules, order: Order): boolean {
  if (!isContinuous(order.market)) return crossesOthers(order);
  return crosses(order) && tradesAtOnce(rules, order);
}

/** M7: a reduce-only order must reduce the position. */
function refuseReduceOnly(order: Order): Refusal | null {
  if (!order.reduceOnly || reducible(order) > 0) return null;
  const { lots } = order.position;
  return {
    code: 'REDUCE_ONLY_WOULD_INCREASE',
    reason: `a ${order.side} does not reduce the position of ${quantityText(order.market.spec, lots)}.`,
  };
}

/** M5: a fill-or-kill order must be fillable at once. A stop is measured when it triggers. */
function refuseFillOrKill({ rules }: EngineState, order: Order): Refusal | null {
  if (order.timeInForce !== 'fok' || order.isWaiting) return null;
  const lots = fillableLots(rules, order);
  if (lots === order.open) return null;
  const { spec } = order.market;
  return {
    code: 'FILL_OR_KILL_UNFILLABLE',
    reason: `only ${quantityText(spec, lots)} of ${quantityText(spec, order.open)} could be filled at once.`,
  };
}

function refuseClosing(state: EngineState): Refusal | null {
  if (!state.isClosing) return null;
  return { code: 'SHUTTING_DOWN', reason: 'the exchange is shutting down and takes no more orders.' };
}
