import { describe, expect, test } from 'vitest';
import { DEPTH_LEVELS_MAX, DEPTH_MARKETS_MAX, DepthTier } from '../../src/contract/depth-tier.ts';
import { DepthBook, DepthHistory } from '../../src/renderer/feed/depth-history.ts';
import { RestingOrders } from '../../src/contract/resting-orders.ts';
import type { MarketView } from '../../src/contract/replica.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';

const SECOND = 1_000_000;
const book = (
  bid: number,
  quantity = 1,
  markPrice = bid,
): Pick<MarketView, 'bids' | 'asks' | 'markPrice'> => ({
  bids: [[bid, quantity]],
  asks: [[bid + 1, quantity * 2]],
  markPrice,
});

function levels(tier: DepthTier, column: number): readonly (readonly [number, number])[] {
  const seen: [number, number][] = [];
  tier.eachLevel(column, (price, quantity) => seen.push([price, quantity]));
  return seen;
}

function recorded(tier: DepthTier, seconds: readonly number[]): DepthTier {
  for (const second of seconds) tier.record(book(second), second * SECOND);
  return tier;
}

describe('columns of depth', () => {
  test('hold the first book of their time', () => {
    const tier = new DepthTier({ columnMs: 1_000, columns: 4 });
    tier.record(book(10, 0.5, 11), 5.2 * SECOND);
    tier.record(book(20), 5.9 * SECOND);
    expect(tier.length).toBe(1);
    expect([tier.start(0), tier.mark(0)]).toEqual([5.2 * SECOND, 11]);
    expect(levels(tier, 0)).toEqual([
      [10, 0.5],
      [11, 1],
    ]);
  });

  test('the newest columns replace the oldest completely', () => {
    const tier = recorded(new DepthTier({ columnMs: 1_000, columns: 3 }), [1, 2, 3, 4, 5]);
    tier.addTrade({ aggressor: 'buy', price: 9, quantity: 2 });
    tier.record(book(6), 6 * SECOND);
    expect([tier.length, tier.written]).toEqual([3, 6]);
    expect([0, 1, 2].map((column) => tier.start(column) / SECOND)).toEqual([4, 5, 6]);
    expect([0, 1, 2].map((column) => levels(tier, column)[0]?.[0])).toEqual([4, 5, 6]);
    expect([0, 1, 2].map((column) => tier.traded(column, 'buy').quantity)).toEqual([0, 2, 0]);
  });

  test('keep the best levels of a deep book', () => {
    const tier = new DepthTier({ columnMs: 1_000, columns: 2 });
    const deep = Array.from({ length: 500 }, (_, index) => [1_000 - index, 1] as const);
    tier.record({ bids: deep, asks: [], markPrice: 1 }, 0);
    expect(levels(tier, 0).map(([price]) => price)).toEqual(
      deep.slice(0, DEPTH_LEVELS_MAX).map(([price]) => price),
    );
  });

  test('add up what traded, by the side of the aggressor, at its average price', () => {
    const tier = recorded(new DepthTier({ columnMs: 1_000, columns: 4 }), [1]);
    tier.addTrade({ aggressor: 'buy', price: 10, quantity: 1 });
    tier.addTrade({ aggressor: 'buy', price: 13, quantity: 2 });
    tier.addTrade({ aggressor: 'sell', price: 9, quantity: 4 });
    expect(tier.traded(0, 'buy')).toEqual({ quantity: 3, price: 12 });
    expect(tier.traded(0, 'sell')).toEqual({ quantity: 4, price: 9 });
  });

  test('leave a time without events empty', () => {
    const tier = recorded(new DepthTier({ columnMs: 1_000, columns: 4 }), [1, 2, 60]);
    expect([tier.end(0), tier.end(1)].map((time) => time / SECOND)).toEqual([2, 4]);
    expect([0, 2.5, 30].map((second) => tier.columnAt(second * SECOND))).toEqual([0, 1, 2]);
  });
});

describe('history of an instrument', () => {
  const sizes = [
    { columnMs: 1_000, columns: 10 },
    { columnMs: 10_000, columns: 10 },
  ];
  const history = new DepthHistory(sizes);
  for (let second = 0; second < 50; second += 1) history.record(book(100 + second), second * SECOND);
  const shown = (from: number, to: number, columnSeconds: number) =>
    history
      .segments(from * SECOND, to * SECOND, columnSeconds * SECOND)
      .map(({ tier, first, last }) => [
        tier.columnMicros / SECOND,
        tier.start(first) / SECOND,
        tier.start(last - 1) / SECOND,
      ]);

  test('a near view has short columns, and long ones where the short ones are gone', () => {
    expect(shown(42, 48, 1)).toEqual([[1, 42, 47]]);
    expect(shown(15, 48, 1)).toEqual([
      [1, 40, 47],
      [10, 10, 30],
    ]);
  });

  test('a wide view reads only the long columns', () => {
    expect(shown(0, 50, 12)).toEqual([[10, 0, 40]]);
  });

  test('longer columns than requested are better than none', () => {
    expect(shown(45, 46, 0.1)).toEqual([[1, 45, 45]]);
    expect(shown(200, 300, 1)).toEqual([]);
  });
});

test('the number of instruments is bounded', () => {
  const depth = new DepthBook();
  const symbols = Array.from({ length: DEPTH_MARKETS_MAX + 2 }, (_, index) => `S${index}`);
  const view = (symbol: string): MarketView => ({
    ...book(1),
    instrument: { ...DEFAULT_INSTRUMENT, symbol },
    lastPrice: undefined,
    reference: undefined,
    index: undefined,
    limits: undefined,
    funding: undefined,
    orders: new RestingOrders(),
    phase: 'continuous',
    state: undefined,
    auction: undefined,
  });
  depth.record(new Map(symbols.map((symbol) => [symbol, view(symbol)])), SECOND);
  expect(symbols.map((symbol) => depth.get(symbol)?.version)).toEqual([
    ...Array.from({ length: DEPTH_MARKETS_MAX }, () => 1),
    undefined,
    undefined,
  ]);
});

describe('columns of the past', () => {
  const sizes = [
    { columnMs: 250, columns: 40 },
    { columnMs: 2_000, columns: 10 },
    { columnMs: 15_000, columns: 10 },
  ];
  const past = (seconds: number, times: readonly number[]) => ({
    columnMs: seconds * 1_000,
    columns: times.map((second) => ({
      ...book(second),
      time: second * SECOND,
      mark: second,
      bought: 1,
      boughtAt: second,
      sold: 0,
      soldAt: 0,
    })),
  });
  const starts = (history: DepthHistory, columnMicros: number) =>
    history
      .segments(0, 1_000 * SECOND, columnMicros)
      .map(({ tier, first, last }) =>
        Array.from({ length: last - first }, (_, index) => tier.start(first + index) / SECOND),
      );

  test('come before the own ones and fill the gaps between them; the own ones stay', () => {
    const history = new DepthHistory(sizes);
    const { version } = history;
    history.restore([past(1, [30, 31, 32, 33]), past(15, [0, 15, 30])]);
    expect(history.version).not.toBe(version);
    expect(starts(history, 250_000)).toEqual(
      [[30, 31, 32, 33], [], [0, 15]].filter(({ length }) => length > 0),
    );

    const joined = new DepthHistory(sizes);
    for (const second of [33, 33.25, 33.5, 50, 50.25]) joined.record(book(second), second * SECOND);
    joined.restore([past(1, [31, 32, 33, 34, 35, 36, 49, 50, 51]), past(15, [0, 15, 30, 45])]);
    const [fine, coarse] = starts(joined, 250_000);
    expect(fine).toEqual([31, 32, 33, 33.25, 33.5, 36, 49, 50, 50.25]);
    expect(coarse).toEqual([0, 15, 30]);
    const [tier] = joined.segments(0, 1_000 * SECOND, 250_000).map((segment) => segment.tier) as [DepthTier];
    expect([0, 2, 5].map((column) => levels(tier, column)[0]?.[0])).toEqual([31, 33, 36]);
    expect([0, 2, 5].map((column) => tier.traded(column, 'buy').quantity)).toEqual([1, 0, 1]);
  });

  test('a longer column adds up the trades of the shorter ones that it is made of', () => {
    const history = new DepthHistory(sizes);
    history.restore([past(1, [10, 11, 12, 13])]);
    const [{ tier } = { tier: new DepthTier({ columnMs: 1, columns: 1 }) }] = history.segments(
      0,
      1e9,
      2_000_000,
    );
    expect([tier.start(0), tier.start(1)]).toEqual([10 * SECOND, 12 * SECOND]);
    expect(tier.traded(1, 'buy')).toEqual({ quantity: 2, price: 12.5 });
  });

  test('a full ring keeps the newest', () => {
    const history = new DepthHistory(sizes);
    for (let quarter = 0; quarter < 100; quarter += 1)
      history.record(book(quarter), (100 + quarter / 4) * SECOND);
    history.restore([past(1, [90, 91])]);
    const [fine = []] = starts(history, 250_000);
    expect(fine).toHaveLength(40);
    expect(fine.at(-1)).toBe(124.75);
  });
});
