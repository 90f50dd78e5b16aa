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

/**
 * Doubles whose digits leave a chosen remainder: F × 5^n ≡ r modulo 2^(f - n), in the terms of the module. The remainders
 * lie beside every border: where a text begins to read as another double, and between two last digits.
 */
const beside = fc
  .record({
    bit: fc.integer({ min: 0, max: 31 }),
    whole: fc.nat(),
    quotient: fc.maxSafeInteger(),
    border: fc.integer({ min: -1, max: 20 }),
    distance: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ bit, whole, quotient, border, distance }) => {
    const bits = 52 - bit;
    const count = Math.floor(bits * Math.log10(2));
    const [divisor, five] = [2n ** BigInt(bits - count), 5n ** BigInt(count)];
    const half = border === -1 ? five / 2n : border === 0 ? -five / 2n : (BigInt(border) * divisor) / 20n;
    const rest = (half + BigInt(distance)) * inverse(five, bits - count);
    const bitsOfFraction = BigInt.asUintN(
      bits,
      BigInt(quotient) * divisor + BigInt.asUintN(bits - count, rest),
    );
    return 2 ** bit + (whole % 2 ** bit) + Number(bitsOfFraction) / 2 ** bits;
  });

/** The number whose product with an odd one ends with these bits: 0…01. Newton's method. */
function inverse(odd: bigint, bits: number): bigint {
  let result = odd;
  while (BigInt.asUintN(bits, result * odd) !== 1n)
    result = BigInt.asUintN(bits, result * (2n - odd * result));
  return result;
}

test('of digits beside a border', () => {
  fc.assert(fc.property(beside, expectText), RUNS);
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
