/** The rules of an instrument for its mark price and its price limits, compiled to whole numbers (docs/rules.md, "Prices"). */
import { compileImpact, type QuantityBounds } from './impact-quantity.ts';
import { rate } from './on-grid.ts';
import type { QuantityLots, RateE7 } from './units.ts';

/** Mark prices are kept in thousandths of a tick. */
export const MILLITICKS = 1_000;

const SMOOTHING_MS = 3_000;
const SPEED_PER_SECOND = 0.005;
const REFERENCE_MS = 300_000;
const LIMIT_STATE_MS = 15_000;
const HALT_MS = 300_000;

/** Prices in a configuration; instrument-schema.ts checks it. */
export interface PriceRules {
  /** How the mark price is found; absent: `last`. */
  readonly markPrice?: 'last' | 'impact' | 'index' | undefined;
  /** The quantity for which both sides of the book must have orders to move the mark price. */
  readonly impactQuantity?: number | undefined;
  readonly markSmoothingMs?: number | undefined;
  /** The most by which the mark price moves in a second, as a share of it. */
  readonly markSpeedPerSecond?: number | undefined;
  readonly priceLimits?: PriceLimits | undefined;
}

export interface PriceLimits {
  /** Largest distance of an execution from the reference price, as a share of it. */
  readonly band: number;
  /** The reference price is the mean of the mark price over this time. */
  readonly referenceMs?: number | undefined;
  /** After so long at a limit the market halts. */
  readonly limitStateMs?: number | undefined;
  readonly haltMs?: number | undefined;
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
}

interface Bounds extends QuantityBounds {
  readonly priceMax: number;
}

/** @returns null: the median of best bid, best ask and last trade. @throws RangeError */
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

/** @returns null: trades have no limits. @throws RangeError */
export function compileLimits({ priceLimits }: PriceRules, bounds: Bounds): LimitsSpec | null {
  if (priceLimits === undefined) return null;
  const { band, limitStateMs = LIMIT_STATE_MS, haltMs = HALT_MS } = priceLimits;
  const referenceSeconds = (priceLimits.referenceMs ?? REFERENCE_MS) / 1_000;
  refuseFineTicks(bounds.symbol, 'priceLimits', bounds.priceMax, referenceSeconds);
  return {
    band: rate(band, `${bounds.symbol}: priceLimits.band`),
    referenceSeconds,
    limitStateMs,
    haltMs,
  };
}

function refuseFineTicks(symbol: string, field: string, priceMax: number, factor: number): void {
  if (Number.isSafeInteger(priceMax * factor)) return;
  throw new RangeError(`${symbol}: ${field} counts beyond 2^53 - 1 with so fine a tick; take a coarser one`);
}
