/**
 * Margin. Rules R2–R5, cross margin: one balance backs all of an account's positions.
 *
 * R2. Each tier's rate holds for the part of the value above its floor, so margins are continuous at the tier edges.
 * R4. The worst case of one instrument is the dearer of two: all open buys fill, or all open sells fill, at their
 *     prices and with fees. An order that buys above the mark (sells below it) is a loss at once; one that does the
 *     opposite is no gain, so it pays for no other.
 * R5. Liquidation and bankruptcy prices are searched on the tick grid, so they need no rounding rule of their own.
 */
import {
  rateOfUp,
  type InstrumentSpec,
  type Money,
  type OrderId,
  type PriceTicks,
  type QuantityLots,
  type RateE7,
  type Side,
  type TierSpec,
} from '../contract/index.ts';
import { assert, broken, valueOf } from './arithmetic.ts';
import { equityOf, unrealizedAt } from './ledger.ts';
import type { Account, Market, Position } from './state.ts';

export function initialMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.initialAtFloor + Math.ceil((value - tier.floor) / tier.maxLeverage)) as Money;
}

export function maintenanceMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.maintenanceAtFloor + rateOfUp(value - tier.floor, tier.maintenanceRate)) as Money;
}

function tierOf(spec: InstrumentSpec, value: number): TierSpec {
  const { tiers } = spec;
  for (let index = tiers.length - 1; index >= 0; index -= 1) {
    const tier = tiers[index] as TierSpec;
    if (tier.floor <= value) return tier;
  }
  throw broken(`no margin tier for a value of ${value}`);
}

/** Absolute value of a position at a price. */
export function exposureAt(position: Position, price: PriceTicks): Money {
  return Math.abs(valueOf(position.market.spec, position.lots, price)) as Money;
}

export function maintenanceOf(account: Account): Money {
  let sum = 0;
  for (const position of account.positions.values()) {
    sum += maintenanceMargin(position.market.spec, exposureAt(position, position.market.markPrice));
  }
  return sum as Money;
}

export function isBreached(account: Account): boolean {
  return equityOf(account) < maintenanceOf(account);
}

/** What more would be open if an order were accepted. */
export interface Addition {
  /** Of the order; what it has open already does not count. */
  readonly id: OrderId;
  readonly market: Market;
  readonly side: Side;
  readonly lots: QuantityLots;
  /** At the prices at which it would trade, or at its own. */
  readonly value: Money;
  /** What it would lose against the mark price at once. */
  readonly loss: Money;
}

/** Equity that the account must have for its worst case with the addition. R4. */
export function requirementWith(account: Account, addition: Addition): Money {
  assert(
    account.positions.has(addition.market.spec.index),
    'an order is checked against an existing position',
  );
  let sum = 0;
  for (const position of account.positions.values()) {
    sum += worstCase(position, position.market === addition.market ? addition : null);
  }
  return sum as Money;
}

function worstCase(position: Position, addition: Addition | null): number {
  return Math.max(worstCaseOf('buy', position, addition), worstCaseOf('sell', position, addition));
}

/** Initial margin, loss against the mark and fees when every open order of one side fills. */
function worstCaseOf(side: Side, position: Position, addition: Addition | null): number {
  const { spec, markPrice } = position.market;
  const added = addition?.side === side ? addition : null;
  const open = position.openOrders[side];
  const lots = open.lots + (added?.lots ?? 0);
  const value = open.value + (added?.value ?? 0);
  const direction = side === 'buy' ? 1 : -1;
  const loss = openLoss(side, position, addition?.id) + (added?.loss ?? 0);
  const fees = rateOfUp(value, Math.max(spec.makerFeeRate, spec.takerFeeRate, 0) as RateE7);
  const exposure = Math.abs(valueOf(spec, position.lots + direction * lots, markPrice));
  return initialMargin(spec, exposure) + loss + fees;
}

/** What buying above the mark price, or selling below it, loses at once; the opposite is no gain. */
export function lossAgainstMark(
  { spec, markPrice }: Market,
  side: Side,
  { lots, price }: { readonly lots: number; readonly price: number },
): Money {
  const worseTicks = side === 'buy' ? price - markPrice : markPrice - price;
  return worseTicks <= 0 ? (0 as Money) : valueOf(spec, lots, worseTicks);
}

/** The losses of all open orders of one side. None has any unless the worst price among them is beyond the mark. */
function openLoss(
  side: Side,
  { account, market, openOrders }: Position,
  except: OrderId | undefined,
): number {
  const { lots, worstPrice } = openOrders[side];
  if (worstPrice === null || lossAgainstMark(market, side, { lots, price: worstPrice }) === 0) return 0;
  let sum = 0;
  for (const order of account.orders.values()) {
    const price = order.price ?? order.stopPrice;
    const stands = order.isWaiting || order.slot !== 0;
    const isCounted = stands && order.market === market && order.side === side && !order.reduceOnly;
    if (!isCounted || price === null || order.id === except) continue;
    sum += lossAgainstMark(market, side, { lots: order.open, price });
  }
  return sum;
}

/**
 * The price, in the direction in which the position loses, at which equity is first at or below maintenance margin,
 * the other positions' marks unchanged. Null when there is none, and when flat.
 */
export function liquidationPrice(position: Position): PriceTicks | null {
  if (position.lots === 0) return null;
  const { market, account } = position;
  const { spec, markPrice } = market;
  const fixedEquity = equityOf(account) - unrealizedAt(position, markPrice);
  const fixedMaintenance = maintenanceOf(account) - maintenanceMargin(spec, exposureAt(position, markPrice));
  const isBelow = (price: number): boolean =>
    fixedEquity + unrealizedAt(position, price as PriceTicks) <=
    fixedMaintenance + maintenanceMargin(spec, exposureAt(position, price as PriceTicks));
  const priceMax = priceMaxOf(position);
  return position.lots > 0 ? lastWhere(isBelow, priceMax) : firstWhere(isBelow, priceMax);
}

/**
 * The worst price at which closing the position leaves the account no debt. Null when flat, and for a long position
 * that cannot lose that much.
 */
export function bankruptcyPrice(position: Position): PriceTicks | null {
  if (position.lots === 0) return null;
  const { market } = position;
  const perTick = Math.abs(valueOf(market.spec, position.lots, 1));
  const ticks = Math.floor(equityOf(position.account) / perTick);
  const price = position.lots > 0 ? market.markPrice - ticks : market.markPrice + ticks;
  return price > 0 ? (price as PriceTicks) : null;
}

/** Prices up to here keep the position's value well inside the safe integers. */
function priceMaxOf(position: Position): number {
  return Math.floor(2 ** 51 / Math.abs(valueOf(position.market.spec, position.lots, 1)));
}

/** Largest price in 1..max for which a falling condition holds. */
function lastWhere(holds: (price: number) => boolean, max: number): PriceTicks | null {
  const first = search((price) => !holds(price), max);
  return first === 1 ? null : ((first - 1) as PriceTicks);
}

/** Smallest price in 1..max for which a rising condition holds. */
function firstWhere(holds: (price: number) => boolean, max: number): PriceTicks | null {
  const first = search(holds, max);
  return first > max ? null : (first as PriceTicks);
}

function search(holds: (price: number) => boolean, max: number): number {
  let low = 1;
  let high = max + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
