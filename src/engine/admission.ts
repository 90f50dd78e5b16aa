/**
 * Admission of orders. The reply gives the first reason that applies, in the protocol's order of precedence. The
 * gateway, which alone sees decimals, has already checked symbol, tick and lot.
 */
import {
  fromUnits,
  RATE_SCALE,
  type InstrumentSpec,
  type PriceTicks,
  type RejectCode,
} from '../contract/index.ts';
import { shareOf, valueOf } from './arithmetic.ts';
import { crossesOthers } from './auction/gather.ts';
import { fillable, fillableLots, firstPrice } from './fillable.ts';
import { closableLots, equityOf, openOrdersOf, unreservedLots } from './ledger.ts';
import { lossTicksAt, requirementOf, type Sums } from './margin.ts';
import { isContinuous, refusePhase } from './phases.ts';
import { bearsAllPrices, bearsIncoming, boundedLimitOf, limitOf, reducible } from './order-limits.ts';
import { isBeyondLimit, limited } from './price-limits.ts';
import type { Rules } from './rules.ts';
import { TRAILING_STOPS_MAX } from './stop-orders.ts';
import { OPEN_ORDERS_MAX, type Account, type EngineState, type Order } from './state.ts';

export interface Refusal {
  readonly code: RejectCode;
  /** One sentence with the offending value and the bound. */
  readonly reason: string;
}

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

/** R4 and M13. A stop is weighed again when it triggers. */
export function refuseMargin(state: EngineState, order: Order): Refusal | null {
  return refuseWeight(state, order) ?? refuseBankruptcy(state, order);
}

/** R4: the equity must cover the worst case with this order. */
function refuseWeight(state: EngineState, order: Order): Refusal | null {
  if (isExcused(state, order)) return null;
  const { margin } = order.position;
  const equity = equityOf(margin);
  const required = requirementOf(state.rules, margin, order, additionOf(state.rules, order));
  if (required <= equity) return null;
  const { moneyGrid } = state;
  return {
    code: 'INSUFFICIENT_MARGIN',
    reason: `needs ${fromUnits(moneyGrid, required)} margin with this order, has ${fromUnits(moneyGrid, equity)}.`,
  };
}

/**
 * True when the order only reduces. An order that may rest counts together with the orders that could fill before it,
 * and an order that trades now or never counts alone.
 */
function isExcused({ rules }: EngineState, order: Order): boolean {
  if (order.reduceOnly) return true;
  const { position, side, open } = order;
  const standing = openOrdersOf(position, side).lots + open;
  if (!rules.weighsAgain) return standing <= closableLots(position, side);
  return canRest(order) ? standing <= unreservedLots(position, side) : open <= closableLots(position, side);
}

function canRest({ isWaiting, price, timeInForce }: Order): boolean {
  return isWaiting || (price !== null && timeInForce === 'gtc');
}

/** Result of the last `additionOf`. */
const addition: { -readonly [Figure in keyof Sums]: number } = { lots: 0, value: 0, loss: 0 };

/**
 * Addition of the order to the open ones: the quantity that it would trade now, at the prices of those trades, and the
 * rest at its own price. It is valid until the next call.
 */
function additionOf(rules: Rules, order: Order): Sums {
  const { open, price } = order;
  clearAddition();
  if (order.isWaiting) return addAtPrice(order, open, price ?? order.stopPrice ?? 0);
  if (price !== null && !(rules.weighsAtOrderPrice && tradesNow(order)))
    return addAtPrice(order, open, price);
  const { lots, value, loss } = fillable(rules, order);
  addition.lots = lots;
  addition.value = value;
  addition.loss = loss;
  return price === null ? addition : addAtPrice(order, open - lots, price);
}

function clearAddition(): void {
  addition.lots = 0;
  addition.value = 0;
  addition.loss = 0;
}

/** Adds the part of the order that rests or waits at a price. */
function addAtPrice({ market, lossTicks }: Order, lots: number, price: number): Sums {
  addition.lots += lots;
  addition.value += valueOf(market.spec, lots, price);
  addition.loss += valueOf(market.spec, lots, lossTicks);
  return addition;
}

/** M13: rejects the order if its owner could not bear its first trade, or the price at which it would rest. */
function refuseBankruptcy({ rules, moneyGrid }: EngineState, order: Order): Refusal | null {
  if (!rules.boundsLosses || order.isWaiting) return null;
  const { margin } = order.position;
  // Equity falls below 0 only through new mark prices, which make the account a suspect, auto-deleveraging, or
  // funding while it waits (H7).
  const isExposed = margin.isSuspect || margin.balance < 0 || !isContinuous(order.market);
  const mayBeIndebted = rules.bindsDebtors && isExposed;
  const isLossless = order.price !== null && lossTicksAt(order.market, order.side, order.price) === 0;
  if ((isLossless && !mayBeIndebted) || bearsAllPrices(rules, order)) return null;
  const price = worstFirstPrice(rules, order);
  if (price === null || bearsIncoming(rules, order, price)) return null;
  const { spec } = order.market;
  const equity = equityOf(margin);
  const money = fromUnits(moneyGrid, equity);
  const bound =
    rules.bindsDebtors && equity < 0
      ? `an equity of ${money} bears no price`
      : `${priceText(spec, boundedLimitOf(rules, order))} is the worst price that an equity of ${money} bears`;
  return {
    code: 'INSUFFICIENT_MARGIN',
    reason: `would ${order.side} at ${priceText(spec, price)}; ${bound}.`,
  };
}

/** Price of the order's first trade, or the price at which it would rest. Null: neither. */
function worstFirstPrice(rules: Rules, order: Order): PriceTicks | null {
  const first = tradesNow(order) ? firstPrice(rules, order) : null;
  return first ?? (order.timeInForce === 'gtc' ? order.price : null);
}

/** False in an auction (H5): an order that gathers trades later, at its own price at worst. */
function tradesNow(order: Order): boolean {
  return isContinuous(order.market) && crosses(order);
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
  return crosses(order) && fillableLots(rules, order) > 0;
}

function crosses(order: Order): boolean {
  return order.market.book.opposite(order.side).isCrossedBy(limitOf(order));
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

function priceText(spec: InstrumentSpec, ticks: number): string {
  return String(fromUnits(spec.priceGrid, ticks));
}

function quantityText(spec: InstrumentSpec, lots: number): string {
  return String(fromUnits(spec.quantityGrid, lots));
}
