/**
 * The orders that a market's phase allows. Rules H1 and H5, the table of docs/rules.md.
 *
 * `pre_open`, `auction`: limit orders that are gtc gather in the book without matching, and stops wait. `halted`,
 * `closed`: only cancels, and amendments to less quantity at the same price. `continuous`: all orders.
 */
import type { InstrumentSpec, Phase } from '../contract/index.ts';
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

const TAKEN: Readonly<Record<Phase, 'all' | 'gathering' | 'none'>> = {
  pre_open: 'gathering',
  auction: 'gathering',
  continuous: 'all',
  halted: 'none',
  closed: 'none',
};

/** @returns why the phase does not accept the new or amended order; null: it does */
export function refusePhase(order: Order): Refusal | null {
  if (isContinuous(order.market)) return null;
  const phase = phaseOf(order.market);
  const taken = TAKEN[phase];
  if (taken === 'all' || (taken === 'gathering' && canGather(order))) return null;
  const { symbol } = order.market.spec;
  const what = taken === 'none' ? 'no orders' : 'limit orders that are gtc, and stops, and no others';
  return {
    code: 'MARKET_NOT_OPEN',
    reason: `${symbol} is in phase ${phase}, which takes ${what}; wait for a market_state with phase ${taken === 'none' ? 'auction or continuous' : 'continuous'}.`,
  };
}

function canGather({ isWaiting, price, timeInForce }: Order): boolean {
  return isWaiting || (price !== null && timeInForce === 'gtc');
}
