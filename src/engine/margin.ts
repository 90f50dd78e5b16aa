/**
 * Margin. Rules R2–R4. Liquidation and bankruptcy prices (R5) are in liquidation-price.ts.
 *
 * R2. Each tier's rate holds for the part of the value above its floor, so margins are continuous at the tier edges.
 * R3. A margin account is one balance and the positions that it backs: all of an account's, or a single one.
 * R4. The worst case of one instrument is the more expensive of two: all open buys fill, or all open sells fill, at
 * their prices and with fees. An order that buys above the mark (sells below it) is a loss at once. The opposite is not
 * a gain, so it does not pay for other orders. The loss is fixed when the order is accepted, amended to other terms or
 * triggered.
 */
import {
  rateOfUp,
  type InstrumentSpec,
  type Money,
  type PriceTicks,
  type RateE7,
  type Side,
  type TierSpec,
} from '../contract/index.ts';
import { broken, shareOf, valueOf } from './arithmetic.ts';
import { closableLots, equityOf, openOrdersOf, unreservedLots } from './ledger.ts';
import type { Rules } from './rules.ts';
import type { MarginAccount, Market, Order, Position } from './state.ts';

export function initialMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.initialAtFloor + Math.ceil((value - tier.floor) / tier.maxLeverage)) as Money;
}

export function maintenanceMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.maintenanceAtFloor + rateOfUp(value - tier.floor, tier.maintenanceRate)) as Money;
}

/** The tier of a position's value. */
export function tierOf({ tiers }: InstrumentSpec, value: number): TierSpec {
  for (let index = tiers.length - 1; index >= 0; index -= 1) {
    const tier = tiers[index];
    if (tier !== undefined && tier.floor <= value) return tier;
  }
  throw broken(`no margin tier for a value of ${value}`);
}

/** Value of a position on which its margin is charged: its value at a price, or its cost. */
export function exposureAt({ lots, costBasis, market: { spec } }: Position, price: number): Money {
  return Math.abs(spec.marginValue === 'entry' ? costBasis : valueOf(spec, lots, price)) as Money;
}

export function maintenanceOf({ positions }: MarginAccount): Money {
  let sum = 0;
  for (const position of positions) {
    sum += maintenanceMargin(position.market.spec, exposureAt(position, position.market.markPrice));
  }
  return sum as Money;
}

/** Equity less maintenance margin. Below 0, the margin is breached. */
export function slackOf(margin: MarginAccount): number {
  return equityOf(margin) - maintenanceOf(margin);
}

/** Lots and value of orders of one side, and their immediate loss against the mark price. */
export interface Sums {
  readonly lots: number;
  readonly value: number;
  readonly loss: number;
}

/**
 * At least the requirement: nothing is lent, and the orders of both sides fill. No initial margin is above the value on
 * which it is charged, and no fee above the traded value. Most equities cover it, and it is known sooner.
 */
export function fullValueOf(
  { positions }: MarginAccount,
  incoming: Order | null,
  added: Sums | null,
): number {
  let sum = incoming === null || added === null ? 0 : fullValueIn(incoming.market, added);
  for (const position of positions) {
    const { market, openOrders } = position;
    sum += exposureAt(position, market.markPrice);
    sum += fullValueIn(market, openOrders.buy) + fullValueIn(market, openOrders.sell);
  }
  return sum;
}

/** Lots at the mark price, and at their orders' prices with their loss: once for the margin, once for loss and fees. */
function fullValueIn({ spec, markPrice }: Market, { lots, value, loss }: Sums): number {
  return lots * markPrice * spec.tickLotMoney + 2 * (value + loss);
}

/**
 * R4: equity that a balance needs for the worst case of what it backs.
 * @param incoming order that is not among the open ones yet; null: none
 * @param added what that order would add to them
 */
export function requirementOf(
  rules: Rules,
  { positions }: MarginAccount,
  incoming: Order | null,
  added: Sums | null,
): Money {
  let sum = 0;
  for (const position of positions) {
    const addedSide = incoming?.position === position ? incoming.side : null;
    const buys = worstCaseOf(rules, 'buy', position, addedSide === 'buy' ? added : null);
    const sells = worstCaseOf(rules, 'sell', position, addedSide === 'sell' ? added : null);
    sum += Math.max(buys, sells);
  }
  return sum as Money;
}

/** Initial margin, loss against the mark and fees when every open order of one side fills. */
function worstCaseOf(rules: Rules, side: Side, position: Position, added: Sums | null): number {
  const { spec } = position.market;
  const open = openOrdersOf(position, side);
  const sums = added === null ? open : sumOf(open, added);
  const exposure = rules.weighsAtOrderPrice
    ? exposureAfter(side, position, sums)
    : exposureAfterAtMark(side, position, sums);
  return initialMargin(spec, exposure) + sums.loss + rateOfUp(sums.value, dearerFeeRate(spec));
}

/** Result of the last `sumOf`. Every order is weighed, and a new object would be garbage at once. */
const summed: { -readonly [Figure in keyof Sums]: number } = { lots: 0, value: 0, loss: 0 };

/** @returns the sums, which are valid until the next call */
function sumOf(a: Sums, b: Sums): Sums {
  summed.lots = a.lots + b.lots;
  summed.value = a.value + b.value;
  summed.loss = a.loss + b.loss;
  return summed;
}

/** The more expensive of the two fee rates. A rebate counts as no fee. */
export function dearerFeeRate({ makerFeeRate, takerFeeRate }: InstrumentSpec): RateE7 {
  return Math.max(makerFeeRate, takerFeeRate, 0) as RateE7;
}

/**
 * Value on which margin is charged when the orders of a side have filled. Opened lots count at the more expensive of
 * the order's price and the mark price. Resting reduce-only orders close first.
 */
function exposureAfter(side: Side, position: Position, sums: Sums): number {
  const { spec, markPrice } = position.market;
  const isEntry = spec.marginValue === 'entry';
  const { lots, value } = sums;
  const held = closableLots(position, side);
  const dear = dearValue(side, position.market, sums);
  if (held === 0) return exposureAt(position, markPrice) + (isEntry ? value : dear);
  const left = unreservedLots(position, side);
  if (lots <= left)
    return isEntry ? costAfterClosing(position, held - left + lots) : valueOf(spec, left - lots, markPrice);
  const opened = dear - valueOf(spec, left, markPrice);
  return isEntry ? Math.min(value, opened) : opened;
}

/**
 * Each lot at the more expensive of its order's price and the mark price at the order's acceptance. A buy's loss is its
 * price less that mark, a sell's the reverse, so the sums suffice and no order is visited.
 */
function dearValue(side: Side, { spec, markPrice }: Market, { lots, value, loss }: Sums): number {
  const atMark = valueOf(spec, lots, markPrice);
  return side === 'buy' ? atMark + loss : Math.max(value + loss, atMark);
}

/** Maintenance margin of the rest of a position after some of its lots are closed. */
export function maintenanceWithout(position: Position, lots: number): Money {
  const { spec, markPrice } = position.market;
  const left = Math.abs(position.lots) - lots;
  const isEntry = spec.marginValue === 'entry';
  return maintenanceMargin(spec, isEntry ? costAfterClosing(position, lots) : valueOf(spec, left, markPrice));
}

/** Cost after closing. The closed lots give back their share of the cost, rounded toward zero. */
function costAfterClosing({ costBasis, lots }: Position, closing: number): number {
  const cost = Math.abs(costBasis);
  return cost - shareOf(cost, closing, Math.abs(lots));
}

/** Rules version 1: opened lots count at the mark price, whatever their own price is. */
function exposureAfterAtMark(side: Side, position: Position, { lots, value }: Sums): number {
  const { spec, markPrice } = position.market;
  if (spec.marginValue === 'entry') return averageCostAfter(side, position, lots, value);
  const direction = side === 'buy' ? 1 : -1;
  return Math.abs(valueOf(spec, position.lots + direction * lots, markPrice));
}

/** Rules version 1: opened lots cost their share of the value of all orders. */
function averageCostAfter(side: Side, position: Position, lots: number, value: number): number {
  const held = closableLots(position, side);
  if (held === 0) return Math.abs(position.costBasis) + value;
  if (lots <= held) return costAfterClosing(position, lots);
  return value - shareOf(value, held, lots);
}

/** Ticks by which buying at a price is above the mark price, or selling below it. The opposite is not a gain: 0. */
export function lossTicksAt({ markPrice }: Market, side: Side, price: PriceTicks | null): number {
  if (price === null) return 0;
  return Math.max(0, side === 'buy' ? price - markPrice : markPrice - price);
}
