/**
 * Funding: payments between long and short positions that keep the price near its anchor. Rules F1–F7.
 *
 * F1–F4. The arithmetic is in funding-rate.ts. The anchor is the index price. Without one it is the reference price: no
 * single account can move it, so funding charges for a price far from the market's own mean. Without price limits it is
 * the mark price.
 * F5. Intervals end at whole multiples of their length since the Unix epoch. An exchange that was down for several ends
 * carries out one payment.
 * F6. Rounding the payments up leaves at most a unit for each position, which the insurance fund receives.
 * F7. An account that has too little equity afterwards is liquidated before the next command (liquidation.ts).
 *
 * The rate of the last payment moves the mark price of an instrument with an index, less and less toward the next
 * payment.
 * Source: Binance, "Mark Price" of USDⓈ-M futures, price 1.
 */
import { RATE_SCALE, type FundingSpec, type Money, type PriceTicks, type RateE7 } from '../contract/index.ts';
import { shareOf, valueOf } from './arithmetic.ts';
import { fundingRate, meanPremium, paymentOf, premiumOf } from './funding-rate.ts';
import { positionOf, reportLater, suspect } from './ledger.ts';
import type { FundingRate } from './event.ts';
import { milliticksOf } from './mark.ts';
import type { EngineState, Market, Position } from './state.ts';
import type { TimedRule } from './time.ts';

/** Funding of a market between two commands, as plain data. */
export interface Funding {
  /** Sum of the premiums at the tenths of a second of the interval so far, and their number. */
  premiumSum: number;
  samples: number;
  /** The tenth of a second since the Unix epoch at which the interval ends. 0: no time has passed. */
  due: number;
  /** Rate and premium of the newest payment. Null: there was none yet. */
  rate: RateE7 | null;
  premium: RateE7 | null;
}

export function createFunding(): Funding {
  return { premiumSum: 0, samples: 0, due: 0, rate: null, premium: null };
}

export const fundingRule: TimedRule = {
  has: ({ funding }) => funding !== null,
  advance: (state, market, from, to) => {
    const { funding, spec } = market;
    if (funding === null || spec.funding === null) return;
    advance(state, market, funding, from, to);
    if (market.mark !== null) market.mark.premium = markPremium(market, funding, spec.funding, to);
  },
};

function advance(state: EngineState, market: Market, funding: Funding, from: number, to: number): void {
  const interval = market.spec.funding?.interval ?? Infinity;
  if (funding.due === 0) funding.due = endAfter(from, interval);
  sample(market, funding, Math.min(to, funding.due) - from);
  if (to < funding.due) return;
  exchangePayments(state, market, funding);
  funding.due = endAfter(to, interval);
  sample(market, funding, to - Math.max(from, funding.due - interval));
  state.facts.add(reportFunding(market, funding));
}

/** Addition of the newest funding rate to the index, in thousandths of a tick. */
function markPremium(
  { indexPrice }: Market,
  funding: Funding,
  { interval }: FundingSpec,
  now: number,
): number {
  if (indexPrice === null || funding.rate === null) return 0;
  return shareOf(milliticksOf(indexPrice), funding.rate * (funding.due - now), RATE_SCALE * interval);
}

function anchorOf({ indexPrice, limits, markPrice }: Market): PriceTicks {
  return indexPrice ?? limits?.reference ?? markPrice;
}

/** The first end of an interval after this tenth of a second. */
function endAfter(tenth: number, interval: number): number {
  return (Math.floor(tenth / interval) + 1) * interval;
}

/** Adds samples for tenths of a second in which the book has not changed. */
function sample(market: Market, funding: Funding, tenths: number): void {
  const { book, spec } = market;
  if (tenths <= 0 || spec.funding === null) return;
  const { impactLots } = spec.funding;
  const premium = premiumOf(book.bids, book.asks, impactLots, anchorOf(market));
  funding.premiumSum += tenths * premium;
  funding.samples += tenths;
}

function exchangePayments(state: EngineState, market: Market, funding: Funding): void {
  const { spec, holders, markPrice } = market;
  if (spec.funding === null) return;
  const premium = meanPremium(funding.premiumSum, funding.samples);
  const rate = fundingRate(premium, spec.funding);
  let rest = 0;
  for (const account of holders) {
    const position = positionOf(account, market);
    const payment = paymentOf(valueOf(spec, position.lots, markPrice), rate);
    if (payment !== 0) pay(state, position, payment, rate);
    rest += payment;
  }
  state.insuranceFund = (state.insuranceFund + rest) as Money;
  Object.assign(funding, { premiumSum: 0, samples: 0, rate, premium });
}

function pay(state: EngineState, position: Position, payment: Money, rate: RateE7): void {
  const { account, market, margin, lots } = position;
  margin.balance = (margin.balance - payment) as Money;
  position.fundingPaid = (position.fundingPaid + payment) as Money;
  reportLater(state, position);
  suspect(state, margin);
  state.facts.add({
    type: 'funding',
    account: account.index,
    instrument: market.spec.index,
    quantity: lots,
    markPrice: market.markPrice,
    rate,
    payment,
  });
}

/** Current funding of a market. */
export function reportFunding({ spec }: Market, funding: Funding): FundingRate {
  const { premiumSum, samples, due, rate, premium } = funding;
  const expected = meanPremium(premiumSum, samples);
  return {
    type: 'funding_rate',
    instrument: spec.index,
    rate,
    premium,
    predictedRate: spec.funding === null ? (0 as RateE7) : fundingRate(expected, spec.funding),
    nextTenth: due,
  };
}
