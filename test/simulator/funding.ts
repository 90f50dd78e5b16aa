/** Funding: the premium of each tenth, the rate of an interval, and the exchange at its end (F1–F7). */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { valueIn } from './mark-prices.ts';
import { ceilDivide } from './rounding.ts';
import { at, poolOf, positionIn, worth, type AuditMarket, type AuditState } from './exchange-state.ts';

const SCALE = BigInt(RATE_SCALE);

/** Values of the impact quantity in a book, in ticks × lots; null: the side holds less. */
export interface ImpactValues {
  readonly bids: bigint | null;
  readonly asks: bigint | null;
}

export function impactValues(state: AuditState, instrument: number): ImpactValues {
  const lots = at(state.markets, instrument).spec.funding?.impactLots;
  if (lots === undefined) return { bids: null, asks: null };
  return {
    bids: valueIn(state, instrument, 'buy', lots),
    asks: valueIn(state, instrument, 'sell', lots),
  };
}

/** F5: the first end after a tenth. */
export function endAfter(tenth: number, interval: number): number {
  return (Math.floor(tenth / interval) + 1) * interval;
}

/** F1: in ten-millionths. */
function premiumIndex(market: AuditMarket, { bids, asks }: ImpactValues): bigint {
  const { spec, index, reference, markPrice } = market;
  const anchor = index ?? (spec.limits === null ? markPrice : reference);
  const atAnchor = BigInt(anchor) * BigInt(spec.funding?.impactLots ?? 0);
  const over = bids !== null && bids > atAnchor ? bids - atAnchor : 0n;
  const under = asks !== null && asks < atAnchor ? atAnchor - asks : 0n;
  return (SCALE * (over - under)) / atAnchor;
}

/** F2: the premium of so many tenths in one book. */
export function samplePremium(market: AuditMarket, values: ImpactValues, tenths: number): void {
  market.funding.sum += BigInt(tenths) * premiumIndex(market, values);
  market.funding.tenths += BigInt(tenths);
}

/** P3: the premium of the index mark after a tenth. @param left tenths to the next end */
export function setPremium({ mark, spec, index, funding }: AuditMarket, left: number): void {
  if (spec.funding === null || index === null) return;
  const over = 1_000n * BigInt(index) * BigInt(funding.rate ?? 0) * BigInt(left);
  mark.premium = over / (SCALE * BigInt(spec.funding.interval));
}

/** F2: the mean of the tenths so far. */
function meanPremium({ funding }: AuditMarket): number {
  return funding.tenths === 0n ? 0 : Number(funding.sum / funding.tenths);
}

/** F3. */
function rateOf({ spec }: AuditMarket, premium: number): number {
  const { interestRate, clamp, rateMax } = spec.funding ?? { interestRate: 0, clamp: 0, rateMax: 0 };
  return between(premium + between(interestRate - premium, clamp), rateMax);
}

function between(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** F4 and F6. */
export function exchange(state: AuditState, instrument: number): void {
  const market = at(state.markets, instrument);
  const { funding, holders, markPrice, spec } = market;
  const premium = meanPremium(market);
  const rate = rateOf(market, premium);
  funding.premium = premium;
  funding.rate = rate;
  funding.sum = 0n;
  funding.tenths = 0n;
  for (const account of holders) {
    const position = positionIn(state, account, instrument);
    const { lots: quantity } = position;
    const signedCost = worth(spec, quantity, markPrice) * BigInt(rate);
    // Rounded up as a signed number: a payment up, a receipt down.
    const payment = ceilDivide(signedCost, SCALE);
    if (payment === 0n) continue;
    const pool = poolOf(at(state.accounts, account), instrument);
    pool.balance -= payment;
    pool.waits = false;
    state.insuranceFund += payment;
    position.funding += payment;
    position.isTouched = true;
    const names = { account, instrument, quantity, markPrice, rate };
    state.events.push({ type: 'funding', ...names, payment: Number(payment) });
  }
}

export function reportRate(state: AuditState, instrument: number): void {
  const market = at(state.markets, instrument);
  const { rate, premium, nextTenth } = market.funding;
  const predictedRate = rateOf(market, meanPremium(market));
  state.events.push({ type: 'funding_rate', instrument, rate, premium, predictedRate, nextTenth });
}
