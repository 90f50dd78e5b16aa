/** Indicators against figures computed by hand and against their definitions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indicators } from '../../../src/workers/bot/indicators.ts';

const { sma, ema, wma, stdev, rsi, bollinger, atr, vwap } = indicators;
const candle = (high: number, low: number, close: number) => ({ high, low, close });

describe('by hand', () => {
  test('sma: (2 + 3 + 4) / 3', () => expect(sma([1, 2, 3, 4], 3)).toBe(3));
  test('ema: 2, then half of each new value', () =>
    expect(ema([2, 4, 8], 3)).toBe((2 / 2 + 4 / 2) / 2 + 8 / 2));
  test('wma: (1·2 + 2·3 + 3·7) / 6', () => expect(wma([9, 2, 3, 7], 3)).toBeCloseTo(29 / 6));
  test('stdev: 2, 4, 4, 4, 5, 5, 7, 9', () => expect(stdev([2, 4, 4, 4, 5, 5, 7, 9], 8)).toBe(2));
  test('bollinger: two deviations about the mean', () => {
    expect(bollinger([2, 4, 4, 4, 5, 5, 7, 9], 8)).toEqual({ lower: 1, middle: 5, upper: 9 });
    expect(bollinger([2, 4, 4, 4, 5, 5, 7, 9], 8, 1)).toMatchObject({ lower: 3, upper: 7 });
  });
  test('rsi: gains of 1 and 3, a loss of 2, so 100 − 100 / (1 + 4 / 2)', () => {
    expect(rsi([1, 2, 5, 3], 3)).toBeCloseTo(100 - 100 / 3);
    expect(rsi([1, 2, 3, 4], 3)).toBe(100);
    expect(rsi([5, 5, 5, 5], 3)).toBe(100);
  });
  test('atr: ranges of 2, 4 (from the last close) and 3, the first two averaged, then smoothed', () => {
    expect(atr([candle(11, 9, 10), candle(14, 12, 13), candle(14, 11, 12)], 2)).toBe((3 + 3) / 2);
  });
  test('vwap: (2·10 + 1·40) / 3', () => {
    expect(
      vwap([
        { price: 10, quantity: 2 },
        { price: 40, quantity: 1 },
      ]),
    ).toBe(20);
  });
});

test('with too few values the result is undefined', () => {
  for (const one of [sma, ema, wma, stdev, rsi, bollinger]) expect(one([1, 2], 3)).toBeUndefined();
  expect(rsi([1, 2, 3], 3)).toBeUndefined();
  expect(atr([candle(2, 1, 1)], 2)).toBeUndefined();
  expect(vwap([])).toBeUndefined();
});

test.each([0, -1, 1.5, Number.NaN, Infinity])('a length of %d is refused', (length) => {
  expect(() => sma([1, 2, 3], length)).toThrow(
    `sma: the length must be a whole number, at least 1; got ${length}`,
  );
  expect(() => atr([], length)).toThrow('atr: the length');
});

test('means stay within their values, and do not write to them', () => {
  const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 5, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 5 }), (list, length) => {
      const given = Object.freeze([...list]);
      const used = list.slice(-length);
      expect(sma(given, length)).toBeCloseTo(used.reduce((sum, value) => sum + value, 0) / length, 6);
      for (const mean of [wma(given, length), sma(given, length)]) {
        expect(mean).toBeGreaterThanOrEqual(Math.min(...used) - 1e-6);
        expect(mean).toBeLessThanOrEqual(Math.max(...used) + 1e-6);
      }
      expect(ema(given, length)).toBeGreaterThanOrEqual(Math.min(...list) - 1e-6);
      expect(ema(given, length)).toBeLessThanOrEqual(Math.max(...list) + 1e-6);
    }),
  );
});
