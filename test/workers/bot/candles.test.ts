import { expect, test } from 'vitest';
import type { Trade } from '../../../src/contract/events.ts';
import { Candles } from '../../../src/workers/bot/candles.ts';

const trade = (seconds: number, price: number, quantity = 1) =>
  ({ type: 'trade', time: seconds * 1e6, price, quantity }) as Trade;

test('starts with the known trades, and continues with new ones', () => {
  const candles = new Candles();
  candles.add(trade(1, 99));
  expect(candles.of(10, [trade(100, 5), trade(104, 7, 2)])).toEqual([
    { time: 100e6, open: 5, high: 7, low: 5, close: 7, volume: 3 },
  ]);
  candles.add(trade(109, 4));
  candles.add(trade(121, 6));
  expect(candles.of(10, [])).toEqual([
    { time: 100e6, open: 5, high: 7, low: 4, close: 4, volume: 4 },
    { time: 110e6, open: 4, high: 4, low: 4, close: 4, volume: 0 },
    { time: 120e6, open: 6, high: 6, low: 6, close: 6, volume: 1 },
  ]);
});

test('volumes are decimals, without the residue of binary fractions', () => {
  const known = [0.01, 0.02, 0.028].map((quantity) => trade(1, 5, quantity));
  expect(0.01 + 0.02 + 0.028).not.toBe(0.058);
  expect(new Candles().of(1, known)).toMatchObject([{ volume: 0.058 }]);
});

test('changes by a strategy do not affect others', () => {
  const candles = new Candles();
  const given = candles.of(1, [trade(1, 5)]) as unknown as { close: number }[];
  (given[0] as { close: number }).close = 9;
  given.length = 0;
  expect(candles.of(1, [])).toMatchObject([{ close: 5 }]);
});

test.each([0, -1, 0.5, Number.NaN])('%d seconds are refused', (seconds) => {
  expect(() => new Candles().of(seconds, [])).toThrow(
    `candles(${seconds}): give a whole number of seconds, at least 1`,
  );
});

test('a ninth length is refused', () => {
  const candles = new Candles();
  for (let seconds = 1; seconds <= 8; seconds += 1) candles.of(seconds, []);
  expect(() => candles.of(9, [])).toThrow('8 lengths, and has used 1, 2, 3, 4, 5, 6, 7, 8');
  expect(candles.of(8, [])).toEqual([]);
});

test('a reloaded strategy may use all lengths, and finds the candles of the previous version', () => {
  const candles = new Candles();
  candles.of(1, [trade(1, 5)]);
  for (let seconds = 2; seconds <= 8; seconds += 1) candles.of(seconds, []);
  const next = new Candles();
  next.recall(candles.memory);
  expect(next.of(1, [])).toMatchObject([{ close: 5 }]);
  for (let seconds = 11; seconds <= 17; seconds += 1) next.of(seconds, []);
  next.add(trade(1, 6));
  expect(next.of(1, [])).toMatchObject([{ close: 6, volume: 2 }]);
  expect(() => next.of(18, [])).toThrow('8 lengths, and has used 1, 11, 12, 13, 14, 15, 16, 17');
});
