/** Market phases: what ends them, and what an operator does (H1, H2, H7–H11). */
import type { PhaseCause } from '../../src/contract/index.ts';
import { collarFields, isExtended, nearestIn, widestCollar, type Range } from './collar.ts';
import { equilibriumOf } from './equilibrium.ts';
import { sampleOf } from './mark-prices.ts';
import { restartReference } from './price-limits.ts';
import { uncross } from './uncrossing.ts';
import {
  allPools,
  at,
  backedBy,
  NO_INDICATION,
  positionIn,
  type AuditMarket,
  type AuditState,
  type PlainCommand,
} from './exchange-state.ts';

type Phase = AuditMarket['phase'];
type SetPhase = Extract<PlainCommand, { type: 'set_phase' }>;

interface NextPhase {
  readonly phase: Phase;
  /** Null: it has no end. */
  readonly lengthMicros: number | null;
}

const MICROS_PER_MS = 1_000;
const CONTINUOUS: NextPhase = { phase: 'continuous', lengthMicros: null };
const CLOSED: NextPhase = { phase: 'closed', lengthMicros: null };
const HALTED: NextPhase = { phase: 'halted', lengthMicros: null };
const PRE_OPEN: NextPhase = { phase: 'pre_open', lengthMicros: null };

/** H2 and H9. @param tenthMicros the newest whole tenth */
export function endPhase(state: AuditState, instrument: number, tenthMicros: number): void {
  const market = at(state.markets, instrument);
  const isFirst = market.isNew;
  market.isNew = false;
  const { phase, until, spec } = market;
  if (isFirst && phase === 'pre_open') {
    return change(state, instrument, auctionOf(spec.openingAuctionMicros), 'schedule');
  }
  if (until === null || until > tenthMicros) return;
  if (phase === 'auction' && extend(state, instrument)) return;
  const next = phase === 'halted' ? reopening(market) : CONTINUOUS;
  change(state, instrument, next, 'schedule');
}

/** H11. @returns whether the auction is extended */
function extend(state: AuditState, instrument: number): boolean {
  const market = at(state.markets, instrument);
  const found = equilibriumOf(state, instrument);
  if (found === null || !isExtended(market, found.price)) return false;
  state.courses.add(
    market.extensions === 0 ? 'an auction is extended' : 'an auction is extended a second time',
  );
  const { reopeningAuctionMicros, openingAuctionMicros } = market.spec;
  market.extensions += 1;
  market.until = (state.time ?? 0) + (reopeningAuctionMicros ?? openingAuctionMicros ?? 0);
  market.indication = NO_INDICATION;
  report(state, instrument, 'schedule');
  return true;
}

/** P4. */
export function haltAtLimit(state: AuditState, instrument: number): void {
  const { spec } = at(state.markets, instrument);
  const lengthMicros = (spec.limits?.haltMs ?? 0) * MICROS_PER_MS;
  change(state, instrument, { phase: 'halted', lengthMicros }, 'price_limit');
}

/** H10. */
export function setPhase(state: AuditState, { account, instrument, action }: SetPhase): void {
  const market = at(state.markets, instrument);
  const next = nextOf(market, action);
  const phase = next?.phase ?? market.phase;
  if (account !== null) state.events.push({ type: 'phase_set', account, instrument, phase });
  if (next !== null) change(state, instrument, next, 'operator');
}

/** The second table of H10; null: the action has no effect. */
function nextOf(market: AuditMarket, action: SetPhase['action']): NextPhase | null {
  const { phase, spec } = market;
  const isContinuous = phase === 'continuous';
  switch (action) {
    case 'open':
      if (phase === 'closed') return PRE_OPEN;
      if (phase === 'auction') return CONTINUOUS;
      if (phase !== 'pre_open') return null;
      return spec.openingAuctionMicros === null ? CONTINUOUS : auctionOf(spec.openingAuctionMicros);
    case 'auction':
      if (phase === 'pre_open') return auctionOf(spec.openingAuctionMicros);
      return isContinuous || phase === 'halted' ? auctionOf(spec.reopeningAuctionMicros) : null;
    case 'halt':
      return isContinuous || phase === 'auction' || phase === 'halted' ? HALTED : null;
    case 'resume':
      if (phase === 'auction') return CONTINUOUS;
      return phase === 'halted' ? reopening(market) : null;
    case 'close':
      return phase === 'closed' ? null : CLOSED;
  }
}

function auctionOf(lengthMicros: number | null): NextPhase {
  return { phase: 'auction', lengthMicros };
}

function reopening({ spec }: AuditMarket): NextPhase {
  return spec.reopeningAuctionMicros === null ? CONTINUOUS : auctionOf(spec.reopeningAuctionMicros);
}

function change(state: AuditState, instrument: number, next: NextPhase, cause: PhaseCause): void {
  const market = at(state.markets, instrument);
  const until = next.lengthMicros === null ? null : (state.time ?? 0) + next.lengthMicros;
  if (market.phase === next.phase && market.until === until) return;
  const isAuctionClosed = market.phase === 'auction' && next.phase === 'closed';
  if (next.phase === 'continuous' || isAuctionClosed) endGathering(state, instrument);
  market.isNew = false;
  market.phase = next.phase;
  market.until = until;
  market.extensions = 0;
  market.indication = NO_INDICATION;
  market.tenthsAtLimit = 0;
  report(state, instrument, cause);
  if (next.phase === 'continuous') judgeAgain(state, instrument);
}

function report(state: AuditState, instrument: number, cause: PhaseCause): void {
  const market = at(state.markets, instrument);
  const { phase, until } = market;
  state.events.push({ type: 'market_state', instrument, phase, cause, until, ...collarFields(market) });
}

/** H8, H11 and P4. */
function endGathering(state: AuditState, instrument: number): void {
  const market = at(state.markets, instrument);
  const { mark } = market.spec;
  // Its trades are no trades before it.
  const collar = widestCollar(market);
  const done = uncross(state, instrument, collar);
  const sample = sampleOf(state, instrument);
  if (done === null) state.courses.add('an auction uncrosses without a trade');
  if (done !== null && done.volume >= (mark?.impactLots ?? 1)) {
    state.courses.add('the reference price restarts at the price of an auction');
    restartReference(market, done.price);
  } else if (sample !== null) {
    state.courses.add('the reference price restarts at the quotes');
    restartReference(market, moved(state, collar, Number((sample + 500n) / 1_000n)));
  }
}

/** H11: a price of the quotes within the widest collar. */
function moved(state: AuditState, collar: Range | null, price: number): number {
  if (collar === null || nearestIn(collar, price) === price) return price;
  state.courses.add('the quotes restart the reference price at the end of the collar');
  return nearestIn(collar, price);
}

/** H7: pools with a position in the market that is continuous now. */
function judgeAgain(state: AuditState, instrument: number): void {
  for (const pool of allPools(state)) {
    const isBacking = backedBy(state, pool).includes(instrument);
    if (isBacking && positionIn(state, pool.account, instrument).lots !== 0) pool.waits = false;
  }
}
