import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeStatus, MarketEvent, PositionUpdate } from '../../src/contract/events.ts';
import { BooksWatch, type BooksVerdict } from '../../src/renderer/feed/books-balance.ts';
import { exactSum } from '../../src/renderer/feed/exact-sum.ts';
import type { Instrument } from '../../src/contract/instrument.ts';
import type { TimeMicros } from '../../src/contract/units.ts';
import { EventStream } from '../../src/session/events/event-stream.ts';
import { Wire } from '../../src/session/events/wire.ts';
import { newPit, steps } from '../support/any-commands.ts';
import type { TestPit } from '../support/pit.ts';

/** A checkpoint as the exchange writes it. */
function checkpointOf({ state }: TestPit, time = 7): MarketEvent[] {
  const identity = { epoch: 'test', checkpointMs: 1_000, instruments: [] as readonly Instrument[] };
  const stream = new EventStream(state, new Wire(state), identity, 0);
  return stream.checkpoint(time as TimeMicros, []).flatMap((event) => withOrders(event));
}

/** An exchange that publishes single orders sends them after each book; this pit publishes none. */
function withOrders(event: MarketEvent): readonly MarketEvent[] {
  if (event.type !== 'book_update') return [event];
  const { seq, time, symbol } = event;
  return [event, { type: 'book_orders', seq, time, symbol, bids: [], asks: [] }];
}

function verdictOf(frame: readonly MarketEvent[]): BooksVerdict {
  const watch = new BooksWatch();
  watch.apply(frame);
  if (watch.view.verdict === undefined) throw new Error('no verdict');
  return watch.view.verdict;
}

/** A checkpoint after trades, fees and a liquidation or two. */
function busyCheckpoint(): MarketEvent[] {
  const [sequence] = fc.sample(steps, { numRuns: 1, seed: 4 });
  const pit = newPit();
  for (let round = 0; round < 5; round += 1) for (const step of sequence ?? []) step(pit);
  return checkpointOf(pit);
}

const isPosition = (event: MarketEvent): event is PositionUpdate => event.type === 'position_update';
const cooked = (frame: readonly MarketEvent[], change: (position: PositionUpdate) => PositionUpdate) => {
  const first = frame.find(isPosition);
  return frame.map((event) => (event === first ? change(first) : event));
};

describe('the books of the real engine', () => {
  test('balance at any checkpoint, after any trades', () => {
    let money = 0;
    fc.assert(
      fc.property(steps, (sequence) => {
        const pit = newPit();
        for (const step of sequence) step(pit);
        const verdict = verdictOf(checkpointOf(pit));
        expect(verdict).toMatchObject({ difference: 0, problem: null });
        expect(verdict.sum).toBe(verdict.deposits);
        money += verdict.feesCollected + Math.abs(verdict.unrealizedPnl);
      }),
      { numRuns: 60, seed: 20_261_123 },
    );
    expect(money).toBeGreaterThan(0);
  });

  test('fail when a balance, the fund, the fees or the unrealized PnL is off by the smallest unit', () => {
    const frame = busyCheckpoint();
    const [status, ...rest] = frame as [ExchangeStatus, ...MarketEvent[]];
    const unit = 0.000_001;
    for (const key of ['insuranceFund', 'feesCollected'] as const) {
      const verdict = verdictOf([{ ...status, [key]: exactSum([status[key], unit]) }, ...rest]);
      expect(verdict).toMatchObject({ difference: unit, problem: 'the sum is above the deposits' });
    }
    const poorer = cooked(frame, (one) => ({ ...one, unrealizedPnl: exactSum([one.unrealizedPnl, -unit]) }));
    expect(verdictOf(poorer)).toMatchObject({ difference: -unit, problem: 'the sum is below the deposits' });
  });

  test('fail when an account is missing, or a position has no other side', () => {
    const frame = busyCheckpoint();
    const last = frame.findLast(isPosition);
    expect(verdictOf(frame.filter((event) => event !== last)).problem).not.toBeNull();
    const lopsided = cooked(frame, (position) => ({ ...position, quantity: position.quantity + 1 }));
    expect(verdictOf(lopsided).problem).toMatch(/^the positions in \S+ add up to 1, not to 0$/);
  });
});

describe('positions of one checkpoint', () => {
  const status = (change: Partial<ExchangeStatus> = {}): ExchangeStatus => ({
    type: 'exchange_status',
    seq: 1,
    time: 5,
    epoch: 'e',
    protocol: 1,
    state: 'running',
    instruments: [],
    insuranceFund: 10,
    feesCollected: 0,
    checkpointMs: 1_000,
    deposits: 110,
    ...change,
  });
  const position = (change: Partial<PositionUpdate> = {}): PositionUpdate => ({
    type: 'position_update',
    seq: 2,
    time: 5,
    account: 'ann',
    symbol: 'X',
    quantity: 0,
    averageEntryPrice: null,
    markPrice: 1,
    realizedPnl: 0,
    unrealizedPnl: 0,
    feesPaid: 0,
    balance: 100,
    equity: 100,
    initialMargin: 0,
    maintenanceMargin: 0,
    liquidationPrice: null,
    bankruptcyPrice: null,
    ...change,
  });

  test('a later update in the same frame does not count', () => {
    const later = position({ seq: 3, balance: 40 });
    expect(verdictOf([status(), position(), later])).toMatchObject({ balances: 100, problem: null });
    expect(verdictOf([status(), position(), position({ time: 6, account: 'bob' })]).balances).toBe(100);
  });

  test('an earlier update does not count either: each checkpoint is separate', () => {
    const watch = new BooksWatch();
    watch.apply([status(), position()]);
    watch.apply([position({ seq: 9, account: 'bob', balance: 1 })]);
    watch.apply([status({ seq: 10, deposits: 60 }), position({ seq: 11, balance: 50 })]);
    expect(watch.view).toMatchObject({ checked: 2, failed: 0 });
    expect(watch.view.verdict).toMatchObject({ seq: 10, sum: 60 });
  });

  test('a failure is remembered after the books balance again', () => {
    const watch = new BooksWatch();
    watch.apply([status({ deposits: 111 }), position()]);
    watch.apply([status(), position()]);
    expect(watch.view).toMatchObject({ checked: 2, failed: 1 });
    expect(watch.view.verdict?.problem).toBeNull();
  });

  test('two balances of one account are reported', () => {
    const torn = verdictOf([status(), position(), position({ symbol: 'Y', balance: 99 })]);
    expect(torn.problem).toBe('ann has two balances in one checkpoint');
  });

  test('an exchange that does not publish its deposits passes', () => {
    const { deposits: _untold, ...older } = status();
    expect(verdictOf([older, position()])).toMatchObject({ deposits: undefined, problem: null });
  });
});

test('sums are exact where floating point is not', () => {
  expect(exactSum([0.1, 0.2])).toBe(0.3);
  expect(exactSum([1e-8, -2e-8])).toBe(-1e-8);
  expect(exactSum([5_000_000_000.000_001, -5_000_000_000])).toBe(0.000_001);
  expect(exactSum([])).toBe(0);
});
