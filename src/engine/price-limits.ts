/**
 * Rule P4, limit up–limit down. The reference price is the mean of the mark price over the last minutes, with one
 * sample per second. No trade happens outside the limits around it. Source: Plan to Address Extraordinary Market
 * Volatility (Regulation NMS Rule 608), sections V and VI: reference price over five minutes, price bands, limit state.
 */
import { RATE_SCALE, type LimitsSpec, type PriceTicks, type Side } from '../contract/index.ts';
import { shareOf } from './arithmetic.ts';
import type { Rules } from './rules.ts';
import type { Market } from './state.ts';

export interface Limits {
  reference: PriceTicks;
  lower: PriceTicks;
  upper: PriceTicks;
  /** Reference price in the last `mark_price` event. */
  publishedReference: PriceTicks;
  /** Ring of the mark prices at whole seconds, of which the reference price is the mean. */
  readonly samples: number[];
  /** Index of the next sample once the ring is full: that of the oldest one. */
  next: number;
  /** Sum of the samples. */
  sum: number;
  /** Number of consecutive tenths of a second for which the price has been at a limit. */
  tenthsAtLimit: number;
}

export function createLimits(rules: Rules, spec: LimitsSpec, price: PriceTicks): Limits {
  const limits = { publishedReference: price, samples: [], next: 0, sum: 0, tenthsAtLimit: 0 };
  const created = { ...limits, ...around(spec, price) };
  if (rules.beginsWithReference) restartReference(created, spec, price);
  return created;
}

/** Adds samples for a number of whole seconds at which the mark price was `mark`. */
export function sampleReference(limits: Limits, spec: LimitsSpec, mark: PriceTicks, seconds: number): void {
  for (let left = Math.min(seconds, spec.referenceSeconds); left > 0; left -= 1) push(limits, spec, mark);
  if (seconds > 0) Object.assign(limits, around(spec, meanOf(limits)));
}

/** Restarts the reference price at a price that the market has found, as if it had always been the mark price. */
export function restartReference(limits: Limits, spec: LimitsSpec, price: PriceTicks): void {
  const { samples } = limits;
  samples.length = 0;
  for (let index = 0; index < spec.referenceSeconds; index += 1) samples.push(price);
  Object.assign(limits, { next: 0, sum: price * spec.referenceSeconds, tenthsAtLimit: 0 });
  Object.assign(limits, around(spec, price));
}

function push(limits: Limits, { referenceSeconds }: LimitsSpec, mark: PriceTicks): void {
  const { samples, next } = limits;
  limits.sum += mark - (samples.length < referenceSeconds ? 0 : (samples[next] ?? 0));
  if (samples.length < referenceSeconds) {
    samples.push(mark);
    return;
  }
  samples[next] = mark;
  limits.next = (next + 1) % referenceSeconds;
}

function meanOf({ sum, samples }: Limits): PriceTicks {
  return Math.floor(sum / samples.length) as PriceTicks;
}

function around({ band }: LimitsSpec, reference: PriceTicks): Pick<Limits, 'reference' | 'lower' | 'upper'> {
  const distance = shareOf(reference, band, RATE_SCALE);
  const lower = Math.max(1, reference - distance) as PriceTicks;
  return { reference, lower, upper: (reference + distance) as PriceTicks };
}

/**
 * True when the market is at a limit: it asks for no more than the lower limit or bids less, or the reverse at the
 * upper one.
 */
export function isAtLimit({ book, limits }: Market): boolean {
  if (limits === null) return false;
  const { lower, upper } = limits;
  const [bid, ask] = [book.bids.bestPrice, book.asks.bestPrice];
  const isDown = (ask !== null && ask <= lower) || (bid !== null && bid < lower);
  return isDown || (bid !== null && bid >= upper) || (ask !== null && ask > upper);
}

/** The worst price at which an order of this side trades, if its own limit is `price`. */
export function limited({ limits }: Market, side: Side, price: number): number {
  if (limits === null) return price;
  return side === 'buy' ? Math.min(price, limits.upper) : Math.max(price, limits.lower);
}

/** True when `price` is beyond the limit for an order of this side. */
export function isBeyondLimit(market: Market, side: Side, price: number): boolean {
  return limited(market, side, price) !== price;
}

/** True when the limits have moved past a resting order's price, so that an aggressor of this side must not trade there. */
export function isLeftBehind({ limits }: Market, side: Side, price: number): boolean {
  if (limits === null) return false;
  return side === 'buy' ? price < limits.lower : price > limits.upper;
}
