/**
 * The arithmetic of funding, in whole numbers. Rules F1–F4. Rates and premiums are in ten-millionths.
 *
 * F1. Premium index = (max(0, impact bid − anchor) − max(0, anchor − impact ask)) / anchor. An impact price is the average
 *     price at which the impact quantity would trade now. Binance, "Introduction to Binance Futures Funding Rates";
 *     BitMEX, "Perpetual Contracts Guide"; HTX and dYdX publish the same formula.
 * F2. The premium of an interval is the mean over its tenths of a second. BitMEX and dYdX also weigh every sample
 * alike, but sample once a minute, a moment for which a bot could wait.
 * F3. Rate = premium + clamp(interest − premium, ± clamp), at most 0.75 × the lowest maintenance rate (Binance): a payment
 *     is then less than the maintenance margin that each position must have.
 * F4. Payment = position value at the mark price × rate. At a positive rate long positions pay and short ones receive.
 *     Payments are rounded up and receipts down.
 */
import {
  RATE_SCALE,
  rateOfDown,
  rateOfUp,
  type FundingSpec,
  type Money,
  type RateE7,
} from '../contract/index.ts';
import { shareOf } from './arithmetic.ts';
import type { BookSide } from './book/index.ts';

/** A side of a book. */
type Side = Pick<BookSide, 'costBeyond'>;

/**
 * F1.
 * @param lots the impact quantity
 * @param anchor price against which the premium is measured, in ticks
 * @returns the premium, rounded toward zero; a side that does not hold the impact quantity has none
 */
export function premiumOf(bids: Side, asks: Side, lots: number, anchor: number): RateE7 {
  const above = Math.max(0, bids.costBeyond(lots, anchor) ?? 0);
  const below = Math.min(0, asks.costBeyond(lots, anchor) ?? 0);
  return shareOf(above + below, RATE_SCALE, anchor * lots) as RateE7;
}

/** F2. @param sum sum of the premiums of all samples @returns the mean, rounded toward zero */
export function meanPremium(sum: number, samples: number): RateE7 {
  return (samples === 0 ? 0 : (sum - (sum % samples)) / samples) as RateE7;
}

/** F3. */
export function fundingRate(premium: RateE7, { interestRate, clamp, rateMax }: FundingSpec): RateE7 {
  return within(premium + within(interestRate - premium, clamp), rateMax) as RateE7;
}

/**
 * F4.
 * @param value value of the position at the mark price, negative when it is short
 * @returns positive: the account pays
 */
export function paymentOf(value: number, rate: RateE7): Money {
  const size = Math.abs(value);
  const isPaid = value > 0 === rate > 0;
  const amount = isPaid
    ? rateOfUp(size, Math.abs(rate) as RateE7)
    : -rateOfDown(size, Math.abs(rate) as RateE7);
  return (value === 0 || rate === 0 ? 0 : amount + 0) as Money;
}

function within(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
