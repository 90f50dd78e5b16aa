/** A sorted list in pages against one array. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedPages } from '../../src/engine/sorted-pages.ts';

test('it has the items of an array that is sorted after each step', () => {
  // Few places, so that items meet and pages become empty; runs of steps, so that pages become full.
  const step = fc.record({
    does: fc.constantFrom('add', 'add', 'remove', 'pop'),
    from: fc.integer({ min: 0, max: 2_000 }),
    count: fc.integer({ min: 1, max: 700 }),
    stride: fc.constantFrom(1, -1, 7),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const pages = new SortedPages<number>((one, other) => one < other);
      const expected = new Set<number>();
      for (const { does, from, count, stride } of steps) {
        for (let index = 0; index < count; index += 1) {
          const item = does === 'pop' ? Math.max(...expected) : from + index * stride;
          const isThere = expected.has(item);
          if (does === 'add' && !isThere) pages.add(item);
          const removed =
            does === 'pop' ? pages.pop() : does === 'remove' && isThere ? pages.remove(item) : item;
          expect(removed).toBe(does === 'pop' && !isThere ? undefined : item);
          if (does === 'add') expected.add(item);
          else expected.delete(item);
        }
        const sorted = [...expected].toSorted((a, b) => a - b);
        expect([...pages]).toEqual(sorted);
        expect(pages.last).toBe(sorted.at(-1));
      }
    }),
    { numRuns: 60 },
  );
});

test('nothing stands behind the last item', () => {
  const pages = new SortedPages<number>((one, other) => one < other);
  expect(pages.remove(1)).toBeUndefined();
  pages.add(1);
  expect(pages.remove(2)).toBeUndefined();
  expect([...pages]).toEqual([1]);
});
