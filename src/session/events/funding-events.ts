/** Funding, from facts to messages. */
import type { FundingRate } from '../../contract/events.ts';
import type { InstrumentSpec } from '../../contract/index.ts';
import { decimalGrid, fromUnits } from '../../contract/units.ts';
import type { Facts } from '../../engine/index.ts';
import type { Stamp } from './wire.ts';

/** Of rates and premiums. */
export const RATE_GRID = decimalGrid(7);
export const MICROS_PER_TENTH = 100_000;

export function fundingRate(
  spec: InstrumentSpec,
  fact: Facts.FundingRate,
  { seq, time }: Stamp,
): FundingRate {
  const { type, rate, premium, predictedRate, nextTenth } = fact;
  return {
    type,
    seq,
    time,
    symbol: spec.symbol,
    ...(rate === null ? {} : { rate: fromUnits(RATE_GRID, rate) }),
    ...(premium === null ? {} : { premium: fromUnits(RATE_GRID, premium) }),
    predictedRate: fromUnits(RATE_GRID, predictedRate),
    nextTime: nextTenth * MICROS_PER_TENTH,
  };
}
