import { expect, test } from 'vitest';
import { BARS_MAX, BarSeries } from '../../src/contract/bars.ts';

const trade = (seconds: number, price: number, quantity = 1) => ({
  time: seconds * 1_000_000,
  price,
  quantity,
});

test('a bar spans its interval: first, highest, lowest and last price, and the volume', () => {
  const series = new BarSeries(5);
  series.add(trade(100, 10, 2));
  series.add(trade(101.5, 13, 1));
  series.add(trade(103, 8, 4));
  series.add(trade(104.999, 9, 3));
  expect(series.bars).toEqual([{ time: 100, open: 10, high: 13, low: 8, close: 9, volume: 10 }]);
});

test('a stretch without trades is flat at the last close', () => {
  const series = new BarSeries(1);
  series.add(trade(100, 10));
  series.add(trade(103, 12));
  expect(series.bars.map(({ time, open, close, volume }) => [time, open, close, volume])).toEqual([
    [100, 10, 10, 1],
    [101, 10, 10, 0],
    [102, 10, 10, 0],
    [103, 12, 12, 1],
  ]);
});

test('a long silence stays a gap', () => {
  const series = new BarSeries(1);
  series.add(trade(100, 10));
  series.add(trade(100 + 3_600, 12));
  expect(series.bars.map(({ time }) => time)).toEqual([100, 3_700]);
});

test('a trade of an earlier second counts in the newest bar', () => {
  const series = new BarSeries(1);
  series.add(trade(101, 10));
  series.add(trade(100, 12));
  expect(series.bars).toEqual([{ time: 101, open: 10, high: 12, low: 10, close: 12, volume: 2 }]);
});

test('the number of bars is bounded, and dropped bars are counted', () => {
  const series = new BarSeries(1);
  const count = BARS_MAX * 3;
  for (let second = 0; second < count; second += 1) series.add(trade(second, second));
  expect(series.bars.length).toBeLessThanOrEqual(BARS_MAX * 1.25);
  expect(series.bars.length).toBeGreaterThanOrEqual(BARS_MAX);
  expect(series.dropped + series.bars.length).toBe(count);
  expect(series.bars.at(-1)?.time).toBe(count - 1);
});

test('many trades at once make the same bars as one by one', () => {
  const trades = [
    trade(100, 10),
    trade(100.5, 12),
    trade(103, 8, 3),
    trade(103.2, 9),
    trade(9_000, 7),
    trade(9_000, 6),
  ];
  const single = new BarSeries(1);
  for (const one of trades) single.add(one);
  for (const cut of [0, 1, 3, 5, 6]) {
    const series = new BarSeries(1);
    series.addAll(trades.slice(0, cut));
    const before = series.bars.at(-1);
    const kept = { ...before };
    series.addAll(trades.slice(cut));
    expect(series.bars).toEqual(single.bars);
    // A bar that a reader keeps does not change.
    expect({ ...before }).toEqual(kept);
  }
});
