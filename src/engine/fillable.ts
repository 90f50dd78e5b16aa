/**
 * The trades that an order would make now, computed without a change to the book. Rules M5, M6, M7, M13, R4.
 *
 * The computation tracks the owners of resting orders through the earlier trades. A reduce-only order gives no more
 * than its owner's position. An order gives nothing at a price that its owner could not bear, if the engine would weigh
 * it again and cancel it first, or if the other order of its pair was met before it (M14).
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { feeOf, valueOf } from './arithmetic.ts';
import { lossTicksAt } from './margin.ts';
import { bears, boundedLimitOf, isBeyond, limitOf, reducible } from './order-limits.ts';
import { isLeftBehind } from './price-limits.ts';
import type { Rules } from './rules.ts';
import type { Standing } from './standings.ts';
import type { Market, Order } from './state.ts';

/** Sums over the trades that an order would make. They are valid until the next measurement. */
export interface Fillable {
  readonly lots: number;
  readonly value: number;
  /** Immediate loss against the mark price. */
  readonly loss: number;
  /** Price of the first trade. Null: there is none. */
  readonly firstPrice: PriceTicks | null;
}

const sums: { -readonly [Sum in keyof Fillable]: Fillable[Sum] } = {
  lots: 0,
  value: 0,
  loss: 0,
  firstPrice: null,
};

/** The trades that the order would make now, as far as its owner bears their prices. */
export function fillable(rules: Rules, order: Order, tradesMax = Infinity): Fillable {
  const limit = rules.boundsLosses ? boundedLimitOf(rules, order) : limitOf(order);
  return measureTrades(rules, order, limit, tradesMax);
}

/** True when the order would trade now. The measurement ends with its first trade. */
export function tradesAtOnce(rules: Rules, order: Order): boolean {
  return fillable(rules, order, 1).lots > 0;
}

/** Price of the order's first trade if its owner could bear any price. Null: it would make none. */
export function firstPrice(rules: Rules, order: Order): PriceTicks | null {
  return measureTrades(rules, order, limitOf(order), 1).firstPrice;
}

/** Lots that the order would trade now, at most its open quantity. */
export function fillableLots(rules: Rules, order: Order): number {
  return fillable(rules, order).lots;
}

/**
 * Measures the trades of an order in turn. Own resting orders give nothing, and may end or shrink the order according to
 * its self-trade prevention.
 * @param tradesMax number of trades after which the measurement ends
 */
function measureTrades(rules: Rules, order: Order, limit: number, tradesMax = Infinity): Fillable {
  // Own orders reduce the open quantity, not the quantity that the position lets the order trade. Version 1 mixed
  // the two.
  let wanted = rules.boundsLosses ? order.open : Math.min(order.open, reducible(order));
  let tradable = reducible(order);
  let trades = 0;
  // Records of the orders that an earlier trade ends with the other order of their pair.
  let gone: Set<number> | null = null;
  const { account, market, side } = order;
  const { book, resting } = market;
  const opposite = book.opposite(side);
  begin(market);
  for (let slot = opposite.front; slot !== 0 && wanted > 0 && tradable > 0; slot = opposite.behind(slot)) {
    const price = opposite.priceOf(slot);
    if (isBeyond(limit, side, price)) break;
    if (isLeftBehind(market, side, price)) continue;
    if (gone !== null && gone.has(resting.recordIn(slot))) continue;
    const isOwn = book.ownerOf(slot) === account.index;
    if (isOwn || book.isLinked(slot)) {
      const met = resting.read(slot);
      // An order of another account trades or is cancelled.
      if (met.linked !== null && (!isOwn || ends(order, met, wanted)))
        (gone ??= new Set()).add(met.linked.record);
      if (isOwn) {
        wanted = wantedAfterOwn(order, met, wanted);
        continue;
      }
    }
    const lots = takeable(rules, market, slot, Math.min(wanted, tradable), price);
    if (lots === 0) continue;
    wanted -= lots;
    tradable -= lots;
    trades += 1;
    add(market, side, lots, price);
    if (trades === tradesMax) break;
  }
  return sums;
}

function begin({ standings }: Market): void {
  standings.begin();
  sums.lots = 0;
  sums.value = 0;
  sums.loss = 0;
  sums.firstPrice = null;
}

function add(market: Market, side: Side, lots: number, price: PriceTicks): void {
  sums.lots += lots;
  sums.value += valueOf(market.spec, lots, price);
  sums.loss += valueOf(market.spec, lots, lossTicksAt(market, side, price));
  sums.firstPrice ??= price;
}

/** True when an own resting order ends on meeting the order. */
function ends({ selfTradePrevention }: Order, own: Order, wanted: number): boolean {
  return selfTradePrevention !== 'decrement' || own.open <= wanted;
}

/** Lots that remain to trade after an own order. */
function wantedAfterOwn({ selfTradePrevention }: Order, own: Order, wanted: number): number {
  switch (selfTradePrevention) {
    case 'cancel_resting':
      return wanted;
    case 'cancel_incoming':
    case 'cancel_both':
      return 0;
    case 'decrement':
      return Math.max(0, wanted - own.open);
  }
}

/** Lots that the order in a slot gives. Its owner has traded them afterwards. */
function takeable(rules: Rules, market: Market, slot: number, wanted: number, price: PriceTicks): number {
  const { book, resting } = market;
  const side = book.sideOf(slot);
  const standing = market.standings.of(book.ownerOf(slot), rules, resting, slot, side);
  if (!standing.keeps(rules, resting, slot)) return 0;
  const closable = Math.max(0, side === 'sell' ? standing.lots : -standing.lots);
  const lots = Math.min(wanted, book.openOf(slot), book.isReduceOnly(slot) ? closable : Infinity);
  if (lots === 0) return 0;
  if (rules.boundsLosses && !bears(rules, market, side, Math.max(lots, closable), price, standing.equity)) {
    standing.meet(resting, slot, 0, price, 0);
    return 0;
  }
  trade(standing, market, slot, side === 'buy' ? lots : -lots, price);
  return lots;
}

/** @param change lots traded, positive for a buy of the resting order */
function trade(standing: Standing, market: Market, slot: number, change: number, price: PriceTicks): void {
  const { spec, markPrice, resting } = market;
  const before = standing.equity + valueOf(spec, change, markPrice - price);
  const fee = feeOf(valueOf(spec, Math.abs(change), price), spec.makerFeeRate);
  const charged = fee > 0 ? Math.min(fee, Math.max(0, before)) : fee;
  standing.lots += change;
  standing.equity = before - charged;
  standing.meet(resting, slot, change, price, charged);
}
