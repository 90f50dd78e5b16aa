/** Numbers of the lab as text. */
import { expect, test } from 'vitest';
import { intervalText, numberText, signed } from '../../src/lab/number-text.ts';

test.each([
  [1_234_567.891, 2, '1,234,567.89', '+1,234,567.89'],
  [-8_037, 2, '−8,037.00', '−8,037.00'],
  [0, 2, '0.00', '+0.00'],
  [-0.001, 2, '0.00', '+0.00'],
  [0.0125, 3, '0.013', '+0.013'],
  [-Infinity, 1, '−∞', '−∞'],
])('%d with %d digits', (value, digits, text, withSign) => {
  expect(numberText(value, digits)).toBe(text);
  expect(signed(value, digits)).toBe(withSign);
});

test('an interval', () => {
  expect(intervalText({ low: -1_000.5, high: 3 }, 1)).toBe('[−1,000.5, 3.0]');
});
