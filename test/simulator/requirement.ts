/** R4: the equity that open orders and positions require. */
import { absolute, equityOf, initialMarginOf } from './margins.ts';
import { feeOn } from './rounding.ts';
import { cancel } from './order-events.ts';
import {
  at,
  backedBy,
  isWaiting,
  poolOf,
  positionIn,
  reducible,
  signed,
  worth,
  type AuditOrder,
  type AuditPool,
  type AuditState,
  type Shrunk,
} from './exchange-state.ts';

type Side = AuditOrder['side'];

export interface FillAt {
  readonly quantity: number;
  readonly price: number;
}

export function lotsOf(fills: readonly FillAt[]): number {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** A fill that may come. */
export interface Weighed extends FillAt {
  readonly instrument: number;
  readonly side: Side;
  /** Loss of a lot at once, against the mark price. */
  readonly lossTicks: number;
}

/** R3: the part of the balance that the pool can give away. */
export function freeOf(state: AuditState, pool: AuditPool): bigint {
  const beyond = equityOf(state, pool) - neededBy(state, pool, plainOrders(state, pool.account).map(weigh));
  const free = beyond < pool.balance ? beyond : pool.balance;
  return free > 0n ? free : 0n;
}

/** @param price null: the order has no limit */
export function lossTicksOf(
  state: AuditState,
  { instrument, side }: Pick<AuditOrder, 'instrument' | 'side'>,
  price: number | null,
): number {
  return price === null ? 0 : Math.max(0, signed(side, price - at(state.markets, instrument).markPrice));
}

/** Cancels the youngest orders that a smaller position no longer excuses. @returns whether it cancelled any */
export function weighAgain(state: AuditState, { account, instrument, side }: Shrunk): boolean {
  const pool = poolOf(at(state.accounts, account), instrument);
  let hasCancelled = false;
  for (;;) {
    const orders = plainOrders(state, account);
    const beside = orders.filter((one) => one.instrument === instrument && one.side === side);
    if (openLots(beside) <= excusedLots(state, account, instrument, side)) return hasCancelled;
    if (neededBy(state, pool, orders.map(weigh)) <= equityOf(state, pool)) return hasCancelled;
    const youngest = beside.reduce((a, b) => (a.id > b.id ? a : b));
    cancel(state, youngest, 'insufficient_margin');
    state.courses.add('an order is weighed again and cancelled');
    hasCancelled = true;
  }
}

/** An order whose owner's position shrank in this step. @returns whether the order is cancelled */
export function weighBeforeTrade(state: AuditState, order: AuditOrder): boolean {
  const { account, instrument, side, reduceOnly } = order;
  const shrunk = state.shrunk.find(
    (one) => one.account === account && one.instrument === instrument && one.side === side,
  );
  if (reduceOnly || shrunk === undefined) return false;
  if (weighAgain(state, shrunk)) {
    state.courses.add('an order is weighed again within a sweep and cancelled');
  }
  return !state.orders.includes(order);
}

/**
 * The account's orders that rest or wait and are not reduce-only.
 * When one mark price triggers several stops, those that enter later neither rest nor wait.
 */
export function plainOrders(state: AuditState, account: number): readonly AuditOrder[] {
  return state.orders.filter(
    (order) => order.account === account && !order.reduceOnly && (order.rank !== null || isWaiting(order)),
  );
}

export function openLots(orders: readonly AuditOrder[]): number {
  return orders.reduce((sum, { open }) => sum + open, 0);
}

/** Lots of the position that plain orders of a side may close: resting reduce-only orders close first. */
export function excusedLots(state: AuditState, account: number, instrument: number, side: Side): number {
  const held = reducible(side, positionIn(state, account, instrument).lots);
  const reduceOnly = state.orders.filter(
    (one) =>
      one.account === account &&
      one.instrument === instrument &&
      one.side === side &&
      one.reduceOnly &&
      one.rank !== null,
  );
  return Math.max(0, held - openLots(reduceOnly));
}

/** An order that rests or waits counts whole at its price, a stop for a market order at its stop price. */
export function weigh({ instrument, side, open, price, stopPrice, lossTicks }: AuditOrder): Weighed {
  const at = price ?? stopPrice;
  if (at === null) throw new Error('auditor: an open order has no price');
  return { instrument, side, quantity: open, price: at, lossTicks };
}

/** The dearer side of each instrument that the pool backs, in total. @param fills of all instruments */
export function neededBy(state: AuditState, pool: AuditPool, fills: readonly Weighed[]): bigint {
  return backedBy(state, pool).reduce((sum, instrument) => {
    const here = fills.filter((one) => one.instrument === instrument);
    const buys = neededForSide(state, pool.account, instrument, 'buy', here);
    const sells = neededForSide(state, pool.account, instrument, 'sell', here);
    return sum + (buys > sells ? buys : sells);
  }, 0n);
}

/** Margin, losses and fees when every order of one side in one instrument fills. */
function neededForSide(
  state: AuditState,
  account: number,
  instrument: number,
  side: Side,
  here: readonly Weighed[],
): bigint {
  const { spec } = at(state.markets, instrument);
  const fills = here.filter((one) => one.side === side);
  const value = fills.reduce((sum, { quantity, price }) => sum + worth(spec, quantity, price), 0n);
  const loss = fills.reduce((sum, { quantity, lossTicks }) => sum + worth(spec, quantity, lossTicks), 0n);
  const total: Total = { lots: lotsOf(fills), value, loss };
  const fee = feeOn(value, Math.max(spec.makerFeeRate, spec.takerFeeRate, 0));
  return initialMarginOf(spec, exposureAfter(state, account, instrument, side, total)) + loss + fee;
}

interface Total {
  readonly lots: number;
  readonly value: bigint;
  readonly loss: bigint;
}

/** The amount that margin is charged on after the fills. */
function exposureAfter(
  state: AuditState,
  account: number,
  instrument: number,
  side: Side,
  { lots, value, loss }: Total,
): bigint {
  const { spec, markPrice } = at(state.markets, instrument);
  const position = positionIn(state, account, instrument);
  const cost = absolute(position.cost);
  const isEntry = spec.marginValue === 'entry';
  const held = reducible(side, position.lots);
  const excused = excusedLots(state, account, instrument, side);
  const opened = dearerOf(worth(spec, lots, markPrice), { lots, value, loss }, side);
  if (held === 0) return isEntry ? cost + value : worth(spec, Math.abs(position.lots), markPrice) + opened;
  if (lots <= excused) {
    const closed = BigInt(held - excused + lots);
    return isEntry ? cost - (cost * closed) / BigInt(held) : worth(spec, excused - lots, markPrice);
  }
  const beyond = opened - worth(spec, excused, markPrice);
  return isEntry && value < beyond ? value : beyond;
}

/** Value of the fills at the dearer of price and mark price. @param atMark their value at the mark price */
function dearerOf(atMark: bigint, { value, loss }: Total, side: Side): bigint {
  if (side === 'buy') return atMark + loss;
  return value + loss > atMark ? value + loss : atMark;
}
