/** Terms of an instrument's funding, compiled to whole numbers (docs/rules.md, "Funding"). */
import { compileImpact, type QuantityBounds } from './impact-quantity.ts';
import { rate } from './on-grid.ts';
import type { QuantityLots, RateE7 } from './units.ts';

/**
 * Defaults as on Binance and BitMEX: 0.01 % per interval, damped by 0.05 %, and at most 0.75 × the lowest maintenance
 * rate.
 */
const INTEREST_RATE = 0.0001;
const CLAMP = 0.0005;
const RATE_MAX_PERCENT = 75;
const TENTH_MS = 100;

/** Funding terms of a configuration, as instrument-schema.ts checks them. */
export interface FundingTerms {
  /** Time from one payment to the next. Absent: no funding. */
  readonly fundingIntervalMs?: number | undefined;
  /** Interest rate of one interval. */
  readonly fundingInterestRate?: number | undefined;
  /** Largest distance of the rate from the premium, in the direction of the interest rate. */
  readonly fundingClamp?: number | undefined;
}

export interface FundingSpec {
  /** Time from one payment to the next, in tenths of a second. */
  readonly interval: number;
  readonly impactLots: QuantityLots;
  /** Interest rate of one interval. */
  readonly interestRate: RateE7;
  readonly clamp: RateE7;
  /** The largest rate in either direction. */
  readonly rateMax: RateE7;
}

interface Bounds extends QuantityBounds {
  /** The lowest maintenance rate of the instrument's tiers. */
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
