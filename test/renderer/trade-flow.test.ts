import { describe, expect, test } from 'vitest';
import { BARS_MAX, type Bar } from '../../src/contract/bars.ts';
import type { Trade } from '../../src/contract/events.ts';
import { rowTicks } from '../../src/renderer/chart/volume-profile-bars.ts';
import { barsBefore, finestBars, FlowBook, TradeFlow } from '../../src/renderer/feed/trade-flow.ts';
import { VolumeProfile } from '../../src/renderer/feed/volume-profile.ts';

const SECOND = 1_000_000;
const trade = (
  seconds: number,
  price: number,
  quantity: number,
  aggressor: 'buy' | 'sell' = 'buy',
): Trade => ({
  type: 'trade',
  seq: seconds,
  time: seconds * SECOND,
  symbol: 'A',
  tradeId: seconds,
  price,
  quantity,
  aggressor,
  buyAccount: 'ann',
  sellAccount: 'bob',
  buyOrderId: 1,
  sellOrderId: 2,
  liquidation: false,
});
const bar = (time: number, price: number, volume: number): Bar => ({
  time,
  open: price,
  high: price + 3,
  low: price - 3,
  close: price,
  volume,
});

describe('VWAP and delta', () => {
  test('each candle has the sums at its end', () => {
    const flow = new TradeFlow();
    flow.addAll([trade(10, 100, 1), trade(11, 130, 2, 'sell'), trade(15, 90, 1)]);
    expect(flow.points(5)).toEqual([
      { time: 10, vwap: 120, delta: -1 },
      { time: 15, vwap: 112.5, delta: 0 },
    ]);
    expect(flow.points(60)).toEqual([{ time: 0, vwap: 112.5, delta: 0 }]);
  });

  test('no more points are kept than candles, and the sums keep all', () => {
    const flow = new TradeFlow();
    for (let second = 0; second < 3 * BARS_MAX; second += 1)
      flow.addAll([trade(second, second < BARS_MAX ? 90 : 120, 1)]);
    expect(flow.points(1).length).toBeLessThanOrEqual(BARS_MAX * 1.25);
    expect(flow.points(1).at(-1)).toEqual({ time: 3 * BARS_MAX - 1, vwap: 110, delta: 3 * BARS_MAX });
  });

  test('the past counts by its shortest candles, none twice, up to the first known trade', () => {
    const candles = [
      { seconds: 5, tradeId: 9, bars: [bar(0, 50, 5), bar(5, 60, 5), bar(10, 70, 5), bar(15, 80, 5)] },
      { seconds: 1, tradeId: 9, bars: [bar(10, 70, 2), bar(12, 71, 3), bar(16, 80, 5)] },
    ];
    const found = finestBars(candles, 16);
    expect(found.map(({ time, volume }) => [time, volume])).toEqual([
      [0, 5],
      [5, 5],
      [10, 2],
      [12, 3],
    ]);
  });

  test('a window that joins late has the same VWAP; its delta begins with the first known trade', () => {
    const book = new FlowBook();
    const known = [trade(16, 80, 5), trade(17, 90, 5, 'sell')];
    const past = [
      { symbol: 'A', seconds: 5, tradeId: 9, bars: [bar(5, 60, 10), bar(10, 70, 10), bar(15, 80, 5)] },
    ];
    book.addAll([trade(16, 80, 5)]);
    book.restore(barsBefore(past, known), known);
    expect(book.get('A')?.points(5)).toEqual([
      { time: 5, vwap: 60, delta: undefined },
      { time: 10, vwap: 65, delta: undefined },
      { time: 15, vwap: (60 * 10 + 70 * 10 + 80 * 5 + 90 * 5) / 30, delta: 0 },
    ]);
  });
});

describe('volume profile', () => {
  const volumes = (profile: VolumeProfile, ticks: number) =>
    [...profile.rows(ticks)].toSorted(([one], [other]) => one - other);

  test('a trade adds to the row of its price, at any row height', () => {
    const profile = new VolumeProfile(0.5);
    for (const [price, quantity] of [
      [10, 1],
      [10.5, 2],
      [11, 4],
    ] as const)
      profile.add({ price, quantity });
    expect(volumes(profile, 1)).toEqual([
      [20, 1],
      [21, 2],
      [22, 4],
    ]);
    expect(volumes(profile, 2)).toEqual([
      [10, 3],
      [11, 4],
    ]);
    profile.add({ price: 10, quantity: 8 });
    expect(volumes(profile, 2)[0]).toEqual([10, 11]);
  });

  test('too many prices share wider bins, and no volume is lost', () => {
    const profile = new VolumeProfile(1, 100);
    for (let price = 0; price < 1_000; price += 1) profile.add({ price, quantity: 1 });
    const rows = volumes(profile, 100);
    expect(rows).toHaveLength(10);
    expect(rows.reduce((sum, [, volume]) => sum + volume, 0)).toBe(1_000);
  });

  test('a candle of the past is spread over its range', () => {
    const profile = new VolumeProfile(1);
    profile.addPast([{ time: 0, open: 10, high: 13, low: 10, close: 12, volume: 8 }]);
    expect(volumes(profile, 1)).toEqual([10, 11, 12, 13].map((price) => [price, 2]));
  });

  test.each([
    [10, 1],
    [4, 1],
    [2, 2],
    [0.9, 5],
    [0.04, 100],
  ])('a tick of %d pixels makes rows of %d ticks', (tickPx, ticks) => {
    expect(rowTicks(tickPx)).toBe(ticks);
  });
});
