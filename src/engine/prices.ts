/**
 * Index price, mark price and price limits over time. Rules P2–P4. In a market that is not continuous, mark price and
 * price limits stay constant (H3).
 *
 * During a long pause between commands, the market did not move. The mark price takes the steps of at most one second,
 * and does not move for the rest of the pause.
 */
import type { SetIndex } from './command.ts';
import { accountAt, marketAt, type EngineState, type Market } from './state.ts';
import { impactMid } from './impact.ts';
import { reject } from './lifecycle.ts';
import { markTicks, moveMark } from './mark.ts';
import { isAtLimit, sampleReference } from './price-limits.ts';
import { halt } from './phase-changes.ts';
import { isContinuous } from './phases.ts';
import type { TimedRule } from './time.ts';
import { fromUnits, type TimeMicros } from '../contract/index.ts';

/** Largest number of steps of the mark price for one command. */
const STEPS_MAX = 10;
const TENTHS_PER_SECOND = 10;
const MS_PER_TENTH = 100;
const MICROS_PER_MS = 1_000;

/** P2: sets the index price. */
export function setIndex(state: EngineState, { account, instrument, price }: SetIndex): void {
  const market = marketAt(state, instrument);
  const { spec } = market;
  if (price > spec.priceMax) {
    const [given, most] = [price, spec.priceMax].map((ticks) => fromUnits(spec.priceGrid, ticks));
    const reason = `price ${given} is above ${most}, the highest price of ${spec.symbol}.`;
    return reject(state, accountAt(state, account), null, { code: 'INVALID_PRICE', reason });
  }
  market.indexPrice = price;
  state.facts.add({ type: 'index_set', account, instrument, price });
  state.facts.add({ type: 'index_price', instrument, price });
}

export const priceRule: TimedRule = {
  has: ({ mark, limits }) => mark !== null || limits !== null,
  advance: (state, market, from, to) => {
    if (!isContinuous(market)) return;
    const { spec } = market;
    const sample = spec.mark === null ? null : impactMid(market, spec.mark.impactLots);
    const moving = Math.max(from, to - STEPS_MAX);
    sampleSeconds(market, from, moving);
    for (let tenth = moving; tenth < to; tenth += 1) {
      moveMark(state.rules, market, sample);
      sampleSeconds(market, tenth, tenth + 1);
    }
    countAtLimit(market, to - from);
    haltAtLimit(state, market);
  },
};

/** Samples the seconds after the tenth `from`, up to and including `to`. */
function sampleSeconds({ limits, mark, markPrice, spec }: Market, from: number, to: number): void {
  if (limits === null || spec.limits === null) return;
  const seconds = Math.floor(to / TENTHS_PER_SECOND) - Math.floor(from / TENTHS_PER_SECOND);
  sampleReference(limits, spec.limits, mark === null ? markPrice : markTicks(mark), seconds);
}

/** P4: halts a market that has been at a limit for too long. A reopening auction follows (H9). */
function haltAtLimit(state: EngineState, market: Market): void {
  const { limits, spec } = market;
  if (limits === null || spec.limits === null) return;
  const { limitStateMs, haltMs } = spec.limits;
  if (limits.tenthsAtLimit * MS_PER_TENTH < limitStateMs) return;
  limits.tenthsAtLimit = 0;
  halt(state, market, 'price_limit', (state.time + haltMs * MICROS_PER_MS) as TimeMicros);
}

function countAtLimit(market: Market, tenths: number): void {
  if (market.limits === null) return;
  market.limits.tenthsAtLimit = isAtLimit(market) ? market.limits.tenthsAtLimit + tenths : 0;
}
