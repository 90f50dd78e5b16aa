/**
 * Rule P3: the mark price that time drives. It moves only at tenths of a second (time.ts), so no single command moves
 * it, and each step is bounded.
 *
 * impact  The sample is the mean of the impact bid and the impact ask. A step goes 100 / smoothingMs of the way there,
 *         rounded away from the mark. Where a side is too thin for the impact quantity, the mark stays. A sample outside
 *         the price limits counts as the limit: nobody can trade beyond it, so quotes there cost their owner nothing.
 *         Trades do not count: one account can be both sides of a trade, while an impact price stands open to everybody.
 * index   The target is the median of the index with the funding premium, the index with the smoothed basis, and the last
 *         trade; the basis is the sample less the index. Source: Binance, "Mark Price" of USDⓈ-M futures.
 *
 * A step is at most a tenth of `speedPerSecond` of the mark, and at least a thousandth of a tick.
 */
import { MILLITICKS, RATE_SCALE, type MarkSpec, type PriceTicks } from '../contract/index.ts';
import { medianOf, shareOf } from './arithmetic.ts';
import type { Rules } from './rules.ts';
import type { Market } from './state.ts';

const STEP_MS = 100;
const STEPS_PER_SECOND = 1_000 / STEP_MS;

/** A mark price in thousandths of a tick. */
export interface Mark {
  price: number;
  /** Smoothed distance of the book from the index. */
  basis: number;
  /** Addition of funding to the index. 0: there is none. */
  premium: number;
}

export function createMark(price: PriceTicks): Mark {
  return { price: milliticksOf(price), basis: 0, premium: 0 };
}

export function markTicks({ price }: Mark): PriceTicks {
  return ticksOf(price);
}

export function milliticksOf(ticks: PriceTicks): number {
  return ticks * MILLITICKS;
}

/** Rounds to the nearest tick, halves up. */
export function ticksOf(milliticks: number): PriceTicks {
  return Math.floor((milliticks + MILLITICKS / 2) / MILLITICKS) as PriceTicks;
}

/** Takes one step. @param sample mean of impact bid and ask; null: a side of the book is too thin */
export function moveMark(rules: Rules, market: Market, sample: number | null): void {
  const { mark, spec } = market;
  if (mark === null || spec.mark === null) return;
  const target = targetOf(rules, market, mark, spec.mark, sample);
  const { speedPerSecond } = spec.mark;
  const most = Math.max(1, shareOf(mark.price, speedPerSecond, RATE_SCALE * STEPS_PER_SECOND));
  mark.price += Math.max(-most, Math.min(most, target - mark.price));
}

function targetOf(rules: Rules, market: Market, mark: Mark, spec: MarkSpec, sample: number | null): number {
  const { indexPrice } = market;
  if (spec.kind === 'impact' || indexPrice === null) {
    const target = rules.limitsSamples ? withinLimits(market, sample) : sample;
    return smoothed(mark.price, target, spec);
  }
  const index = milliticksOf(indexPrice);
  if (sample !== null) mark.basis = smoothed(mark.basis, sample - index, spec);
  const last = market.lastPrice === null ? index : milliticksOf(market.lastPrice);
  const median = medianOf(index + mark.premium, index + mark.basis, last);
  return Math.max(MILLITICKS, Math.min(median, milliticksOf(market.spec.priceMax)));
}

function withinLimits({ limits }: Market, sample: number | null): number | null {
  if (limits === null || sample === null) return sample;
  return Math.max(milliticksOf(limits.lower), Math.min(sample, milliticksOf(limits.upper)));
}

/** A step of 100 / smoothingMs of the way. It is rounded away from `value`, so that it reaches the target. */
function smoothed(value: number, target: number | null, { smoothingMs }: MarkSpec): number {
  if (target === null) return value;
  const distance = target - value;
  return target - shareOf(distance, smoothingMs - STEP_MS, smoothingMs);
}
