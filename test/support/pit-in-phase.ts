/** A market that has been led into a phase. */
import { expect } from 'vitest';
import type { Phase, PhaseAction } from '../../src/contract/phases.ts';
import { phaseOf } from '../../src/engine/phases.ts';
import { TestPit } from './pit.ts';

export const OPENING_MS = 5_000;
export const REOPENING_MS = 2_000;
export const AUCTIONS = { openingAuctionMs: OPENING_MS, reopeningAuctionMs: REOPENING_MS };

/** The actions that lead from continuous trading to a phase. */
const WAY: Readonly<Record<Phase, readonly PhaseAction[]>> = {
  pre_open: ['close', 'open'],
  auction: ['auction'],
  continuous: [],
  halted: ['halt'],
  closed: ['close'],
};

/** A market with a bid and an ask of `maker`, a stop of his that waits, and a long and a short position. */
export function pitIn(phase: Phase): TestPit {
  const pit = new TestPit([AUCTIONS, { symbol: 'Y' }]);
  pit.place('maker', 'buy', 20, 95, { id: 'bid' });
  pit.place('maker', 'sell', 20, 105, { id: 'ask' });
  pit.place('maker', 'sell', 5, null, { id: 'stop', orderType: 'stop_market', stopPrice: 90 });
  pit.place('long', 'buy', 10, 100);
  pit.place('short', 'sell', 10, 100);
  pit.setPhase('open');
  pit.setPhase('open');
  for (const action of WAY[phase]) pit.setPhase(action);
  expect(phaseOf(pit.market())).toBe(phase);
  return pit;
}
