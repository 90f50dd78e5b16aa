/** An order meets the book (M1–M10, M13, P4), or gathers (H5). */
import { bearsResting, incomingBound, type Bound } from './bankruptcy-bound.ts';
import { cancel, endPair, names, removeOrder, reportAmended } from './order-events.ts';
import { bookFill } from './positions.ts';
import { leaveBehind, withinLimits } from './price-limits.ts';
import { weighBeforeTrade } from './requirement.ts';
import {
  at,
  canRest,
  isOpen,
  opposite,
  positionIn,
  queue,
  reducible,
  type AuditOrder,
  type AuditState,
} from './exchange-state.ts';

export function crosses(order: AuditOrder, resting: AuditOrder): boolean {
  if (order.price === null || resting.price === null) return true;
  return order.side === 'buy' ? order.price >= resting.price : order.price <= resting.price;
}

/** Resting orders that `order` crosses, in matching order. */
export function crossing(state: AuditState, order: AuditOrder): AuditOrder[] {
  return queue(state, order.instrument, opposite(order.side)).filter((resting) => crosses(order, resting));
}

/** Lots that the order may still trade: a reduce-only order is limited by its position. */
export function allowed(state: AuditState, order: AuditOrder): number {
  if (!order.reduceOnly) return order.open;
  const { lots } = positionIn(state, order.account, order.instrument);
  return Math.min(order.open, reducible(order.side, lots));
}

/**
 * Match `order`, which is not in the book yet, then rest or cancel its remainder.
 * Chosen: at a price beyond the bound matching stops, even when only own or dead reduce-only orders rest there.
 */
export function enter(
  state: AuditState,
  order: AuditOrder,
  bound: Bound = incomingBound(state, order),
): void {
  if (!isOpen(state, order.instrument)) return gather(state, order);
  for (;;) {
    const resting = crossing(state, withinLimits(state, order))[0];
    if (resting === undefined || order.open === 0) break;
    if (allowed(state, order) === 0) break;
    if (leaveBehind(state, resting)) continue;
    if (resting.price === null || !bound(resting.price)) {
      state.courses.add('an incoming order stops at the bankruptcy price');
      return cancel(state, order, 'insufficient_margin');
    }
    if (resting.account === order.account) {
      if (!preventSelfTrade(state, order, resting)) return;
    } else if (canTrade(state, resting, allowed(state, order))) trade(state, order, resting);
  }
  if (order.open > 0) settleRemainder(state, order);
}

/** H5: it meets only the owner's orders. */
function gather(state: AuditState, order: AuditOrder): void {
  for (;;) {
    if (order.open === 0) return;
    const own = crossing(state, order).find(({ account }) => account === order.account);
    if (own === undefined) return restCut(state, order);
    if (!preventSelfTrade(state, order, own)) return;
  }
}

/** Cancels a resting order that must not trade (R4, M7, M13). @param lots that the incoming order may still trade */
export function canTrade(state: AuditState, resting: AuditOrder, lots: number): boolean {
  if (weighBeforeTrade(state, resting)) return false;
  const quantity = Math.min(lots, allowed(state, resting));
  if (quantity === 0) {
    cancel(state, resting, 'reduce_only');
    return false;
  }
  if (bearsResting(state, resting, quantity)) return true;
  state.courses.add("a resting order is beyond its owner's bankruptcy price");
  cancel(state, resting, 'insufficient_margin');
  return false;
}

/** M9. @returns whether the incoming order keeps matching */
function preventSelfTrade(state: AuditState, order: AuditOrder, resting: AuditOrder): boolean {
  const cause = 'self_trade_prevention';
  switch (order.selfTradePrevention) {
    case 'cancel_resting':
      cancel(state, resting, cause);
      return true;
    case 'cancel_incoming':
      cancel(state, order, cause);
      return false;
    case 'cancel_both':
      cancel(state, resting, cause);
      cancel(state, order, cause);
      return false;
    case 'decrement': {
      const smaller = Math.min(order.open, resting.open);
      takeFrom(state, resting, smaller);
      takeFrom(state, order, smaller);
      return order.open > 0;
    }
  }
}

/** `decrement` cancels an order that it reduces to zero and amends one that it reduces to less. */
function takeFrom(state: AuditState, order: AuditOrder, quantity: number): void {
  if (order.open === quantity) {
    cancel(state, order, 'self_trade_prevention');
    order.open = 0;
    return;
  }
  order.open -= quantity;
  reportAmended(state, order, true);
}

function trade(state: AuditState, order: AuditOrder, resting: AuditOrder): void {
  const quantity = Math.min(allowed(state, order), allowed(state, resting));
  tradeAt(state, resting, order, quantity, resting.price ?? 0);
  removeWhenDone(state, resting);
}

/** A trade and its two fills. */
export function tradeAt(
  state: AuditState,
  maker: AuditOrder,
  taker: AuditOrder,
  quantity: number,
  price: number,
): void {
  const [buy, sell] = taker.side === 'buy' ? [taker, maker] : [maker, taker];
  state.lastTradeId += 1;
  at(state.markets, taker.instrument).lastPrice = price;
  const place = state.events.length;
  const fees = new Map([
    [maker, fill(state, maker, quantity, price, 'maker')],
    [taker, fill(state, taker, quantity, price, 'taker')],
  ]);
  state.events.splice(place, 0, {
    type: 'trade',
    tradeId: state.lastTradeId,
    instrument: taker.instrument,
    price,
    quantity,
    aggressor: taker.side,
    buyAccount: buy.account,
    sellAccount: sell.account,
    buyOrderId: buy.id,
    sellOrderId: sell.id,
    liquidation: false,
    buyFee: fees.get(buy) ?? 0,
    sellFee: fees.get(sell) ?? 0,
  });
  // Chosen: the resting order's pair first.
  for (const order of [maker, taker]) endPairByTrade(state, order);
}

/** M14: also a trade in part. */
export function endPairByTrade(state: AuditState, order: AuditOrder): void {
  if (order.partner !== null && order.open > 0) state.courses.add('a trade in part ends a pair');
  endPair(state, order);
}

/** M7: a reduce-only order whose position is gone is cancelled. */
export function removeWhenDone(state: AuditState, resting: AuditOrder): void {
  if (resting.open === 0) removeOrder(state, resting);
  else if (allowed(state, resting) === 0) cancel(state, resting, 'reduce_only');
}

/** @returns the fee */
export function fill(
  state: AuditState,
  order: AuditOrder,
  quantity: number,
  price: number,
  liquidity: 'maker' | 'taker',
): number {
  order.open -= quantity;
  const fee = Number(bookFill(state, order, quantity, price, liquidity));
  state.events.push({
    type: 'fill',
    ...names(order),
    tradeId: state.lastTradeId,
    side: order.side,
    price,
    quantity,
    remainingQuantity: order.open,
    liquidity,
    fee,
  });
  return fee;
}

function settleRemainder(state: AuditState, order: AuditOrder): void {
  const may = allowed(state, order);
  if (may === 0) return cancel(state, order, 'reduce_only');
  const isBeyond = order.isTriggered && canRest(order) && withinLimits(state, order) !== order;
  if (isBeyond || crossing(state, order).length > 0) return cancel(state, order, 'price_limit');
  if (order.price === null) return cancel(state, order, 'market_remainder');
  if (order.timeInForce === 'ioc') return cancel(state, order, 'immediate_or_cancel');
  if (order.timeInForce === 'fok') return cancel(state, order, 'fill_or_kill');
  restCut(state, order);
}

/** M7: a reduce-only order rests with no more than the position. */
function restCut(state: AuditState, order: AuditOrder): void {
  const may = allowed(state, order);
  if (may === 0) return cancel(state, order, 'reduce_only');
  if (may < order.open) {
    order.open = may;
    reportAmended(state, order, true);
  }
  rest(state, order);
}

function rest(state: AuditState, order: AuditOrder): void {
  state.lastRank += 1;
  order.rank = state.lastRank;
  state.orders = [...state.orders, order].sort((a, b) => a.id - b.id);
}
