/** The first reason to refuse an order, or none (A1, H5, P4, R4, M5–M7, M11, M13). */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { isCovered } from './acceptance.ts';
import { incomingBound } from './bankruptcy-bound.ts';
import { fillsWhole, tradesOf } from './dry-run.ts';
import { crosses, crossing } from './matching.ts';
import { withinLimits } from './price-limits.ts';
import { plainOrders } from './requirement.ts';
import {
  at,
  canRest,
  isOpen,
  isWaiting,
  positionIn,
  reducible,
  signed,
  type AuditOrder,
  type AuditState,
  type Predicted,
} from './exchange-state.ts';

type Code = Extract<Predicted, { type: 'order_rejected' }>['code'];

export const ORDERS_MAX = 10_000;
export const TRAILING_MAX = 20;

/** @param former the order that an amendment replaces */
export function refusalOf(state: AuditState, order: AuditOrder, former: AuditOrder | null): Code | null {
  if (isTooDear(state, order) || (order.stopPrice ?? 1) < 1) return 'INVALID_PRICE';
  if (isTooLarge(state, order, former)) return 'INVALID_QUANTITY';
  if (!isTaken(state, order, former)) return 'MARKET_NOT_OPEN';
  if (isOutOfBand(state, order) || isBeyondLimit(state, order)) return 'PRICE_OUT_OF_BAND';
  if (former === null) {
    const own = state.orders.filter(({ account }) => account === order.account);
    if (own.some(({ clientOrderId }) => clientOrderId === order.clientOrderId)) {
      return 'DUPLICATE_CLIENT_ORDER_ID';
    }
  }
  const code = refusalOfPair(state, order, former);
  if (code !== null) return code;
  if (former === null && isOneTooMany(state, order)) return 'TOO_MANY_ORDERS';
  if (!isCovered(state, order, former)) return 'INSUFFICIENT_MARGIN';
  if (!isBorne(state, order)) {
    state.courses.add('an order is refused beyond the bankruptcy price');
    return 'INSUFFICIENT_MARGIN';
  }
  return refusalByBook(state, order);
}

/** M14. `NaN` names no live order. */
function refusalOfPair(state: AuditState, order: AuditOrder, former: AuditOrder | null): Code | null {
  if (order.partner === null) return null;
  const partner = state.orders.find(({ id }) => id === order.partner);
  if (partner === undefined) return 'UNKNOWN_ORDER';
  if (partner.instrument !== order.instrument) return 'INVALID_OCO';
  if (former === null && partner.partner !== null) return 'INVALID_OCO';
  const wouldMeet = partner.rank !== null && !isWaiting(order) && partner.side !== order.side;
  return wouldMeet && crosses(order, partner) ? 'INVALID_OCO' : null;
}

/** M15 has a second bound. */
function isOneTooMany(state: AuditState, order: AuditOrder): boolean {
  const own = state.orders.filter(({ account }) => account === order.account);
  const trailing = own.filter((one) => one.trailingOffset !== null && one.instrument === order.instrument);
  return own.length >= ORDERS_MAX || (order.trailingOffset !== null && trailing.length >= TRAILING_MAX);
}

function refusalByBook(state: AuditState, order: AuditOrder): Code | null {
  const { lots } = positionIn(state, order.account, order.instrument);
  if (order.postOnly && wouldTrade(state, order)) return 'POST_ONLY_WOULD_CROSS';
  if (order.reduceOnly && reducible(order.side, lots) === 0) return 'REDUCE_ONLY_WOULD_INCREASE';
  if (order.timeInForce === 'fok' && !isWaiting(order) && !fillsWhole(state, order)) {
    return 'FILL_OR_KILL_UNFILLABLE';
  }
  return refusalWhenClosed(state);
}

export function refusalWhenClosed(state: AuditState): Code | null {
  return state.isClosed ? 'SHUTTING_DOWN' : null;
}

/** H5: what the table says of the market's phase. */
function isTaken(state: AuditState, order: AuditOrder, former: AuditOrder | null): boolean {
  switch (at(state.markets, order.instrument).phase) {
    case 'continuous':
      return true;
    case 'pre_open':
    case 'auction':
      return former !== null || isWaiting(order) || canRest(order);
    case 'halted':
    case 'closed':
      return false;
  }
}

/** M6 and H5. */
function wouldTrade(state: AuditState, order: AuditOrder): boolean {
  if (isOpen(state, order.instrument)) return tradesOf(state, order).length > 0;
  return crossing(state, order).some(({ account }) => account !== order.account);
}

/** M13: the price of the order's first trade, or its own price when it would rest without one. */
export function isBorne(state: AuditState, order: AuditOrder): boolean {
  if (isWaiting(order)) return true;
  const bound = incomingBound(state, order);
  const first = tradesOf(state, order, () => true)[0];
  if (first !== undefined) return bound(first.price);
  return !canRest(order) || order.price === null || bound(order.price);
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
  const beside = plainOrders(state, order.account).filter(
    (one) =>
      one !== former && one !== order && one.instrument === order.instrument && one.side === order.side,
  );
  const total = beside.reduce((sum, { open }) => sum + open, order.open);
  return Math.max(0, signed(order.side, lots)) + total > lotsMax;
}

/** M11. */
function isOutOfBand(state: AuditState, order: AuditOrder): boolean {
  const { spec, markPrice, reference } = at(state.markets, order.instrument);
  if (spec.priceBand === null || order.price === null) return false;
  const center = spec.limits === null ? markPrice : reference;
  const from = (order.isTriggered ? null : order.stopPrice) ?? center;
  const distance = Math.abs(order.price - from);
  return BigInt(distance) * BigInt(RATE_SCALE) > BigInt(from) * BigInt(spec.priceBand);
}

/** P4: of an order that enters the book and may rest. */
function isBeyondLimit(state: AuditState, order: AuditOrder): boolean {
  if (isWaiting(order) || !canRest(order) || !isOpen(state, order.instrument)) return false;
  return withinLimits(state, order) !== order;
}
