/** A session replays under the rules that it was recorded with. */
import { expect, test } from 'vitest';
import { hashState, RULES_VERSION } from '../../../src/engine/index.ts';
import { ReplayedExchange } from '../../../src/session/journal/replayed-exchange.ts';
import { PLAIN, TestPit } from '../../support/pit.ts';

const INSTRUMENT = { ...PLAIN, marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }] };

/** A sell of 10 at 1,000 with a deposit of 100: accepted by version 1, rejected since. */
function recorded(rulesVersion: number) {
  const pit = new TestPit([INSTRUMENT], 100, 6, 0, false, rulesVersion);
  pit.open('rich', 1_000_000);
  pit.place('me', 'sell', 10, 1_000);
  pit.place('rich', 'buy', 10, 1_000);
  return pit;
}

const header = {
  format: 1 as const,
  program: 'test',
  epoch: 'e',
  segment: 1,
  at: { seq: 0, digest: 0, time: 0 },
  setup: {
    instruments: [INSTRUMENT],
    moneyDecimals: 6,
    insuranceFund: 0,
    orderEvents: false,
    checkpointMs: 1_000,
  },
};

test.each([
  ['no version in the header: the first rules', 1, {}],
  ['version 1', 1, { rules: 1 }],
  ['the current version', RULES_VERSION, { rules: RULES_VERSION }],
])('%s', (_, version, rules) => {
  const pit = recorded(version);
  const replayed = new ReplayedExchange({ ...header, ...rules }, null);
  for (const { command, time } of pit.record) replayed.skip([0, time, command]);
  expect(replayed.state.nextTradeId).toBe(pit.state.nextTradeId);
  expect(replayed.state.nextTradeId).toBe(version === 1 ? 2 : 1);
});

/** One sweep through a reduce-only sell and the plain one behind it: version 2 fills both. */
function swept(rulesVersion: number) {
  const pit = new TestPit([INSTRUMENT], 100, 6, 0, false, rulesVersion);
  pit.open('rich', 1_000_000);
  pit.open('other', 1_000_000);
  pit.place('rich', 'sell', 10, 100);
  pit.place('me', 'buy', 10, 100);
  pit.place('rich', 'buy', 100, 91);
  pit.place('other', 'sell', 1, 91);
  pit.place('me', 'sell', 10, 93);
  pit.place('me', 'sell', 10, 92, { reduceOnly: true });
  pit.place('other', 'buy', 20, 93);
  return pit;
}

test.each([
  ['version 2', 2, -10],
  ['version 3', 3, 0],
])('a sweep of %s replays to the same state', (_, rules, lots) => {
  const pit = swept(rules);
  expect(pit.position('me').quantity).toBe(lots);
  const replayed = new ReplayedExchange({ ...header, rules }, null);
  for (const { command, time } of pit.record) replayed.skip([0, time, command]);
  expect(hashState(replayed.state)).toBe(hashState(pit.state));
});

const LIMITED = {
  ...PLAIN,
  markPrice: 'impact' as const,
  impactQuantity: 1,
  markSpeedPerSecond: 0.1,
  priceLimits: { band: 0.1, referenceMs: 60_000 },
};

/** Bids far below the lower price limit: version 3 lets the mark price follow them beyond it. */
function painted(rulesVersion: number) {
  const pit = new TestPit([LIMITED], 1_000, 6, 0, false, rulesVersion);
  pit.place('me', 'buy', 1, 70);
  pit.place('me', 'sell', 1, 91);
  pit.wait(10);
  return pit;
}

test.each([
  ['version 3', 3],
  ['version 4', 4],
])('a mark price under %s replays to the same state', (_, rules) => {
  const pit = painted(rules);
  expect(pit.mark() < 90).toBe(rules === 3);
  const setup = { ...header.setup, instruments: [LIMITED] };
  const replayed = new ReplayedExchange({ ...header, setup, rules }, null);
  for (const { command, time } of pit.record) replayed.skip([0, time, command]);
  expect(hashState(replayed.state)).toBe(hashState(pit.state));
});
