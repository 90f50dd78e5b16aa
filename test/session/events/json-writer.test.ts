/** The writer's output equals JSON.stringify for the same values. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromUnits } from '../../../src/contract/units.ts';
import { double } from '../../../src/session/events/double-text.ts';
import { ascii } from '../../../src/session/events/json-text.ts';
import { JsonWriter } from '../../../src/session/events/json-writer.ts';
import { NUMBER_BYTES } from '../../../src/session/events/number-text.ts';
import { WORD_BYTES } from '../../../src/runtime/words.ts';
import { StrictWriter } from '../../support/strict-writer.ts';

const grids = fc.record({
  mantissa: fc.constantFrom(1, 2, 5, 25, 125, 3, 7),
  decimals: fc.integer({ min: 0, max: 15 }),
});
const units = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -2_000, max: 2_000 }),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(15)).map(([digit, zeros]) => digit * 10 ** zeros),
);

const NOTHING = ascii('');

function written(write: (json: JsonWriter) => void): string {
  const json = new StrictWriter();
  write(json);
  return json.bytes.toString();
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
    expect(written((json) => json.decimal(NOTHING, grid, count))).toBe(text);
  });

  test('of any number of any steps', () => {
    fc.assert(
      fc.property(grids, units, (grid, count) => {
        const text = written((json) => json.decimal(NOTHING, grid, count));
        expect(text).toBe(JSON.stringify(fromUnits(grid, count)));
      }),
      { numRuns: 20_000 },
    );
  });
});

test('an integer, any number', () => {
  fc.assert(
    fc.property(fc.oneof(units, fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
      const text = written((json) => json.moveTo(double(json.reserve(NUMBER_BYTES), 0, value)));
      expect(text).toBe(JSON.stringify(value));
    }),
    { numRuns: 5_000 },
  );
});

test('a string of any characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      expect(written((json) => json.string(NOTHING, text))).toBe(JSON.stringify(text));
    }),
    { numRuns: 5_000 },
  );
});

test('more than the first capacity', () => {
  const names = Array.from({ length: 3_000 }, (_, index) => `,"field${index}":`);
  const text = written((json) => {
    for (const [index, name] of names.entries()) json.integer(ascii(name), index).json('"é"');
  });
  expect(text).toBe(names.map((name, index) => `${name}${index}"é"`).join(''));
});

test('the room is a word larger than asked for, because texts are copied in words', () => {
  for (let more = 4_000; more < 4_200; more += 1) {
    expect(new JsonWriter().reserve(more).byteLength).toBeGreaterThanOrEqual(more + WORD_BYTES);
  }
});
