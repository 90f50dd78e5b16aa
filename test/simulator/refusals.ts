/** The first reason to refuse an order, or none (R4, A1, M5–M7, M11). */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { absolute, equityOf, initialMarginOf } from './margins.ts';
import { fillsWhole, playThrough, type FillAt } from './matching.ts';
import { ceilDivide, feeOn } from './positions.ts';
import {
  at,
  backedBy,
  positionIn,
  poolOf,
  reducible,
  signed,
  worth,
  type AuditOrder,
  type AuditPool,
  type AuditState,
  type Predicted,
} from './exchange-state.ts';

type Code = Extract<Predicted, { type: 'order_rejected' }>['code'];

export const ORDERS_MAX = 10_000;

/** @param former the order that an amendment replaces */
export function refusalOf(state: AuditState, order: AuditOrder, former: AuditOrder | null): Code | null {
  if (isTooDear(state, order)) return 'INVALID_PRICE';
  if (isTooLarge(state, order, former)) return 'INVALID_QUANTITY';
  if (isOutOfBand(state, order)) return 'PRICE_OUT_OF_BAND';
  if (former === null) {
    const own = state.orders.filter(({ account }) => account === order.account);
    if (own.some(({ clientOrderId }) => clientOrderId === order.clientOrderId)) {
      return 'DUPLICATE_CLIENT_ORDER_ID';
    }
    if (own.length >= ORDERS_MAX) return 'TOO_MANY_ORDERS';
  }
  if (!isCovered(state, order, former)) return 'INSUFFICIENT_MARGIN';
  return refusalByBook(state, order);
}

function refusalByBook(state: AuditState, order: AuditOrder): Code | null {
  const { lots } = positionIn(state, order.account, order.instrument);
  const isStop = order.stopPrice !== null;
  if (order.postOnly && wouldTrade(state, order)) return 'POST_ONLY_WOULD_CROSS';
  if (order.reduceOnly && reducible(order.side, lots) === 0) return 'REDUCE_ONLY_WOULD_INCREASE';
  if (order.timeInForce === 'fok' && !isStop && !fillsWhole(state, order)) return 'FILL_OR_KILL_UNFILLABLE';
  return refusalWhenClosed(state);
}

export function refusalWhenClosed(state: AuditState): Code | null {
  return state.isClosed ? 'SHUTTING_DOWN' : null;
}

/** M6. */
function wouldTrade(state: AuditState, order: AuditOrder): boolean {
  return playThrough(state, order).some(({ quantity }) => quantity > 0);
}

/** A1. */
function isTooDear(state: AuditState, order: AuditOrder): boolean {
  const { priceMax } = at(state.markets, order.instrument).spec;
  return Math.max(order.price ?? 0, order.stopPrice ?? 0) > priceMax;
}

/**
 * A1. A position that the order would shrink may be gone when the order trades, so it gives no room.
 * Chosen: a new reduce-only order is measured like any other, but does not count against later orders.
 */
function isTooLarge(state: AuditState, order: AuditOrder, former: AuditOrder | null): boolean {
  const { lotsMax } = at(state.markets, order.instrument).spec;
  const { lots } = positionIn(state, order.account, order.instrument);
  const beside = sideOf(openOrders(state, order, former), order).filter((other) => other !== order);
  const total = beside.reduce((sum, { open }) => sum + open, order.open);
  return Math.max(0, signed(order.side, lots)) + total > lotsMax;
}

/** M11. */
function isOutOfBand(state: AuditState, order: AuditOrder): boolean {
  const { spec, markPrice } = at(state.markets, order.instrument);
  if (spec.priceBand === null || order.price === null) return false;
  const from = (order.isTriggered ? null : order.stopPrice) ?? markPrice;
  const distance = Math.abs(order.price - from);
  return BigInt(distance) * BigInt(RATE_SCALE) > BigInt(from) * BigInt(spec.priceBand);
}

/** R4. The order is new or already among the account's open orders. */
export function isCovered(state: AuditState, order: AuditOrder, former: AuditOrder | null): boolean {
  const orders = openOrders(state, order, former);
  if (onlyReduces(state, order, sideOf(orders, order))) return true;
  const pool = poolOf(at(state.accounts, order.account), order.instrument);
  return equityOf(state, pool) >= neededBy(state, pool, orders);
}

/** Equity that the pool needs for its worst case. @param orders of its account */
function neededBy(state: AuditState, pool: AuditPool, orders: readonly AuditOrder[]): bigint {
  return backedBy(state, pool).reduce((sum, instrument) => {
    const here = orders.filter((one) => one.instrument === instrument);
    const buys = worstCase(state, pool.account, instrument, 'buy', here);
    const sells = worstCase(state, pool.account, instrument, 'sell', here);
    return sum + (buys > sells ? buys : sells);
  }, 0n);
}

/** R3: the part of the balance that the pool can give away. */
export function freeOf(state: AuditState, pool: AuditPool): bigint {
  const orders = state.orders.filter(({ account, reduceOnly }) => account === pool.account && !reduceOnly);
  const beyond = equityOf(state, pool) - neededBy(state, pool, orders);
  const free = beyond < pool.balance ? beyond : pool.balance;
  return free > 0n ? free : 0n;
}

/** R4. @param price null: the order has no price of its own */
export function lossTicksOf(
  state: AuditState,
  { instrument, side }: Pick<AuditOrder, 'instrument' | 'side'>,
  price: number | null,
): number {
  return price === null ? 0 : Math.max(0, signed(side, price - at(state.markets, instrument).markPrice));
}

/**
 * The account's orders that can grow a position, with the new order in place of the former.
 * Chosen: when one mark price triggers several stops, each is weighed without those that enter after it.
 */
function openOrders(state: AuditState, order: AuditOrder, former: AuditOrder | null): AuditOrder[] {
  const others = state.orders.filter(
    (other) => other !== former && other !== order && !(other.isTriggered && other.rank === null),
  );
  return [...others, order].filter(({ account, reduceOnly }) => account === order.account && !reduceOnly);
}

function sideOf(orders: readonly AuditOrder[], { instrument, side }: AuditOrder): AuditOrder[] {
  return orders.filter((one) => one.instrument === instrument && one.side === side);
}

/** @param beside the account's orders of the same side in the same instrument, and the order itself */
function onlyReduces(state: AuditState, order: AuditOrder, beside: readonly AuditOrder[]): boolean {
  const { lots } = positionIn(state, order.account, order.instrument);
  const total = beside.reduce((sum, { open }) => sum + open, 0);
  return order.reduceOnly || total <= reducible(order.side, lots);
}

/**
 * A limit order weighs whole at its price, a stop that waits for a market order at its stop price, a market order as
 * what it would trade now. Chosen: no trade of a market order pays for another, either.
 */
function weigh(state: AuditState, order: AuditOrder): readonly Weighed[] {
  const price = order.price ?? (order.isTriggered ? null : order.stopPrice);
  if (price !== null) return [{ quantity: order.open, price, lossTicks: order.lossTicks }];
  return playThrough(state, order).map((fill) => ({
    ...fill,
    lossTicks: lossTicksOf(state, order, fill.price),
  }));
}

interface Weighed extends FillAt {
  readonly lossTicks: number;
}

/** Margin, losses and fees when every order of one side in one instrument fills. */
function worstCase(
  state: AuditState,
  account: number,
  instrument: number,
  side: AuditOrder['side'],
  orders: readonly AuditOrder[],
): bigint {
  const { spec, markPrice } = at(state.markets, instrument);
  const fills = orders.filter((one) => one.side === side).flatMap((order) => weigh(state, order));
  const { lots: held, cost } = positionIn(state, account, instrument);
  const lots = fills.reduce((sum, { quantity }) => sum + signed(side, quantity), held);
  const losses = fills.reduce((sum, { quantity, lossTicks }) => sum + worth(spec, quantity, lossTicks), 0n);
  const value = fills.reduce((sum, { quantity, price }) => sum + worth(spec, quantity, price), 0n);
  const rate = Math.max(spec.makerFeeRate, spec.takerFeeRate);
  const exposure =
    spec.marginValue === 'entry'
      ? costAfter(held, lots, absolute(cost), value)
      : worth(spec, Math.abs(lots), markPrice);
  return initialMarginOf(spec, exposure) + losses + feeOn(value, rate);
}

/**
 * Cost of the position after the fills. Chosen: the fills of one side count together, at their average price.
 * @param value of the fills that lead from the one quantity to the other
 */
function costAfter(before: number, after: number, cost: bigint, value: bigint): bigint {
  if (before === after) return cost;
  if (before * after < 0 || before === 0) {
    return ceilDivide(value * BigInt(Math.abs(after)), BigInt(Math.abs(after - before)));
  }
  if (Math.abs(after) > Math.abs(before)) return cost + value;
  return ceilDivide(cost * BigInt(Math.abs(after)), BigInt(Math.abs(before)));
}
