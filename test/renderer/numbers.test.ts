import { describe, expect, test } from 'vitest';
import {
  formatAveragePrice,
  formatCompact,
  formatCount,
  formatMoney,
  formatPosition,
  formatPrice,
  formatQuantity,
  formatResting,
  formatSigned,
  formatSignedMoney,
  splitZeros,
} from '../../src/renderer/format/numbers.ts';

/** The tests write numbers with plain spaces; the monitor shows thin ones. */
const thin = (text: string) => text.replaceAll(' ', '\u2009');

describe('numbers', () => {
  test.each([
    [50_000, 0.5, '50 000.0'],
    [0.00001, 0.00000001, '0.00001000'],
    [10_000_000, 0.5, '10 000 000.0'],
    [10_000_000, 1, '10 000 000'],
    [999, 10, '999'],
    [-3.25, 0.01, '−3.25'],
    [0.1 + 0.2, 0.1, '0.3'],
    [null, 0.5, '–'],
    [undefined, 0.5, '–'],
    [Number.NaN, 0.5, '–'],
  ])('price %s on ticks of %s is %s', (price, tick, text) => {
    expect(formatPrice(price, tick)).toBe(thin(text));
  });

  test('a quantity has the decimals of its lot', () => {
    expect(formatQuantity(1.5, 0.001)).toBe('1.500');
    expect(formatQuantity(1_234, 1)).toBe(thin('1 234'));
  });

  test('what rounds to 0 has no sign', () => {
    expect([0.004, -0.004, 0.006, -0.006].map((value) => formatSigned(value, 2))).toEqual([
      '0.00',
      '0.00',
      '+0.01',
      '−0.01',
    ]);
  });

  test('a long position has a plus sign, a short one a real minus, a flat one neither', () => {
    expect(formatPosition(2, 0.1)).toBe('+2.0');
    expect(formatPosition(-2, 0.1)).toBe('−2.0');
    expect(formatPosition(0, 0.1)).toBe('0.0');
  });

  test('an average price lies between ticks', () => {
    expect(formatAveragePrice(50_000.3333, 0.5)).toBe(thin('50 000.33'));
    expect(formatAveragePrice(0.000010393, 0.00000001)).toBe('0.000010393');
    expect(formatAveragePrice(100.5, 1)).toBe('100.50');
    expect(formatAveragePrice(null, 1)).toBe('–');
  });

  test('money has two decimals, and no sign where it rounds to zero', () => {
    expect(formatMoney(98_765.432)).toBe(thin('98 765.43'));
    expect(formatMoney(-0.001)).toBe('0.00');
    expect(formatSignedMoney(0.001)).toBe('0.00');
    expect(formatSignedMoney(12.3)).toBe('+12.30');
    expect(formatSignedMoney(-1_204.5)).toBe(thin('−1 204.50'));
    expect(formatCount(1_000)).toBe(thin('1 000'));
  });

  test.each([
    ['1.500', '1.5', '00'],
    ['2.000', '2', '.000'],
    ['0.00', '', '0.00'],
    ['100', '100', ''],
    ['+0.25', '+0.25', ''],
    ['10 000.50', '10 000.5', '0'],
    ['–', '–', ''],
  ])('the zeros of %s', (text, significant, zeros) => {
    expect(splitZeros(text)).toEqual([significant, zeros]);
  });
});

test.each([
  [0, '0.00'],
  [0.000_4, '<0.001'],
  [0.002, '0.002'],
  [0.01, '0.01'],
  [0.254, '0.25'],
  [9.996, '10.0'],
  [99.96, '100'],
  [999.4, '999'],
  [999.6, '1.00k'],
  [12_345, '12.3k'],
  [4_560_000, '4.56M'],
  [7_000_000_000, '7.00G'],
])('%d fits four figures as %s', (value, text) => {
  expect(formatCompact(value)).toBe(text);
});

test.each([
  [0.25, 0.001, '0.250'],
  [12_345.678, 0.001, '12.3k'],
  [1_234_567, 1, '1 234 567'],
  [754_000_000, 1_000_000, '754M'],
  [0.000_000_17, 0.000_000_01, '0.00000017'],
])('a resting quantity of %d in lots of %d reads %s', (quantity, lotSize, text) => {
  expect(formatResting(quantity, lotSize)).toBe(thin(text));
});
