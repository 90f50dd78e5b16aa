/** Integer arithmetic against exact integers of any size. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InstrumentSpec } from '../../src/contract/index.ts';
import { shareOf, valueOf } from '../../src/engine/arithmetic.ts';

const anyAmount = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.integer({ min: 1, max: 2_000 }).map((below) => Number.MAX_SAFE_INTEGER - below),
);
const denominator = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 31 }));

test('a share is exact whatever the product, and rounded toward zero', () => {
  fc.assert(
    fc.property(anyAmount, denominator, fc.nat(2 ** 31), (amount, whole, any) => {
      const part = any % (whole + 1);
      expect(shareOf(amount, part, whole)).toBe(Number((BigInt(amount) * BigInt(part)) / BigInt(whole)));
    }),
    { numRuns: 2_000 },
  );
  // The quotient is nearest to an integer that it does not reach.
  expect(shareOf(2 ** 53 - 2, 1, 2 ** 26 + 1)).toBe(Number((2n ** 53n - 2n) / (2n ** 26n + 1n)));
  expect(shareOf(-1, 1, 10)).toBe(0);
});

test('a value is exact, and an error beyond 2^53 - 1', () => {
  const spec = { tickLotMoney: 1 } as InstrumentSpec;
  expect(valueOf(spec, Number.MAX_SAFE_INTEGER, 1)).toBe(2 ** 53 - 1);
  expect(valueOf(spec, -1, Number.MAX_SAFE_INTEGER)).toBe(1 - 2 ** 53);
  for (const [lots, price] of [
    [2 ** 53, 1],
    [-(2 ** 27), 2 ** 26],
    [NaN, 1],
    [Infinity, 1],
  ] as const)
    expect(() => valueOf(spec, lots, price)).toThrow('beyond 2^53 - 1');
});
