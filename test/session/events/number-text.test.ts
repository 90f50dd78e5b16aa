/** Numbers have the text that JSON.stringify gives them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromUnits, type Grid } from '../../../src/contract/units.ts';
import { double } from '../../../src/session/events/double-text.ts';
import { decimal, NUMBER_BYTES } from '../../../src/session/events/number-text.ts';
import { StrictRoom } from '../../support/strict-room.ts';

const grids = fc.record({
  mantissa: fc.constantFrom(1, 2, 5, 25, 125, 3, 7),
  decimals: fc.integer({ min: 0, max: 15 }),
});
const units = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -2_000, max: 2_000 }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(15)).map(([digit, zeros]) => digit * 10 ** zeros),
);

/** @param write writes at the beginning of a view, and returns the end */
function written(write: (view: DataView) => number): string {
  const room = new StrictRoom();
  room.moveTo(write(room.reserve(NUMBER_BYTES)));
  return String(room.bytes);
}

function decimalText(grid: Grid, count: number): string {
  return written((view) => decimal(view, 0, grid, count));
}

describe('a decimal', () => {
  test.each([
    [{ mantissa: 1, decimals: 6 }, 99_987_123_456, '99987.123456'],
    [{ mantissa: 1, decimals: 6 }, -1_500_000, '-1.5'],
    [{ mantissa: 5, decimals: 1 }, 100_001, '50000.5'],
    [{ mantissa: 5, decimals: 1 }, 100_000, '50000'],
    [{ mantissa: 1, decimals: 3 }, 1, '0.001'],
    [{ mantissa: 1, decimals: 8 }, 1, '1e-8'],
    [{ mantissa: 1, decimals: 12 }, 123_456_789_012_345, '123.456789012345'],
    [{ mantissa: 1, decimals: 6 }, 0, '0'],
    [{ mantissa: 1, decimals: 6 }, -0, '0'],
    [{ mantissa: 1, decimals: 6 }, Number.MAX_SAFE_INTEGER, '9007199254.740992'],
  ])('of %j × %d', (grid, count, text) => {
    expect(decimalText(grid, count)).toBe(text);
  });

  test('of any number of any steps', () => {
    fc.assert(
      fc.property(grids, units, (grid, count) => {
        expect(decimalText(grid, count)).toBe(JSON.stringify(fromUnits(grid, count)));
      }),
      { numRuns: 20_000 },
    );
  });
});

test('an integer, any number', () => {
  fc.assert(
    fc.property(fc.oneof(units, fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
      const text = written((view) => double(view, 0, value));
      expect(text).toBe(JSON.stringify(value));
    }),
    { numRuns: 5_000 },
  );
});
