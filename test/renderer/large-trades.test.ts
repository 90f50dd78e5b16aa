import { expect, test } from 'vitest';
import type { Trade } from '../../src/contract/events.ts';
import {
  IN_SIGHT_MAX,
  largestInSight,
  largeTradeText,
  ringsOf,
} from '../../src/renderer/chart/large-trade-marks.ts';
import { KEPT_MAX, LargeTrades, SAMPLE_MIN } from '../../src/renderer/feed/large-trades.ts';

/** Each an order of its own unless it says otherwise. */
function market() {
  const large = new LargeTrades();
  let tradeId = 0;
  const add = (quantity: number, change: Partial<Trade> = {}) => {
    tradeId += 1;
    large.add({
      type: 'trade',
      seq: tradeId,
      time: tradeId,
      symbol: 'A',
      tradeId,
      price: 100,
      quantity,
      aggressor: 'buy',
      buyAccount: 'ann',
      sellAccount: 'bob',
      buyOrderId: tradeId,
      sellOrderId: 0,
      liquidation: false,
      ...change,
    });
  };
  const addUsual = (count: number) => {
    for (let index = 0; index < count; index += 1) add(1 + (index % 3));
  };
  return { large, add, addUsual, sizes: () => large.of('A').map(({ quantity }) => quantity) };
}

test('a trade is large beside the recent ones', () => {
  const { add, addUsual, sizes } = market();
  add(90);
  addUsual(SAMPLE_MIN);
  expect(sizes()).toEqual([]);
  add(7);
  add(8);
  expect(sizes()).toEqual([8]);
});

test('where all trades are large, none is', () => {
  const { add, sizes } = market();
  for (let index = 0; index < 1_000; index += 1) add(500);
  expect(sizes()).toEqual([]);
});

test('a market that turns to larger trades moves the bound', () => {
  const { add, addUsual, sizes } = market();
  addUsual(200);
  for (let index = 0; index < 4_000; index += 1) add(20);
  const before = sizes().length;
  add(20);
  expect(sizes()).toHaveLength(before);
});

test('consecutive fills of an order are one trade, at their average price', () => {
  const { large, add, addUsual } = market();
  addUsual(SAMPLE_MIN + 1);
  const order = { aggressor: 'sell', sellOrderId: 7_000, time: 9 } as const;
  add(6, { ...order, price: 100 });
  add(6, { ...order, price: 98 });
  add(12, { ...order, price: 97 });
  expect(large.of('A')).toEqual([{ time: 9, side: 'sell', account: 'bob', quantity: 24, price: 98 }]);
  add(1);
  add(30, { aggressor: 'sell', sellOrderId: 7_001 });
  expect(large.of('A')).toHaveLength(2);
  large.clear();
  expect(large.of('A')).toEqual([]);
});

test('the newest are kept', () => {
  const { add, addUsual, sizes } = market();
  addUsual(SAMPLE_MIN + 1);
  for (let index = 0; index < 2 * KEPT_MAX; index += 1) {
    add(1_000_000 * (index + 1));
    addUsual(150);
  }
  expect(sizes().length).toBeGreaterThanOrEqual(KEPT_MAX);
  expect(sizes().length).toBeLessThanOrEqual(KEPT_MAX * 1.5);
  expect(sizes().at(-1)).toBe(1_000_000 * 2 * KEPT_MAX);
});

test('the chart shows the largest ones in sight', () => {
  const trades = Array.from({ length: 40 }, (_, index) => ({
    time: index,
    price: 1,
    quantity: index,
    side: 'buy' as const,
    account: 'ann',
  }));
  const shown = largestInSight(trades, { from: 5, to: 30 }).map(({ quantity }) => quantity);
  expect(shown).toEqual(Array.from({ length: IN_SIGHT_MAX }, (_, index) => 30 - index));
});

test('a ring covers the smaller ones at its place', () => {
  const trade = (time: number, quantity: number) =>
    ({ time, price: 50, quantity, side: 'buy', account: 'ann' }) as const;
  const scales = { from: 0, to: 99, xOf: (micros: number) => micros, yOf: (price: number) => price };
  const grid = { tickSize: 1, lotSize: 1 };
  const trades = [trade(10, 5), trade(14, 20), trade(60, 1)];
  const rings = ringsOf(trades, scales, { buy: 'green', sell: 'red' }, grid);
  expect(rings.map(({ x, radius }) => [x, radius])).toEqual([
    [14, 10],
    [60, 4],
  ]);
});

test('its label says when, by whom, how much and at which average price', () => {
  const trade = { time: 0, price: 100.25, quantity: 2, side: 'sell', account: 'ann' } as const;
  expect(largeTradeText(trade, { tickSize: 0.5, lotSize: 0.1 })).toMatch(/ ann sold 2\.0 at 100\.25$/);
});
