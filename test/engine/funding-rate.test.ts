/** Funding's arithmetic against the examples that venues publish. Rules F1–F4. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileInstrument,
  DEFAULT_INSTRUMENT,
  type FundingSpec,
  type QuantityLots,
  type RateE7,
} from '../../src/contract/index.ts';
import { Book, type BookSide } from '../../src/engine/book/index.ts';
import { fundingRate, meanPremium, paymentOf, premiumOf } from '../../src/engine/funding-rate.ts';

const E7 = 10_000_000;
const rate = (share: number) => Math.round(share * E7) as RateE7;
const VENUE: FundingSpec = {
  interval: 288_000,
  impactLots: 1 as QuantityLots,
  interestRate: rate(0.0001),
  clamp: rate(0.0005),
  rateMax: rate(0.003),
};
/** A side of a book with these levels. */
function sideWith(side: 'bids' | 'asks', ...levels: readonly (readonly [number, number])[]): BookSide {
  const book = new Book(10_000);
  for (const [price, lots] of levels) book.add(side === 'bids' ? 'buy' : 'sell', price, lots, 0, false);
  return book[side];
}
/** Sides with one level, which holds more than the impact quantity. */
const bidAt = (price: number) => sideWith('bids', [price, 1_000_000]);
const askAt = (price: number) => sideWith('asks', [price, 1_000_000]);

describe('F1 the premium index', () => {
  // Kraken, "Inverse Crypto Collateral Perpetual Contract Specifications", examples 1 and 2.
  test('a perpetual at 7,010 against an index of 7,000 has a premium of 0.1428 %', () => {
    expect(premiumOf(bidAt(7_010), askAt(7_011), 1, 7_000)).toBe(14_285);
  });

  test('a perpetual at 7,500 against an index of 7,000 has a premium of 7.142 %', () => {
    expect(premiumOf(bidAt(7_500), askAt(7_501), 1, 7_000)).toBe(714_285);
  });

  test('an index between impact bid and impact ask has no premium', () => {
    expect(premiumOf(bidAt(99), askAt(101), 5, 100)).toBe(0);
  });

  test('an impact ask below the index is a discount', () => {
    expect(premiumOf(bidAt(97), askAt(98), 5, 100)).toBe(-200_000);
  });

  test('the impact price is the average over the levels that the quantity takes', () => {
    const bids = sideWith('bids', [110, 1], [102, 4], [101, 9]);
    // (110 + 4 × 102 + 5 × 101) / 10 = 102.3
    expect(premiumOf(bids, askAt(111), 10, 100)).toBe(230_000);
  });

  test('a side that does not hold the impact quantity has no premium', () => {
    expect(premiumOf(sideWith('bids', [500, 1]), askAt(501), 10, 100)).toBe(0);
    expect(premiumOf(sideWith('bids'), sideWith('asks', [1, 1]), 10, 100)).toBe(0);
  });
});

test('F2 the premium of an interval is the mean of its samples, rounded toward zero', () => {
  expect(meanPremium(3 * 100 + 1 * 500, 4)).toBe(200);
  expect(meanPremium(-7, 4)).toBe(-1);
  expect(meanPremium(0, 0)).toBe(0);
});

describe('F3 the rate', () => {
  // BitMEX, "Perpetual Contracts Guide": if (I − P) is within ± 0.05 % then F = P + (I − P) = I.
  test.each([-0.0004, 0, 0.0001, 0.0006])('is the interest when the premium is %d', (premium) => {
    expect(fundingRate(rate(premium), VENUE)).toBe(rate(0.0001));
  });

  test.each([
    [0.001, 0.0005],
    [0.0007, 0.0002],
    [-0.001, -0.0005],
  ])('is the premium pulled 0.05 %% toward the interest: %d gives %d', (premium, expected) => {
    expect(fundingRate(rate(premium), VENUE)).toBe(rate(expected));
  });

  // Binance, "Introduction to Binance Futures Funding Rates": 0.75 × a maintenance margin of 0.4 % is 0.3 %.
  test('is capped at 0.75 × the maintenance rate', () => {
    const terms = { fundingIntervalMs: 28_800_000, impactQuantity: 0.001 };
    expect(compileInstrument({ ...DEFAULT_INSTRUMENT, ...terms }, 0, 6).funding).toEqual(VENUE);
    expect(fundingRate(rate(0.05), VENUE)).toBe(rate(0.003));
    expect(fundingRate(rate(-0.05), VENUE)).toBe(rate(-0.003));
  });
});

describe('F4 the payment', () => {
  // BitMEX, "Perpetual Contracts Guide Examples": interest (1.00 % − 0.25 %) / 3 = 0.25 %; 20 XBT × 0.25 % = 0.05 XBT.
  test('a long position of 20 pays 0.05 at 0.25 %', () => {
    const interest = rate((0.01 - 0.0025) / 3);
    expect(paymentOf(2_000_000_000, interest)).toBe(5_000_000);
    expect(paymentOf(-2_000_000_000, interest)).toBe(-5_000_000);
  });

  test('short positions pay a negative rate', () => {
    expect(paymentOf(-80_000, rate(-0.0001))).toBe(8);
    expect(paymentOf(80_000, rate(-0.0001))).toBe(-8);
  });

  test('payments are rounded up to the unit, receipts down', () => {
    expect(paymentOf(15_000, rate(0.0001))).toBe(2);
    expect(paymentOf(-15_000, rate(0.0001))).toBe(-1);
    expect(paymentOf(0, rate(0.0001))).toBe(0);
    expect(paymentOf(15_000, 0 as RateE7)).toBe(0);
  });

  test('payments cover the receipts, with less than a unit over for each position', () => {
    const values = fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: -30_000, max: 30_000 }), (given, rateE7) => {
        const all = [...given, -given.reduce((sum, value) => sum + value, 0)];
        const rest = all.reduce((sum, value) => sum + paymentOf(value, rateE7 as RateE7), 0);
        expect(rest).toBeGreaterThanOrEqual(0);
        expect(rest).toBeLessThan(all.length);
      }),
    );
  });
});
