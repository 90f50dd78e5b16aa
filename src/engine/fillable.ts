/**
 * The trades that an order would make now, computed without a change to the book. Rules M5, M6, M7, M13, R4.
 *
 * The computation tracks the owners of resting orders through the earlier trades. A reduce-only order gives no more
 * than its owner's position. An order gives nothing at a price that its owner could not bear, if the engine would weigh
 * it again and cancel it first, or if the other order of its pair was met before it (M14).
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { feeOf, valueOf } from './arithmetic.ts';
import { closableLots, equityOf } from './ledger.ts';
import { MeasuredOwner, type Met } from './measured-owner.ts';
import { bears, boundedLimitOf, limitOf, reducible } from './order-limits.ts';
import { isPastLimit } from './price-limits.ts';
import type { Rules } from './rules.ts';
import type { Market, Order } from './state.ts';

/** Position and equity of a resting order's owner after the trades so far. */
interface Standing {
  /** Side of the resting orders. */
  readonly side: Side;
  lots: number;
  equity: number;
  /** Orders of the owner that were met so far. Null: they close no position, so none of them is weighed again. */
  readonly met: Met[] | null;
  /** Copy of the owner's sums, from its second order on. */
  measured: MeasuredOwner | null;
}

/** Called with each trade. @returns false to stop */
type Visit = (lots: number, price: PriceTicks) => boolean;

/** Visits the trades that the order would make, in order, as far as its owner bears their prices. */
export function visitFillable(rules: Rules, order: Order, visit: Visit): void {
  visitTrades(rules, order, rules.boundsLosses ? boundedLimitOf(rules, order) : limitOf(order), visit);
}

/** Price of the order's first trade if its owner could bear any price. Null: it would make none. */
export function firstPrice(rules: Rules, order: Order): PriceTicks | null {
  let first: PriceTicks | null = null;
  visitTrades(rules, order, limitOf(order), (_lots, price) => {
    first = price;
    return false;
  });
  return first;
}

/** Lots that the order would trade now, at most its open quantity. */
export function fillableLots(rules: Rules, order: Order): number {
  let sum = 0;
  visitFillable(rules, order, (lots) => {
    sum += lots;
    return true;
  });
  return sum;
}

/**
 * Visits the trades of an order. Own resting orders give nothing, and may end or shrink the order according to its
 * self-trade prevention. Every order that crosses is measured, and a generator would cost more than the measurement.
 */
function visitTrades(rules: Rules, order: Order, limit: number, visit: Visit): void {
  // Own orders reduce the open quantity, not the quantity that the position lets the order trade. Version 1 mixed
  // the two.
  let wanted = rules.boundsLosses ? order.open : Math.min(order.open, reducible(order));
  let tradable = reducible(order);
  const standings = new Map<number, Standing>();
  // Records of the orders that an earlier trade ends with the other order of their pair.
  let gone = null as Set<number> | null;
  const { account, market, side } = order;
  const { book, resting } = market;
  const opposite = book.opposite(side);
  for (let slot = opposite.front; slot !== 0 && wanted > 0 && tradable > 0; slot = opposite.behind(slot)) {
    const price = opposite.priceOf(slot);
    if (isBeyond(limit, side, price)) return;
    if (isPastLimit(market, side, price)) continue;
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
    const lots = takeable(rules, market, slot, Math.min(wanted, tradable), price, standings);
    wanted -= lots;
    tradable -= lots;
    if (lots > 0 && !visit(lots, price)) return;
  }
}

/** True when an own resting order ends on meeting the order. */
function ends({ selfTradePrevention }: Order, own: Order, wanted: number): boolean {
  return selfTradePrevention !== 'decrement' || own.open <= wanted;
}

function isBeyond(limit: number, side: Side, price: number): boolean {
  return side === 'buy' ? price > limit : price < limit;
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

function takeable(
  rules: Rules,
  market: Market,
  slot: number,
  wanted: number,
  price: PriceTicks,
  standings: Map<number, Standing>,
): number {
  const { book, resting } = market;
  const owner = book.ownerOf(slot);
  const standing = standings.get(owner) ?? standingOf(rules, resting.read(slot));
  standings.set(owner, standing);
  const order = standing.met === null ? null : resting.read(slot);
  if (order !== null && !isKept(rules, standing, order)) return 0;
  const { side } = standing;
  const closable = Math.max(0, side === 'sell' ? standing.lots : -standing.lots);
  const lots = Math.min(wanted, book.openOf(slot), book.isReduceOnly(slot) ? closable : Infinity);
  if (lots === 0) return 0;
  if (rules.boundsLosses && !bears(rules, market, side, Math.max(lots, closable), price, standing.equity)) {
    if (order !== null) meet(standing, { order, change: 0, price, fee: 0 });
    return 0;
  }
  trade(standing, market, order, lots, price);
  return lots;
}

/** R4: true when the order still rests after its owner's orders have been weighed again. */
function isKept(rules: Rules, standing: Standing, resting: Order): boolean {
  if (standing.met === null || standing.met.length === 0) return true;
  standing.measured ??= new MeasuredOwner(resting.position, standing.met);
  return standing.measured.keeps(rules, resting);
}

function meet({ met, measured }: Standing, one: Met): void {
  met?.push(one);
  measured?.meet(one);
}

function standingOf(rules: Rules, { position, side }: Order): Standing {
  const closes = rules.weighsWithinStep && closableLots(position, side) > 0;
  const equity = equityOf(position.margin);
  return { side, lots: position.lots, equity, met: closes ? [] : null, measured: null };
}

/** @param order null: nobody weighs it again */
function trade(
  standing: Standing,
  { spec, markPrice }: Market,
  order: Order | null,
  traded: number,
  price: PriceTicks,
): void {
  const change = standing.side === 'buy' ? traded : -traded;
  const before = standing.equity + valueOf(spec, change, markPrice - price);
  const fee = feeOf(valueOf(spec, traded, price), spec.makerFeeRate);
  const charged = fee > 0 ? Math.min(fee, Math.max(0, before)) : fee;
  standing.lots += change;
  standing.equity = before - charged;
  if (order !== null) meet(standing, { order, change, price, fee: charged });
}
