/** The funding of an instrument, compiled to whole numbers (docs/rules.md, "Funding"). */
import { compileImpact, type QuantityBounds } from './impact-quantity.ts';
import { rate } from './on-grid.ts';
import type { QuantityLots, RateE7 } from './units.ts';

/** As on Binance and BitMEX: 0.01 % for each interval, dampened by 0.05 %, at most 0.75 × the lowest maintenance rate. */
const INTEREST_RATE = 0.0001;
const CLAMP = 0.0005;
const RATE_MAX_PERCENT = 75;
const TENTH_MS = 100;

/** Funding in a configuration; instrument-schema.ts checks it. */
export interface FundingTerms {
  /** From one exchange to the next; absent: no funding. */
  readonly fundingIntervalMs?: number | undefined;
  /** Of one interval. */
  readonly fundingInterestRate?: number | undefined;
  /** How far the rate may lie from the premium toward the interest. */
  readonly fundingClamp?: number | undefined;
}

export interface FundingSpec {
  /** From one exchange to the next, in tenths of a second. */
  readonly interval: number;
  readonly impactLots: QuantityLots;
  /** Of one interval. */
  readonly interestRate: RateE7;
  readonly clamp: RateE7;
  /** The highest rate in either direction. */
  readonly rateMax: RateE7;
}

interface Bounds extends QuantityBounds {
  /** The lowest of a tier. */
  readonly maintenanceRate: number;
}

/** @returns null: long and short positions pay each other nothing. @throws RangeError */
export function compileFunding(
  terms: FundingTerms & { readonly impactQuantity?: number | undefined },
  bounds: Bounds,
): FundingSpec | null {
  const { impactQuantity, fundingIntervalMs } = terms;
  if (fundingIntervalMs === undefined) return null;
  const { symbol, maintenanceRate } = bounds;
  return {
    interval: fundingIntervalMs / TENTH_MS,
    impactLots: compileImpact(impactQuantity, 'fundingIntervalMs', bounds),
    interestRate: rate(terms.fundingInterestRate ?? INTEREST_RATE, `${symbol}: fundingInterestRate`),
    clamp: rate(terms.fundingClamp ?? CLAMP, `${symbol}: fundingClamp`),
    rateMax: Math.floor((maintenanceRate * RATE_MAX_PERCENT) / 100) as RateE7,
  };
}
