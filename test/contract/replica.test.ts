import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFrame, type Level, type MarketEvent } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { PriceLevels } from '../../src/contract/price-levels.ts';
import { replicaState } from '../../src/contract/replica-state.ts';
import { Replica, TRADES_MAX } from '../../src/contract/replica.ts';
import { A_TRADE } from '../support/a-trade.ts';

type Draft = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'seq' | 'time'>
    : never
  : never;

/** Numbers events from `first` on. */
function frame(first: number, ...drafts: Draft[]): MarketEvent[] {
  return drafts.map((draft, index) => ({ ...draft, seq: first + index, time: 1_000 + first + index }));
}

const status = (epoch = 'run-1'): Draft => ({
  type: 'exchange_status',
  epoch,
  protocol: 1,
  state: 'running',
  instruments: [DEFAULT_INSTRUMENT],
  insuranceFund: 0,
  feesCollected: 0,
  checkpointMs: 1000,
});
const book = (snapshot: boolean, bids: [number, number][], asks: [number, number][]): Draft => ({
  type: 'book_update',
  symbol: 'BTC-USD',
  snapshot,
  bids,
  asks,
});
const mark = (price: number): Draft => ({ type: 'mark_price', symbol: 'BTC-USD', price });
const trade = (tradeId: number): Draft => ({ ...A_TRADE, tradeId });
const checkpoint = (first: number, bids: [number, number][] = [], epoch?: string) =>
  frame(first, status(epoch), book(true, bids, []), mark(50_000));

const bidsOf = (replica: Replica) => replica.markets.get('BTC-USD')?.bids;

describe('a replica', () => {
  test('ignores events before its first checkpoint', () => {
    const replica = new Replica();
    expect(replica.apply(frame(7, book(false, [[1, 1]], [])))).toEqual([]);
    expect(replica.inSync).toBe(false);
    expect(replica.apply(checkpoint(8, [[50, 2]]))).toHaveLength(3);
    expect(bidsOf(replica)).toEqual([[50, 2]]);
  });

  test('refuses everything from a hole to the next checkpoint, then starts afresh', () => {
    const replica = new Replica();
    replica.apply(checkpoint(1, [[50, 2]]));
    expect(replica.apply(frame(5, book(false, [[49, 1]], [])))).toEqual([]);
    expect(replica).toMatchObject({ inSync: false, holes: 1 });
    expect(bidsOf(replica)).toEqual([[50, 2]]);
    replica.apply(checkpoint(6, [[48, 3]]));
    expect(replica).toMatchObject({ inSync: true, seq: 8, holes: 1 });
    expect(bidsOf(replica)).toEqual([[48, 3]]);
  });

  test('refuses events that it has applied already', () => {
    const replica = new Replica();
    replica.apply(checkpoint(1));
    expect(replica.apply(frame(3, mark(1)))).toEqual([]);
    expect(replica.inSync).toBe(false);
  });

  test('heals within one frame when the hole is before a checkpoint', () => {
    const replica = new Replica();
    replica.apply(checkpoint(1, [[50, 2]]));
    replica.apply(checkpoint(90, [[51, 1]]));
    expect(replica).toMatchObject({ inSync: true, holes: 1 });
    expect(bidsOf(replica)).toEqual([[51, 1]]);
  });

  test('an event of an unknown type is counted but not returned, and makes no hole', () => {
    const replica = new Replica();
    const unknown = { type: 'ignored', seq: 4, time: 1_004 } as const;
    replica.apply([...checkpoint(1, [[50, 2]])]);
    const taken = replica.apply([unknown, ...frame(5, book(false, [[50, 1]], []))]);
    expect(taken).toMatchObject([{ type: 'book_update', seq: 5 }]);
    expect(replica).toMatchObject({ inSync: true, holes: 0, seq: 5 });
    expect(bidsOf(replica)).toEqual([[50, 1]]);
  });

  test('a checkpoint in the stream changes nothing', () => {
    const replica = new Replica();
    replica.apply(checkpoint(1, [[50, 2]]));
    replica.apply(checkpoint(4, [[50, 2]]));
    expect(replica).toMatchObject({ inSync: true, holes: 0 });
  });

  test('a replica that missed events is equal again once its kept trades are new', () => {
    const [always, away] = [new Replica(), new Replica()];
    let seq = 0;
    const publish = (replicas: readonly Replica[], ...drafts: Draft[]) => {
      const events = frame(seq + 1, ...drafts);
      seq += events.length;
      for (const replica of replicas) replica.apply(events);
    };
    publish([always, away], status(), book(true, [[50, 2]], []), mark(50_000));
    publish([always, away], ...Array.from({ length: TRADES_MAX }, (_, index) => trade(index)));
    away.disconnected();
    publish([always], ...Array.from({ length: 123 }, (_, index) => trade(TRADES_MAX + index)));
    publish([always, away], status(), book(true, [[50, 2]], []), mark(50_000));
    expect(replicaState(away)).not.toEqual(replicaState(always));
    publish(
      [always, away],
      ...Array.from({ length: TRADES_MAX }, (_, index) => trade(TRADES_MAX + 123 + index)),
    );
    expect(replicaState(away)).toEqual(replicaState(always));
  });

  test.each([
    ['where it is', 4, { inSync: true, holes: 0, seq: 9 }],
    ['behind it, with events that it has', 3, { inSync: false, holes: 1, seq: 3 }],
    ['ahead of it', 5, { inSync: false, holes: 1, seq: 3 }],
  ])('a conflated frame that begins %s', (_, fromSeq, place) => {
    const replica = new Replica();
    replica.apply(checkpoint(1, [[50, 2]]));
    const conflated = { type: 'conflated', fromSeq, seq: 9, time: 1_009 } as const;
    const taken = replica.apply([conflated, ...frame(9, book(false, [[50, 1]], []))]);
    expect(taken).toHaveLength(place.inSync ? 1 : 0);
    expect(replica).toMatchObject(place);
  });

  test('a new epoch replaces the old one', () => {
    const replica = new Replica();
    replica.apply(checkpoint(1, [[50, 2]]));
    replica.apply(checkpoint(1, [], 'run-2'));
    expect(replica).toMatchObject({ inSync: true, holes: 0 });
    expect(replica.status?.epoch).toBe('run-2');
    expect(bidsOf(replica)).toEqual([]);
  });
});

test('after any updates, levels are sorted and equal a plain map', () => {
  const level = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(fc.constantFrom('bids' as const, 'asks' as const), fc.array(level), (side, updates) => {
      const levels = new PriceLevels(side);
      const plain = new Map<number, number>();
      for (const update of updates) {
        levels.set(update);
        plain.set(...update);
      }
      const direction = side === 'bids' ? -1 : 1;
      const expected = [...plain]
        .filter(([, quantity]) => quantity > 0)
        .sort((a, b) => (a[0] - b[0]) * direction);
      expect(levels.all).toEqual(expected satisfies Level[]);
    }),
  );
});

describe('parseFrame', () => {
  test('accepts fields that a later exchange may add', () => {
    const [event] = frame(1, mark(5));
    expect(parseFrame(JSON.stringify([{ ...event, news: 1 }]))).toMatchObject([{ price: 5 }]);
  });

  test('keeps only the place of an unknown or unwanted event', () => {
    const text = JSON.stringify([{ type: 'news', seq: 4, time: 9, words: [] }, ...checkpoint(5)]);
    expect(parseFrame(text)[0]).toEqual({ type: 'ignored', seq: 4, time: 9 });
    expect(parseFrame(text, new Set(['mark_price'])).map(({ type }) => type)).toEqual([
      'ignored',
      'exchange_status',
      'book_update',
      'ignored',
    ]);
  });

  test('names the place of a mistake in the frame', () => {
    const text = JSON.stringify([...frame(1, mark(5)), { type: 'mark_price', seq: 2, time: 2, symbol: 'X' }]);
    expect(() => parseFrame(text)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: [1, 'price'] })] }),
    );
  });

  test.each(['{}', '[]', '[{"type":"mark_price"}]', '[{"type":"news"}]', '[null]', 'x'])(
    'refuses %s',
    (text) => {
      expect(() => parseFrame(text)).toThrow();
    },
  );
});
