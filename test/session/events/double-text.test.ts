/** The text of a double equals that of JSON.stringify. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { double } from '../../../src/session/events/double-text.ts';
import { NUMBER_BYTES } from '../../../src/session/events/number-text.ts';

const view = new DataView(new ArrayBuffer(NUMBER_BYTES));
const RUNS = { numRuns: 20_000 };

function textOf(value: number): string {
  return Buffer.from(view.buffer, 0, double(view, 0, value)).toString();
}

function expectText(value: number): void {
  expect(textOf(value)).toBe(JSON.stringify(value));
}

/** Any mantissa with each exponent: the whole part has 1 to 33 bits. */
const doubles = fc
  .tuple(
    fc.integer({ min: -1, max: 32 }),
    fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
    fc.boolean(),
  )
  .map(([bit, mantissa, isNegative]) => (isNegative ? -1 : 1) * mantissa * 2 ** bit);

test('of any size', () => {
  fc.assert(fc.property(doubles, expectText), RUNS);
});

test('of few digits, and of its neighbours', () => {
  const decimals = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 15 }));
  fc.assert(
    fc.property(decimals, ([digits, places]) => {
      const value = digits / 10 ** places;
      for (const near of [value, value * (1 + Number.EPSILON), value * (1 - Number.EPSILON)])
        expectText(near);
    }),
    RUNS,
  );
});

test('of a quotient, such as an average price', () => {
  const quotients = fc.tuple(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 1e6 }));
  fc.assert(
    fc.property(quotients, ([cost, quantity]) => expectText((cost / quantity) * 0.5)),
    RUNS,
  );
});

test.each([
  ['the smallest that is divided', 2 + 2 * Number.EPSILON],
  ['the largest', 2 ** 31 - 2 ** -22],
  ['zeros behind the point', 1_000_000.000000001],
  ['nines behind the point', 4_099.999999999999],
  ['a half', 2_147_483_647.5],
  ['as far from two texts', 2 ** 30 + 2 ** -8],
  ['an exponent', 1e300 / 3],
  ['less than one', 1 / 3],
])('%s', (_, value) => {
  expectText(value);
  expectText(-value);
});
