/**
 * Liquidation and bankruptcy prices of positions. Rule R5. Both are on the tick grid, so they need no rounding rule.
 *
 * The liquidation price is the turn of an inequality between whole numbers, so it is searched for. The search begins at
 * a guess from the closed form, which is rarely more than a tick off.
 */
import { RATE_SCALE, type PriceTicks } from '../contract/index.ts';
import { firstIndex } from '../contract/first-index.ts';
import { valueOf } from './arithmetic.ts';
import { equityOf, unrealizedAt } from './ledger.ts';
import { exposureAt, maintenanceMargin, tierOf } from './margin.ts';
import type { Position } from './state.ts';

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
