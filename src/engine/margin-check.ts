/**
 * Whether the owner of an order can afford it.
 *
 * R4. The equity covers the worst case with this order, unless the order only reduces the position.
 * M13. The owner bears the price of the order's first trade, or the price at which it would rest.
 */
import { fromUnits, type PriceTicks } from '../contract/index.ts';
import { valueOf } from './arithmetic.ts';
import { fillable, firstPrice } from './fillable.ts';
import { closableLots, equityOf, openOrdersOf, unreservedLots } from './ledger.ts';
import { fullValueOf, lossTicksAt, requirementOf, type Sums } from './margin.ts';
import { mayRest } from './order.ts';
import { bearsAllPrices, bearsIncoming, boundedLimitOf, crosses, reducible } from './order-limits.ts';
import { isContinuous } from './phases.ts';
import { priceText, type Refusal } from './refusal.ts';
import type { Rules } from './rules.ts';
import type { EngineState, Order } from './state.ts';

const LOWEST_PRICE = 1 as PriceTicks;

/** R4 and M13. A stop is weighed again when it triggers. */
export function refuseMargin(state: EngineState, order: Order): Refusal | null {
  return refuseWeight(state, order) ?? refuseBankruptcy(state, order);
}

/** R4: the equity must cover the worst case with this order. */
function refuseWeight(state: EngineState, order: Order): Refusal | null {
  if (isExcused(state, order)) return null;
  const { rules, moneyGrid } = state;
  const { margin } = order.position;
  const equity = equityOf(margin);
  // Two bounds that are known sooner than the requirement, and never below it.
  const dearest = dearestAdditionOf(order);
  if (fullValueOf(margin, order, dearest) <= equity) return null;
  if (order.price !== null && requirementOf(rules, margin, order, dearest) <= equity) return null;
  const required = requirementOf(rules, margin, order, additionOf(rules, order));
  if (required <= equity) return null;
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
  const together = openOrdersOf(position, side).lots + open;
  if (!rules.weighsAgain) return together <= closableLots(position, side);
  return mayRest(order) ? together <= unreservedLots(position, side) : open <= closableLots(position, side);
}

/** Result of the last `additionOf` or `dearestAdditionOf`. */
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

/**
 * An addition of all lots whose value and loss are at least those of `additionOf`, without a measurement of the trades:
 * a buy trades at its own price at worst, and a sell trades at the best bid at most. More value or loss never needs less
 * margin, so an equity that covers this addition covers the order. An order without a price may trade at any price. It
 * may also trade fewer lots, which can need more margin, but the full value of these is not higher.
 */
function dearestAdditionOf({ open, price, stopPrice, lossTicks, side, market }: Order): Sums {
  const { spec, book } = market;
  const worst = side === 'buy' ? spec.priceMax : LOWEST_PRICE;
  const highest =
    side === 'buy' ? (price ?? worst) : Math.max(price ?? stopPrice ?? 0, book.bids.bestPrice ?? 0);
  addition.lots = open;
  addition.value = valueOf(spec, open, highest);
  addition.loss = valueOf(spec, open, price === null ? lossTicksAt(market, side, worst) : lossTicks);
  return addition;
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
function refuseBankruptcy(state: EngineState, order: Order): Refusal | null {
  const { rules } = state;
  if (!rules.boundsLosses || order.isWaiting) return null;
  const { market, side, price: limit, position } = order;
  const { margin } = position;
  // Equity falls below 0 through new mark prices, which make the account a suspect, auto-deleveraging, or funding while
  // it waits (H7). An account that waits for another market has no position here, so R4 refuses its orders, except one
  // that is reduce-only and reduces nothing.
  const isIdle = rules.bindsWaitingDebtors && reducible(order) === 0;
  const isExposed = margin.isSuspect || margin.balance < 0 || !isContinuous(market) || isIdle;
  const mayBeIndebted = rules.bindsDebtors && isExposed;
  const isLossless = limit !== null && lossTicksAt(market, side, limit) === 0;
  if ((isLossless && !mayBeIndebted) || bearsAllPrices(rules, order)) return null;
  const price = firstPriceOf(rules, order);
  if (price === null || bearsIncoming(rules, order, price)) return null;
  return {
    code: 'INSUFFICIENT_MARGIN',
    reason: `would ${side} at ${priceText(market.spec, price)}; ${boundText(state, order)}.`,
  };
}

/** Price of the order's first trade, or the price at which it would rest. Null: neither. */
function firstPriceOf(rules: Rules, order: Order): PriceTicks | null {
  const first = tradesNow(order) ? firstPrice(rules, order) : null;
  return first ?? (order.timeInForce === 'gtc' ? order.price : null);
}

/** What the owner bears. */
function boundText({ rules, moneyGrid }: EngineState, order: Order): string {
  const equity = equityOf(order.position.margin);
  const money = fromUnits(moneyGrid, equity);
  if (rules.bindsDebtors && equity < 0) return `an equity of ${money} bears no price`;
  const worst = priceText(order.market.spec, boundedLimitOf(rules, order));
  return `${worst} is the worst price that an equity of ${money} bears`;
}

/** False in an auction (H5): an order that gathers trades later, at its own price at worst. */
function tradesNow(order: Order): boolean {
  return isContinuous(order.market) && crosses(order);
}
