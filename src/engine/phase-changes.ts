/**
 * Changes of phase. Rules H2, H9, H10 and H11.
 *
 * A market becomes continuous through an uncrossing, even after a halt, because orders may have gathered before. An
 * account that fell below maintenance margin while a position waited in the market is then judged (H7).
 */
import type { Phase, PhaseAction, PhaseCause, TimeMicros } from '../contract/index.ts';
import { collarOf, EXTENSIONS_MAX, withinCollar, type Collar } from './auction/collar.ts';
import { equilibriumOf } from './auction/indication.ts';
import type { SetPhase } from './command.ts';
import { positionOf, suspect } from './ledger.ts';
import { phaseOf } from './phases.ts';
import { marketAt, type EngineState, type Market } from './state.ts';
import { uncross } from './auction/uncross.ts';

/** Halts trading. @param until start of the reopening auction; null: an operator resumes trading */
export function halt(state: EngineState, market: Market, cause: PhaseCause, until: TimeMicros | null): void {
  enter(state, market, 'halted', cause, until);
}

/** H10: effect of an action in the current phase. Absent: none. */
type Change = (state: EngineState, market: Market) => void;
const CHANGES: Readonly<Record<PhaseAction, Partial<Record<Phase, Change>>>> = {
  open: {
    closed: (state, market) => enter(state, market, 'pre_open', 'operator', null),
    pre_open: (state, market) => startOpening(state, market, 'operator'),
    auction: (state, market) => startContinuous(state, market, 'operator'),
  },
  auction: {
    pre_open: (state, market) => call(state, market, market.spec.openingAuctionMicros),
    continuous: (state, market) => call(state, market, market.spec.reopeningAuctionMicros),
    halted: (state, market) => call(state, market, market.spec.reopeningAuctionMicros),
  },
  halt: {
    auction: (state, market) => halt(state, market, 'operator', null),
    continuous: (state, market) => halt(state, market, 'operator', null),
    halted: keepHalted,
  },
  resume: {
    auction: (state, market) => startContinuous(state, market, 'operator'),
    halted: (state, market) => startReopening(state, market, 'operator'),
  },
  close: {
    pre_open: (state, market) => close(state, market),
    auction: (state, market) => close(state, market),
    continuous: (state, market) => close(state, market),
    halted: (state, market) => close(state, market),
  },
};

/** Removes the scheduled end of a halt. */
function keepHalted(state: EngineState, market: Market): void {
  if (market.phase?.until != null) halt(state, market, 'operator', null);
}

export function setPhase(state: EngineState, { account, instrument, action }: SetPhase): void {
  const market = marketAt(state, instrument);
  const answerAt = state.facts.count;
  CHANGES[action][phaseOf(market)]?.(state, market);
  if (account === null) return;
  // The reply comes first, and names the new phase.
  state.facts.insert(answerAt, { type: 'phase_set', account, instrument, phase: phaseOf(market) });
}

/** H2, H9: effects of time. @param instant the newest whole tenth of a second */
export function advancePhase(state: EngineState, market: Market, instant: TimeMicros): void {
  const { phase } = market;
  if (phase === null) return;
  const { collar } = phase;
  if (phase.cause === 'session_start') return startOpening(state, market, 'schedule');
  if (phase.until === null || phase.until > instant) return;
  if (phase.name === 'halted') startReopening(state, market, 'schedule');
  else if (collar !== undefined && mustExtend(state, market, collar)) extend(state, market, collar);
  else startContinuous(state, market, 'schedule');
}

/** H11: true when the price lies outside the collar and an extension is left. */
function mustExtend({ rules }: EngineState, market: Market, collar: Collar): boolean {
  if (collar.extensionsLeft === 0) return false;
  const found = equilibriumOf(rules, market);
  return found !== null && withinCollar(collar, found.price) !== found.price;
}

/** An extension lasts as long as a reopening auction, or if there is none, as long as the opening auction. */
function extend(state: EngineState, market: Market, { extensionsLeft }: Collar): void {
  const { reopeningAuctionMicros, openingAuctionMicros } = market.spec;
  const micros = reopeningAuctionMicros ?? openingAuctionMicros ?? 0;
  const extensions = EXTENSIONS_MAX - extensionsLeft + 1;
  enter(state, market, 'auction', 'schedule', (state.time + micros) as TimeMicros, extensions);
}

function startOpening(state: EngineState, market: Market, cause: PhaseCause): void {
  startAuction(state, market, cause, market.spec.openingAuctionMicros);
}

function startReopening(state: EngineState, market: Market, cause: PhaseCause): void {
  startAuction(state, market, cause, market.spec.reopeningAuctionMicros);
}

function startAuction(state: EngineState, market: Market, cause: PhaseCause, micros: number | null): void {
  if (micros === null) startContinuous(state, market, cause);
  else enter(state, market, 'auction', cause, (state.time + micros) as TimeMicros);
}

/** Starts an auction that an operator calls. Without a configured length, it lasts until an operator ends it. */
function call(state: EngineState, market: Market, micros: number | null): void {
  const until = micros === null ? null : ((state.time + micros) as TimeMicros);
  enter(state, market, 'auction', 'operator', until);
}

function startContinuous(state: EngineState, market: Market, cause: PhaseCause): void {
  uncross(state, market);
  enter(state, market, 'continuous', cause, null);
  for (const account of market.holders) suspect(state, positionOf(account, market).margin);
}

/** Closes the market. An auction trades first. */
function close(state: EngineState, market: Market): void {
  if (phaseOf(market) === 'auction') uncross(state, market);
  enter(state, market, 'closed', 'operator', null);
}

function enter(
  state: EngineState,
  market: Market,
  name: Phase,
  cause: PhaseCause,
  until: TimeMicros | null,
  extensions = 0,
): void {
  const collar = name === 'auction' ? collarOf(state.rules, market, extensions) : null;
  market.phase = { name, cause, until, ...(collar !== null && { collar }), indicated: null };
  market.isChanged = true;
  if (market.limits !== null) market.limits.tenthsAtLimit = 0;
  state.facts.add({
    type: 'market_state',
    instrument: market.spec.index,
    phase: name,
    cause,
    until,
    ...collar,
  });
}
