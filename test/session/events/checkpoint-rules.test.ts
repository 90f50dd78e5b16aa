/** The content of a checkpoint with many accounts or many levels. */
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { Replica } from '../../../src/contract/replica.ts';
import type { TimeMicros } from '../../../src/contract/units.ts';
import {
  CHECKPOINT_RULES,
  FLAT_ACCOUNTS_MAX,
  LEVELS_MAX,
} from '../../../src/session/events/checkpoint-rules.ts';
import { EventStream } from '../../../src/session/events/event-stream.ts';
import { Wire } from '../../../src/session/events/wire.ts';
import { TestPit } from '../../support/pit.ts';

const INSTRUMENT = { symbol: 'Y', tickSize: 1, lotSize: 1, referencePrice: 50_000 };
const FLAT = 250;

function streamOf(pit: TestPit, checkpointRules: number): EventStream {
  const identity = { epoch: 'e', checkpointMs: 1_000, instruments: [], checkpointRules };
  return new EventStream(pit.state, new Wire(pit.state), identity, 0);
}

function accountsIn(events: readonly MarketEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'position_update' ? [event.account] : []));
}

/** FLAT accounts that have traded and are flat, `rests` with an order, `long` and `short` with positions. */
function crowd(): TestPit {
  const pit = new TestPit([INSTRUMENT]);
  for (let n = 0; n < FLAT; n += 2) {
    const [one, other] = [`flat${n}`, `flat${n + 1}`];
    pit.place(one, 'buy', 1, 50_000);
    pit.place(other, 'sell', 1, 50_000);
    pit.place(other, 'buy', 1, 50_000);
    pit.place(one, 'sell', 1, 50_000);
  }
  pit.place('long', 'buy', 1, 50_000);
  pit.place('short', 'sell', 1, 50_000);
  pit.place('rests', 'sell', 1, 60_000);
  pit.place('rests', 'buy', 1, 50_000);
  pit.place('flat0', 'sell', 1, 50_000);
  pit.place('flat0', 'buy', 1, 50_500);
  pit.place('rests', 'sell', 1, 50_500);
  return pit;
}

test('flat accounts are bounded; accounts with a position or an order are always included', () => {
  const stream = streamOf(crowd(), CHECKPOINT_RULES);
  const seen = new Set<string>();
  for (let n = 0; n < 20; n += 1) {
    const events = stream.checkpoint(0 as TimeMicros, []);
    const accounts = accountsIn(events);
    expect(accounts).toEqual(expect.arrayContaining(['long', 'short', 'rests']));
    expect(accounts.length).toBeLessThanOrEqual(FLAT_ACCOUNTS_MAX + 3);
    for (const account of accounts) seen.add(account);
  }
  expect(seen.size).toBe(FLAT + 3);
});

test('the books of a checkpoint balance with the accounts that it leaves out', () => {
  const pit = crowd();
  const all = streamOf(pit, 1).checkpoint(0 as TimeMicros, []);
  const [status, ...cut] = streamOf(pit, CHECKPOINT_RULES).checkpoint(0 as TimeMicros, []);
  const balances = (events: readonly MarketEvent[]) =>
    events.reduce((sum, event) => sum + (event.type === 'position_update' ? event.balance : 0), 0);
  expect(status).toMatchObject({ omittedAccounts: accountsIn(all).length - accountsIn(cut).length });
  const { omittedBalance = 0 } = status as { readonly omittedBalance?: number };
  expect(balances(cut) + omittedBalance).toBeCloseTo(balances(all), 6);
});

test('a replica in sync keeps the accounts that a checkpoint leaves out', () => {
  const pit = crowd();
  const replica = new Replica();
  const first = streamOf(pit, 1).checkpoint(0 as TimeMicros, []);
  replica.apply(first);
  const later = streamOf(pit, CHECKPOINT_RULES).checkpoint(1 as TimeMicros, []);
  replica.apply(later.map((event) => ({ ...event, seq: event.seq + first.length })));
  expect(replica.inSync).toBe(true);
  expect(replica.holes).toBe(0);
  expect(replica.positions.size).toBe(FLAT + 3);
});

test('a snapshot holds a bounded number of levels and states it; a replica in sync keeps the deeper ones', () => {
  const pit = new TestPit([INSTRUMENT]);
  const depth = LEVELS_MAX + 300;
  for (let n = 0; n < depth; n += 1) pit.place('maker', 'buy', 1, 49_000 - n);
  pit.place('maker', 'sell', 1, 51_000);
  const instruments = [{ ...INSTRUMENT, makerFeeRate: 0, takerFeeRate: 0, marginTiers: [] }];
  const open = (checkpointRules: number, seq: number) =>
    new EventStream(
      pit.state,
      new Wire(pit.state),
      { epoch: 'e', checkpointMs: 1_000, instruments, checkpointRules },
      seq,
    ).checkpoint(0 as TimeMicros, []);
  const cut = open(CHECKPOINT_RULES, 0).find(({ type }) => type === 'book_update');
  expect(cut).toMatchObject({ depth: LEVELS_MAX });
  expect(cut?.type === 'book_update' && [cut.bids.length, cut.asks.length]).toEqual([LEVELS_MAX, 1]);
  const whole = open(1, 0);
  const replica = new Replica();
  replica.apply(whole);
  replica.apply(open(CHECKPOINT_RULES, whole.length));
  expect(replica.markets.get('Y')?.bids).toHaveLength(depth);
  const fresh = new Replica();
  fresh.apply(open(CHECKPOINT_RULES, 0));
  expect(fresh.markets.get('Y')?.bids).toHaveLength(LEVELS_MAX);
});

test('a book within the bound is complete and carries no depth', () => {
  const pit = new TestPit([INSTRUMENT]);
  for (let n = 0; n < LEVELS_MAX; n += 1) pit.place('maker', 'buy', 1, 49_000 - n);
  const events = streamOf(pit, CHECKPOINT_RULES).checkpoint(0 as TimeMicros, []);
  const book = events.find(({ type }) => type === 'book_update');
  expect(book).not.toHaveProperty('depth');
  expect(book?.type === 'book_update' && book.bids.length).toBe(LEVELS_MAX);
});
