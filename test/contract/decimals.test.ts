import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutResidue } from '../../src/contract/decimals.ts';

const exact = (value: number) => Number(value.toPrecision(12));

test('a residue is removed', () => {
  expect(withoutResidue(0.1 + 0.2)).toBe(0.3);
  expect(withoutResidue(1.005 - 1)).toBe(0.005);
  expect(withoutResidue(-0.3 + 0.1)).toBe(-0.2);
});

test('every number is rounded to twelve digits', () => {
  const decimal = fc
    .tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.integer({ min: 0, max: 15 }))
    .map(([units, decimals]) => units / 10 ** decimals);
  const residue = fc.integer({ min: -20, max: 20 }).map((steps) => steps * Number.EPSILON);
  const near = fc.tuple(decimal, residue).map(([value, share]) => value * (1 + share));
  fc.assert(
    fc.property(fc.oneof(decimal, near, fc.double()), (value) => {
      expect(withoutResidue(value)).toBe(exact(value));
    }),
    { numRuns: 20_000 },
  );
  for (const value of [0, -0, 999_999.999_999_5, 1e6, 123_456.789_012_345, 5e-7, 4.999_999_999_999e-7])
    expect(withoutResidue(value)).toBe(exact(value));
});
