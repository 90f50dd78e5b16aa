/** P3: mark prices that follow the book or an index, at tenths of a second and at a bounded speed. */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { at, queue, type AuditMarket, type AuditState, type Place } from './exchange-state.ts';
import { limitsOf } from './price-limits.ts';
import { floorDivide } from './rounding.ts';

const MILLI = 1_000n;
const TENTH_MS = 100n;
const TENTHS_PER_SECOND = 10n;

/** Ticks × lots that `lots` fetch from a side, best first; null: it holds fewer. */
export function valueIn(
  state: AuditState,
  instrument: number,
  side: Place['side'],
  lots: number,
): bigint | null {
  let [left, value] = [lots, 0n];
  for (const { price, open } of queue(state, instrument, side)) {
    const quantity = Math.min(left, open);
    value += BigInt(quantity) * BigInt(price ?? 0);
    left -= quantity;
    if (left === 0) return value;
  }
  return null;
}

/** S, in thousandths of a tick; null: a side is too thin. */
export function sampleOf(state: AuditState, instrument: number): bigint | null {
  const { mark } = at(state.markets, instrument).spec;
  if (mark === null) return null;
  const bids = valueIn(state, instrument, 'buy', mark.impactLots);
  const asks = valueIn(state, instrument, 'sell', mark.impactLots);
  return bids === null || asks === null
    ? null
    : floorDivide(MILLI * (asks + bids), 2n * BigInt(mark.impactLots));
}

/** The step at one tenth of a second. */
export function stepMark(state: AuditState, market: AuditMarket, sample: bigint | null): void {
  const { mark, spec } = market;
  if (spec.mark === null) return;
  const target = targetOf(state, market, sample);
  const share = (mark.value * BigInt(spec.mark.speedPerSecond)) / (TENTHS_PER_SECOND * BigInt(RATE_SCALE));
  const most = share < 1n ? 1n : share;
  const move = target - mark.value;
  if (move > most || -move > most) state.courses.add('the mark price moves at its highest speed');
  mark.value += move > most ? most : -move > most ? -most : move;
}

function targetOf(state: AuditState, market: AuditMarket, sample: bigint | null): bigint {
  const { mark, spec, index: given, lastPrice } = market;
  if (spec.mark?.kind !== 'index' || given === null) {
    return smoothed(market, mark.value, withinLimits(state, market, sample));
  }
  const index = MILLI * BigInt(given);
  mark.basis = smoothed(market, mark.basis, sample === null ? null : sample - index);
  const last = lastPrice === null ? index : MILLI * BigInt(lastPrice);
  const parts = [index + mark.premium, index + mark.basis, last].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const median = at(parts, 1);
  if (median === last && median !== index) {
    state.courses.add('the mark price of an index follows the last trade');
  }
  const highest = MILLI * BigInt(spec.priceMax);
  return median < MILLI ? MILLI : median > highest ? highest : median;
}

/** S, or the limit that it lies beyond. */
function withinLimits(state: AuditState, market: AuditMarket, sample: bigint | null): bigint | null {
  const limits = limitsOf(market);
  if (limits === null || sample === null) return sample;
  const [lower, upper] = limits.map((limit) => MILLI * BigInt(limit)) as [bigint, bigint];
  if (sample >= lower && sample <= upper) return sample;
  state.courses.add('the mark price follows quotes no farther than to a limit');
  return sample < lower ? lower : upper;
}

/** @param target null: there is no sample */
function smoothed({ spec }: AuditMarket, value: bigint, target: bigint | null): bigint {
  if (target === null || spec.mark === null) return value;
  const smoothing = BigInt(spec.mark.smoothingMs);
  return target - ((target - value) * (smoothing - TENTH_MS)) / smoothing;
}
