/**
 * Rules of an instrument for its mark price and its price limits, compiled to whole numbers (docs/rules.md, "Prices").
 */
import { compileImpact, type QuantityBounds } from './impact-quantity.ts';
import { rate } from './on-grid.ts';
import type { QuantityLots, RateE7 } from './units.ts';

/** Millitick: mark prices are kept in thousandths of a tick. */
export const MILLITICKS = 1_000;

const SMOOTHING_MS = 3_000;
const SPEED_PER_SECOND = 0.005;
const REFERENCE_MS = 300_000;
const LIMIT_STATE_MS = 15_000;
const HALT_MS = 300_000;
/**
 * Steps of the collar within the band. The widest collar has three, so a mark price from which an auction departs stays
 * within the limits around the auction's price (for a band up to a third).
 */
const COLLARS_PER_BAND = 4;

/** Price rules of a configuration, as instrument-schema.ts checks them. */
export interface PriceRules {
  /** Rule for the mark price. Absent: `last`. */
  readonly markPrice?: 'last' | 'impact' | 'index' | undefined;
  /** Quantity that both sides of the book must hold to move the mark price. */
  readonly impactQuantity?: number | undefined;
  readonly markSmoothingMs?: number | undefined;
  /** Largest move of the mark price in a second, as a share of it. */
  readonly markSpeedPerSecond?: number | undefined;
  readonly priceLimits?: PriceLimits | undefined;
}

export interface PriceLimits {
  /** Largest distance of an execution from the reference price, as a share of it. */
  readonly band: number;
  /** Time over which the mark price is averaged to the reference price. */
  readonly referenceMs?: number | undefined;
  /** Time that the price may stay at a limit before the market halts. */
  readonly limitStateMs?: number | undefined;
  readonly haltMs?: number | undefined;
  /** First distance of an auction's price from the mark price, as a share of it, and each addition to it. */
  readonly auctionCollar?: number | undefined;
}

export interface MarkSpec {
  readonly kind: 'impact' | 'index';
  readonly impactLots: QuantityLots;
  readonly smoothingMs: number;
  readonly speedPerSecond: RateE7;
}

export interface LimitsSpec {
  readonly band: RateE7;
  readonly referenceSeconds: number;
  readonly limitStateMs: number;
  readonly haltMs: number;
  /** Each step of an auction's collar. */
  readonly collar: RateE7;
}

interface Bounds extends QuantityBounds {
  readonly priceMax: number;
}

/** @returns null for `last`: the median of best bid, best ask and last trade. @throws RangeError */
export function compileMark(rules: PriceRules, bounds: Bounds): MarkSpec | null {
  const { markPrice = 'last', impactQuantity } = rules;
  if (markPrice === 'last') return null;
  const { symbol, priceMax } = bounds;
  const impactLots = compileImpact(impactQuantity, `markPrice "${markPrice}"`, bounds);
  refuseFineTicks(symbol, 'markPrice', priceMax, MILLITICKS);
  const { markSmoothingMs: smoothingMs = SMOOTHING_MS, markSpeedPerSecond = SPEED_PER_SECOND } = rules;
  const speedPerSecond = rate(markSpeedPerSecond, `${symbol}: markSpeedPerSecond`);
  return { kind: markPrice, impactLots, smoothingMs, speedPerSecond };
}

/** @returns null when trades have no limits. @throws RangeError */
export function compileLimits({ priceLimits }: PriceRules, bounds: Bounds): LimitsSpec | null {
  if (priceLimits === undefined) return null;
  const { band, limitStateMs = LIMIT_STATE_MS, haltMs = HALT_MS } = priceLimits;
  const referenceSeconds = (priceLimits.referenceMs ?? REFERENCE_MS) / 1_000;
  refuseFineTicks(bounds.symbol, 'priceLimits', bounds.priceMax, referenceSeconds);
  const bandRate = rate(band, `${bounds.symbol}: priceLimits.band`);
  return {
    band: bandRate,
    referenceSeconds,
    limitStateMs,
    haltMs,
    collar: compileCollar(priceLimits, bandRate, bounds.symbol),
  };
}

function compileCollar({ auctionCollar }: PriceLimits, band: RateE7, symbol: string): RateE7 {
  if (auctionCollar === undefined) return Math.floor(band / COLLARS_PER_BAND) as RateE7;
  return rate(auctionCollar, `${symbol}: priceLimits.auctionCollar`);
}

function refuseFineTicks(symbol: string, field: string, priceMax: number, factor: number): void {
  if (Number.isSafeInteger(priceMax * factor)) return;
  throw new RangeError(`${symbol}: ${field} counts beyond 2^53 - 1 with so fine a tick; take a coarser one`);
}
