import { expect, test } from 'vitest';
import type { Level } from '../../src/contract/events.ts';
import { BarBook } from '../../src/renderer/feed/bars.ts';
import { midOf } from '../../src/contract/mid-price.ts';
import { MidBars } from '../../src/renderer/feed/mid-bars.ts';

const SECOND = 1_000_000;
const book = (bid: number, ask: number): ReadonlyMap<string, { bids: Level[]; asks: Level[] }> =>
  new Map([['A', { bids: [[bid, 1]], asks: [[ask, 1]] }]]);
const trade = (seconds: number, price: number, quantity = 1) => ({
  symbol: 'A',
  price,
  quantity,
  time: seconds * SECOND,
});

test.each([
  ['between the best prices', [[99, 1]], [[102, 1]], 100.5],
  ['none without asks', [[99, 1]], [], undefined],
  ['none in a crossed book', [[102, 1]], [[99, 1]], undefined],
] as const)('the mid price is %s', (_, bids, asks, mid) => {
  expect(midOf({ bids, asks })).toBe(mid);
});

test('trades that alternate between bid and ask draw no body', () => {
  const bars = new MidBars();
  bars.add([], book(99, 101), 10 * SECOND);
  bars.add([trade(11, 101), trade(12, 99), trade(13, 101)], book(99, 101), 13 * SECOND);
  expect(bars.series('A', 5)?.bars).toEqual([
    { time: 10, open: 100, high: 100, low: 100, close: 100, volume: 3 },
  ]);
});

test('a candle follows the book, with the volume of the trades', () => {
  const bars = new MidBars();
  bars.add([trade(10, 105)], book(99, 101), 10 * SECOND);
  bars.add([trade(11, 101)], book(103, 105), 11 * SECOND);
  bars.add([], book(97, 99), 12 * SECOND);
  bars.add([trade(13, 99, 2)], new Map(), 13 * SECOND);
  expect(bars.series('A', 5)?.bars).toEqual([
    { time: 10, open: 100, high: 104, low: 98, close: 98, volume: 4 },
  ]);
});

test('without a mid price a trade counts at its own price', () => {
  const bars = new MidBars();
  bars.add([], book(99, 101), 10 * SECOND);
  bars.add([], new Map([['A', { bids: [], asks: [[101, 1]] as Level[] }]]), 11 * SECOND);
  bars.add([trade(12, 90)], new Map(), 12 * SECOND);
  expect(bars.series('A', 5)?.bars.at(-1)).toMatchObject({ open: 100, low: 90, close: 90, volume: 1 });
});

test('the past and a time away have the candles of trades; the rest keeps those of the mid price', () => {
  const bars = new MidBars();
  const trades = new BarBook();
  const all = [trade(5, 50), trade(10, 60, 4), trade(11, 61), trade(15, 70), trade(20, 80)];
  bars.add([trade(11, 61)], book(99, 101), 11 * SECOND);
  bars.add([trade(20, 80)], book(109, 111), 20 * SECOND);
  trades.addAll(all);
  bars.restore([{ symbol: 'A', seconds: 5, tradeId: 9, bars: [] }], trades);
  expect(bars.series('A', 5)?.bars.map(({ time, close, volume }) => [time, close, volume])).toEqual([
    [5, 50, 1],
    [10, 100, 5],
    [15, 70, 1],
    [20, 110, 1],
  ]);
});

test('the service’s candles of the mid price replace all but the newest, which the window continues', () => {
  const bars = new MidBars();
  bars.add([], book(99, 101), 12 * SECOND);
  bars.add([trade(13, 101)], book(97, 99), 13 * SECOND);
  bars.add([], book(103, 105), 15 * SECOND);
  const past = (time: number, price: number, volume: number) =>
    ({ time, open: price, high: price + 5, low: price, close: price + 1, volume }) as const;
  bars.restoreMids([
    { symbol: 'A', seconds: 5, tradeId: 3, bars: [past(0, 80, 2), past(5, 90, 3), past(10, 97.5, 9)] },
    { symbol: 'A', seconds: 60, tradeId: 3, bars: [] },
  ]);
  expect(bars.series('A', 5)?.bars).toEqual([
    past(0, 80, 2),
    past(5, 90, 3),
    { time: 10, open: 97.5, high: 102.5, low: 97.5, close: 98, volume: 1 },
    { time: 15, open: 104, high: 104, low: 104, close: 104, volume: 0 },
  ]);
});
