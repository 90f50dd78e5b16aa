/**
 * Rules that time drives. They act only at whole tenths of a second of the stamped time, counted from the Unix epoch. A
 * command first advances every market by the tenths since the previous command and settles the consequences. Only then
 * does it carry out its own work.
 *
 * The exchange sends `advance_time` before each command that opens a tenth, and for each tenth without a command, so that
 * time passes in a quiet market.
 */
import type { InstrumentSpec, TimeMicros } from '../contract/index.ts';
import { fundingRule } from './funding.ts';
import { priceRule } from './prices.ts';
import { advancePhase } from './phase-changes.ts';
import { hasSchedule } from './phases.ts';
import { settleSteps } from './settle.ts';
import type { EngineState, Market } from './state.ts';

/** Time between two instants at which time acts. */
export const TIME_STEP_MS = 100;
/** Time of a state before its first command, when no time has passed yet. */
const BEGINNING = 0;
const STEP_MICROS = TIME_STEP_MS * 1_000;

/** A rule of a market that time drives. */
export interface TimedRule {
  /** True when the instrument has the rule. */
  has(spec: InstrumentSpec): boolean;
  /** Advances the market by the tenths after `from`, up to and including `to`. */
  advance(state: EngineState, market: Market, from: number, to: number): void;
}

/** All rules, in the order in which they act on a market. */
const TIMED_RULES: readonly TimedRule[] = [
  priceRule,
  fundingRule,
  { has: hasSchedule, advance: (state, market, _from, to) => advancePhase(state, market, instantOf(to)) },
];

/** True when time affects any market of this state. */
export function isTimed(state: EngineState): boolean {
  return state.markets.some(({ spec }) => TIMED_RULES.some((rule) => rule.has(spec)));
}

/** True when a rule that time drives acts before a command with this stamp. */
export function isTimeDue(state: EngineState, time: TimeMicros): boolean {
  return tenthOf(time) > tenthOf(state.time) && state.time !== BEGINNING && isTimed(state);
}

/** The newest tenth of a second, counted from the Unix epoch. */
export function tenthOf(time: number): number {
  return Math.floor(time / STEP_MICROS);
}

/** The stamp at which a tenth begins. */
function instantOf(tenth: number): TimeMicros {
  return (tenth * STEP_MICROS) as TimeMicros;
}

/** Advances the state to the stamp of a command. */
export function advance(state: EngineState, time: TimeMicros): void {
  const isDue = isTimeDue(state, time);
  const from = tenthOf(state.time);
  state.time = time;
  if (isDue) advanceMarkets(state, from, tenthOf(time));
}

/** Advances the markets by the tenths of a second after `from`, up to `to`. */
function advanceMarkets(state: EngineState, from: number, to: number): void {
  for (const market of state.markets) {
    market.isChanged = true;
    for (const rule of TIMED_RULES) if (rule.has(market.spec)) rule.advance(state, market, from, to);
  }
  settleSteps(state);
}
