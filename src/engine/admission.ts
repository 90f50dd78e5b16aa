/**
 * Which orders are let in. The first reason that holds is given, in the protocol's order of precedence; symbol, tick
 * and lot have been checked at the gateway, which alone sees decimals.
 */
import {
  fromUnits,
  RATE_SCALE,
  type InstrumentSpec,
  type Money,
  type QuantityLots,
  type RejectCode,
} from '../contract/index.ts';
import { valueOf } from './arithmetic.ts';
import { fillable, fillableLots } from './fillable.ts';
import { equityOf } from './ledger.ts';
import { lossTicksAt, requirementOf, type Addition } from './margin.ts';
import { closable, limitOf, reducible } from './matching.ts';
import { OPEN_ORDERS_MAX, type Account, type EngineState, type Order } from './state.ts';

export interface Refusal {
  readonly code: RejectCode;
  /** One sentence with the offending value and the bound. */
  readonly reason: string;
}

/** @returns why the new order is refused, or null. It is not registered yet. */
export function refusePlacing(state: EngineState, order: Order): Refusal | null {
  return (
    refusePrice(order) ??
    refuseSize(order) ??
    refuseBand(order) ??
    refuseDuplicate(order.account, order.clientOrderId) ??
    refuseCount(order.account) ??
    refuseMargin(state, order) ??
    refusePostOnly(order) ??
    refuseReduceOnly(order) ??
    refuseFillOrKill(order) ??
    refuseClosing(state)
  );
}

/**
 * @param order as it would be after the amendment, standing nowhere
 * @param isSmaller no more quantity at the same price, which takes no risk on
 */
export function refuseAmending(state: EngineState, order: Order, isSmaller: boolean): Refusal | null {
  if (isSmaller) return refuseClosing(state);
  return (
    refusePrice(order) ??
    refuseSize(order) ??
    refuseBand(order) ??
    refuseMargin(state, order) ??
    refusePostOnly(order) ??
    refuseReduceOnly(order) ??
    refuseClosing(state)
  );
}

/** A1. */
function refusePrice({ price, stopPrice, market: { spec } }: Order): Refusal | null {
  const highest = Math.max(price ?? 0, stopPrice ?? 0);
  if (highest <= spec.priceMax) return null;
  const name = highest === price ? 'price' : 'stopPrice';
  return {
    code: 'INVALID_PRICE',
    reason: `${name} ${priceText(spec, highest)} is above ${priceText(spec, spec.priceMax)}, the highest price of ${spec.symbol}.`,
  };
}

/** A1. Whatever its open orders fill, no position may outgrow what can be counted. */
function refuseSize(order: Order): Refusal | null {
  const { spec } = order.market;
  const { lots, openOrders } = order.position;
  // An opposite position makes no room: other orders may close it first.
  const held = Math.max(0, order.side === 'buy' ? lots : -lots);
  const room = spec.lotsMax - held - openOrders[order.side].lots;
  if (order.open <= room) return null;
  return {
    code: 'INVALID_QUANTITY',
    reason: `quantity ${quantityText(spec, order.open)} is above ${quantityText(spec, Math.max(0, room))}, the most that ${order.account.name} may ${order.side} now; no position may pass ${quantityText(spec, spec.lotsMax)}.`,
  };
}

/** M11. The limit of a stop that waits is measured from its stop price, where the mark will be. */
function refuseBand({ price, stopPrice, isWaiting, market }: Order): Refusal | null {
  const { spec, markPrice } = market;
  if (spec.priceBand === null || price === null) return null;
  const anchor = isWaiting && stopPrice !== null ? stopPrice : markPrice;
  const bandTicks = Math.floor((anchor * spec.priceBand) / RATE_SCALE);
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

/** R4. Also asked when a stop is triggered. */
export function refuseMargin(state: EngineState, order: Order): Refusal | null {
  const { margin, openOrders } = order.position;
  if (order.reduceOnly || openOrders[order.side].lots + order.open <= closable(order)) return null;
  const equity = equityOf(margin);
  const required = requirementOf(margin, additionOf(order));
  if (required <= equity) return null;
  const { moneyGrid } = state;
  return {
    code: 'INSUFFICIENT_MARGIN',
    reason: `needs ${fromUnits(moneyGrid, required)} margin with this order, has ${fromUnits(moneyGrid, equity)}.`,
  };
}

/** A market order is weighed by what it would trade now, any other order whole at its own price. */
function additionOf(order: Order): Addition {
  const { market, side, open: lots, lossTicks } = order;
  const price = order.price ?? (order.isWaiting ? order.stopPrice : null);
  if (price === null) return marketAddition(order);
  return {
    market,
    side,
    lots,
    value: valueOf(market.spec, lots, price),
    loss: valueOf(market.spec, lots, lossTicks),
  };
}

function marketAddition(order: Order): Addition {
  const { market, side } = order;
  let [lots, value, loss] = [0, 0, 0];
  for (const part of fillable(order)) {
    lots += part.lots;
    value += valueOf(market.spec, part.lots, part.price);
    loss += valueOf(market.spec, part.lots, lossTicksAt(market, side, part.price));
  }
  return { market, side, lots: lots as QuantityLots, value: value as Money, loss: loss as Money };
}

/** M6. */
function refusePostOnly(order: Order): Refusal | null {
  if (!order.postOnly || !crosses(order) || fillableLots(order) === 0) return null;
  const { book, spec } = order.market;
  const best = book.opposite(order.side).bestPrice ?? 0;
  return {
    code: 'POST_ONLY_WOULD_CROSS',
    reason: `price ${priceText(spec, order.price ?? 0)} would trade with the best ${order.side === 'buy' ? 'ask' : 'bid'} of ${priceText(spec, best)}.`,
  };
}

function crosses(order: Order): boolean {
  return order.market.book.opposite(order.side).isCrossedBy(limitOf(order));
}

/** M7. */
function refuseReduceOnly(order: Order): Refusal | null {
  if (!order.reduceOnly || reducible(order) > 0) return null;
  const { lots } = order.position;
  return {
    code: 'REDUCE_ONLY_WOULD_INCREASE',
    reason: `a ${order.side} does not reduce the position of ${quantityText(order.market.spec, lots)}.`,
  };
}

/** M5. A stop is measured when it is triggered. */
function refuseFillOrKill(order: Order): Refusal | null {
  if (order.timeInForce !== 'fok' || order.isWaiting) return null;
  const lots = fillableLots(order);
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
