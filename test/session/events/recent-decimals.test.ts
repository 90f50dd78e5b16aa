/** Recent decimals have the same text as new ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromUnits } from '../../../src/contract/units.ts';
import { NUMBER_BYTES } from '../../../src/session/events/number-text.ts';
import { RecentDecimals } from '../../../src/session/events/recent-decimals.ts';

const view = new DataView(new ArrayBuffer(2 * NUMBER_BYTES));

test('whatever was written before, at the same place or another', () => {
  const grids = fc.record({
    mantissa: fc.constantFrom(1, 5, 25),
    decimals: fc.integer({ min: 0, max: 15 }),
  });
  // Few of the small numbers differ, many of the large ones share a place, and the longest texts are not kept.
  const units = fc.oneof(
    fc.integer({ min: -8, max: 8 }),
    fc.integer({ min: -5e3, max: 5e3 }),
    fc.maxSafeInteger(),
  );
  const written = fc.tuple(units, fc.nat(NUMBER_BYTES));
  fc.assert(
    fc.property(grids, fc.array(written, { minLength: 1, maxLength: 200 }), (grid, all) => {
      const decimals = new RecentDecimals(grid);
      for (const [count, at] of all.flatMap(([each, place]) => [
        [each, place] as const,
        [each, NUMBER_BYTES - place] as const,
      ])) {
        const end = decimals.write(view, at, count);
        expect(Buffer.from(view.buffer, at, end - at).toString()).toBe(
          JSON.stringify(fromUnits(grid, count)),
        );
      }
    }),
    { numRuns: 2_000 },
  );
});
