/** Carries every market over the tenths of a second that passed (P1). */
import { endAfter, exchange, impactValues, reportRate, samplePremium, setPremium } from './funding.ts';
import { sampleOf, stepMark } from './mark-prices.ts';
import { endPhase, haltAtLimit } from './phases.ts';
import { sampleReference, standsTooLong } from './price-limits.ts';
import { settle } from './settle.ts';
import { at, isOpen, type AuditState } from './exchange-state.ts';

const TENTH_MICROS = 100_000;
const TENTHS_PER_SECOND = 10;
/** P3: steps of the mark price after a standstill. */
const STEPS_MAX = 10;

export function tenthOf(time: number): number {
  return Math.floor(time / TENTH_MICROS);
}

export function advance(state: AuditState, time: number): void {
  const was = state.time;
  state.time = time;
  if (was === null) return begin(state, tenthOf(time));
  const [from, to] = [tenthOf(was), tenthOf(time)];
  if (from === to) return;
  state.markets.forEach((_, instrument) => {
    passTenths(state, instrument, from, to);
  });
  settle(state);
}

/** F5. */
function begin({ markets }: AuditState, tenth: number): void {
  for (const { funding, spec } of markets) {
    if (spec.funding !== null) funding.nextTenth = endAfter(tenth, spec.funding.interval);
  }
}

function passTenths(state: AuditState, instrument: number, from: number, to: number): void {
  passPrices(state, instrument, from, to);
  if (standsTooLong(state, instrument, to - from)) haltAtLimit(state, instrument);
  passFunding(state, instrument, from, to);
  endPhase(state, instrument, to * TENTH_MICROS);
}

/** P3, P4 and H3. */
function passPrices(state: AuditState, instrument: number, from: number, to: number): void {
  if (!isOpen(state, instrument)) return;
  const market = at(state.markets, instrument);
  const sample = sampleOf(state, instrument);
  if (market.spec.mark !== null && to - from > STEPS_MAX) {
    state.courses.add('the mark price stands still before the last ten tenths');
  }
  for (let tenth = from + 1; tenth <= to; tenth += 1) {
    if (to - tenth < STEPS_MAX) stepMark(state, market, sample);
    if (tenth % TENTHS_PER_SECOND === 0) sampleReference(market);
  }
}

/** F2 and F5: of several ends that passed at once, only the first exchanges; the tenths after the last one count. */
function passFunding(state: AuditState, instrument: number, from: number, to: number): void {
  const market = at(state.markets, instrument);
  const { funding, spec } = market;
  if (spec.funding === null) return;
  const { interval } = spec.funding;
  const values = impactValues(state, instrument);
  const end = funding.nextTenth;
  samplePremium(market, values, Math.min(to, end) - from);
  if (to >= end) {
    exchange(state, instrument);
    funding.nextTenth = endAfter(to, interval);
    const lastEnd = funding.nextTenth - interval;
    if (lastEnd > end) state.courses.add('funding is exchanged when the exchange was away for several ends');
    samplePremium(market, values, to - lastEnd);
    reportRate(state, instrument);
  }
  setPremium(market, funding.nextTenth - to);
}
