/**
 * The orders that a market's phase allows. Rules H1 and H5, the table of docs/rules.md.
 *
 * `pre_open`, `auction`: limit orders that are gtc gather in the book without matching, and stops wait. `halted`,
 * `closed`: only cancels, and amendments to less quantity at the same price. `continuous`: all orders.
 */
import type { InstrumentSpec, Phase } from '../contract/index.ts';
import { mayRest } from './order.ts';
import type { Refusal } from './refusal.ts';
import type { Market, Order } from './state.ts';

export function phaseOf({ phase }: Market): Phase {
  return phase === null ? 'continuous' : phase.name;
}

export function isContinuous({ phase }: Market): boolean {
  return phase === null || phase.name === 'continuous';
}

/** True when time changes the phase of its market. */
export function hasSchedule({
  openingAuctionMicros,
  reopeningAuctionMicros,
  limits,
}: InstrumentSpec): boolean {
  return openingAuctionMicros !== null || reopeningAuctionMicros !== null || limits !== null;
}

/** True for the phases that gather orders. The others, except the continuous one, take none. */
const GATHERS: Readonly<Record<Exclude<Phase, 'continuous'>, boolean>> = {
  pre_open: true,
  auction: true,
  halted: false,
  closed: false,
};

/** @returns why the phase does not accept the new or amended order; null: it does */
export function refusePhase(order: Order): Refusal | null {
  const phase = phaseOf(order.market);
  if (phase === 'continuous') return null;
  const gathers = GATHERS[phase];
  if (gathers && mayRest(order)) return null;
  const { symbol } = order.market.spec;
  const what = gathers ? 'limit orders that are gtc, and stops, and no others' : 'no orders';
  return {
    code: 'MARKET_NOT_OPEN',
    reason: `${symbol} is in phase ${phase}, which takes ${what}; wait for a market_state with phase ${gathers ? 'continuous' : 'auction or continuous'}.`,
  };
}
