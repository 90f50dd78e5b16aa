/**
 * Margin. Rules R2–R5.
 *
 * R2. Each tier's rate holds for the part of the value above its floor, so margins are continuous at the tier edges.
 * R3. A margin account is one balance and the positions that it backs: all of an account's, or a single one.
 * R4. The worst case of one instrument is the more expensive of two: all open buys fill, or all open sells fill, at
 * their prices and with fees. An order that buys above the mark (sells below it) is a loss at once. The opposite is not
 * a gain, so it does not pay for other orders. The loss is fixed when the order is accepted.
 * R5. Liquidation and bankruptcy prices are on the tick grid, so they need no rounding rule.
 */
import {
  RATE_SCALE,
  rateOfUp,
  type InstrumentSpec,
  type Money,
  type PriceTicks,
  type RateE7,
  type Side,
  type TierSpec,
} from '../contract/index.ts';
import { broken, shareOf, valueOf } from './arithmetic.ts';
import { closableLots, equityOf, openOrdersOf, unrealizedAt, unreservedLots } from './ledger.ts';
import type { Rules } from './rules.ts';
import type { MarginAccount, Market, Order, Position } from './state.ts';
import { firstIndex } from '../contract/first-index.ts';

export function initialMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.initialAtFloor + Math.ceil((value - tier.floor) / tier.maxLeverage)) as Money;
}

export function maintenanceMargin(spec: InstrumentSpec, value: number): Money {
  const tier = tierOf(spec, value);
  return (tier.maintenanceAtFloor + rateOfUp(value - tier.floor, tier.maintenanceRate)) as Money;
}

function tierOf({ tiers }: InstrumentSpec, value: number): TierSpec {
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

/**
 * The price, in the direction in which the position loses, at which equity is first at or below maintenance margin
 * while the other mark prices do not change. Null: there is none, or the position is flat.
 */
export function liquidationPrice(position: Position): PriceTicks | null {
  if (position.lots === 0) return null;
  const rest = restOf(position);
  // Most long positions are paid in full, and no search is needed for them.
  if (position.lots > 0 && hasTurned(position, rest, 1)) return null;
  const priceMax = priceMaxOf(position);
  const price = firstTurn(position, rest, priceMax);
  if (position.lots > 0) return price === 1 ? null : ((price - 1) as PriceTicks);
  return price > priceMax ? null : (price as PriceTicks);
}

/** Equity of the balance without this position's profit, less the other positions' maintenance margin. */
function restOf({ margin, market }: Position): number {
  let rest: number = margin.balance;
  for (const other of margin.positions) {
    if (other.market === market) continue;
    const { spec, markPrice } = other.market;
    rest += unrealizedAt(other, markPrice) - maintenanceMargin(spec, exposureAt(other, markPrice));
  }
  return rest;
}

/**
 * The lowest price above which a long position is safe, or from which on a short one is not. max + 1: there is none.
 */
function firstTurn(position: Position, rest: number, max: number): number {
  const guess = Math.max(1, Math.min(guessLiquidation(position, rest, max), max));
  // The guess is rarely more than a tick off.
  const isHigh = hasTurned(position, rest, guess);
  if (isHigh && (guess === 1 || !hasTurned(position, rest, guess - 1))) return guess;
  if (!isHigh && (guess === max || hasTurned(position, rest, guess + 1))) return guess + 1;
  return searchTurn(position, rest, max, guess);
}

function searchTurn(position: Position, rest: number, max: number, guess: number): number {
  const [low, high] = bracket(position, rest, max, guess);
  return firstIndex(low, high, (price) => hasTurned(position, rest, price));
}

/** Bounds of the turn, found in growing steps from a guess. */
function bracket(
  position: Position,
  rest: number,
  max: number,
  guess: number,
): readonly [low: number, high: number] {
  let step = 1;
  if (hasTurned(position, rest, guess)) {
    while (guess - step >= 1 && hasTurned(position, rest, guess - step)) step *= 2;
    return [Math.max(1, guess - step + 1), guess - Math.floor(step / 2)];
  }
  while (guess + step <= max && !hasTurned(position, rest, guess + step)) step *= 2;
  return [guess + Math.floor(step / 2) + 1, Math.min(max + 1, guess + step)];
}

/** False up to some price, and true for all prices above it. */
function hasTurned(position: Position, rest: number, price: number): boolean {
  const { lots, costBasis, market } = position;
  const { spec } = market;
  // `exposureAt` and `unrealizedAt` would both compute the value.
  const value = valueOf(spec, lots, price);
  const exposure = Math.abs(spec.marginValue === 'entry' ? costBasis : value);
  const isBelow = rest + (value - costBasis) <= maintenanceMargin(spec, exposure);
  return isBelow === lots < 0;
}

/**
 * The price at which equity equals maintenance margin, up to rounding. The search starts with the tier of the current
 * value, and repeats with the tier of the result until both are the same.
 */
function guessLiquidation(position: Position, rest: number, max: number): number {
  const { lots, costBasis, market } = position;
  const { spec, markPrice } = market;
  const perTick = valueOf(spec, lots, 1);
  let tier = tierOf(spec, exposureAt(position, markPrice));
  let price: number = markPrice;
  for (let round = 0; round < spec.tiers.length; round += 1) {
    const rate = tier.maintenanceRate / RATE_SCALE;
    const isFixed = spec.marginValue === 'entry';
    const margin = tier.maintenanceAtFloor + ((isFixed ? Math.abs(costBasis) : 0) - tier.floor) * rate;
    price = (costBasis + margin - rest) / (perTick - (isFixed ? 0 : Math.abs(perTick) * rate));
    const next = tierOf(spec, exposureAt(position, Math.max(1, Math.min(Math.round(price), max))));
    if (next === tier) break;
    tier = next;
  }
  return Math.round(price);
}

/**
 * The worst price at which closing the position leaves its balance without a debt. Null: the position is flat, or is a
 * long position that cannot lose that much.
 */
export function bankruptcyPrice(position: Position): PriceTicks | null {
  if (position.lots === 0) return null;
  const { market } = position;
  const perTick = Math.abs(valueOf(market.spec, position.lots, 1));
  const ticks = Math.floor(equityOf(position.margin) / perTick);
  const price = position.lots > 0 ? market.markPrice - ticks : market.markPrice + ticks;
  return price > 0 ? (price as PriceTicks) : null;
}

/** Highest price at which the position's value is well within the safe integers. */
function priceMaxOf(position: Position): number {
  return Math.floor(2 ** 51 / Math.abs(valueOf(position.market.spec, position.lots, 1)));
}
