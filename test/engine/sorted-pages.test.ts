/** A sorted list in pages against one array. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedPages } from '../../src/engine/sorted-pages.ts';

const LENGTH_MAX = 8;

function open(): SortedPages<number> {
  return new SortedPages((one, other) => one < other, LENGTH_MAX);
}

/** Rule 1 of the list, and the half of rule 2 that holds at any time. */
function checkLengths({ pageLengths }: SortedPages<number>): void {
  for (const length of pageLengths) {
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(LENGTH_MAX);
  }
}

test('it has the items of an array that is sorted after each step', () => {
  // Few places, so that items meet and pages become empty; runs of steps, so that pages become full.
  const step = fc.record({
    does: fc.constantFrom('add', 'add', 'remove', 'pop'),
    from: fc.integer({ min: 0, max: 60 }),
    count: fc.integer({ min: 1, max: 30 }),
    stride: fc.constantFrom(1, -1, 7),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const pages = open();
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
        checkLengths(pages);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([1, -1])('items that come in order, in steps of %i, leave no page less than half full', (step) => {
  const pages = open();
  for (let item = 0; Math.abs(item) < 1_000; item += step) pages.add(item);
  expect(Math.min(...pages.pageLengths)).toBeGreaterThanOrEqual(LENGTH_MAX / 2);
});

test('nothing stands behind the last item', () => {
  const pages = open();
  expect(pages.remove(1)).toBeUndefined();
  pages.add(1);
  expect(pages.remove(2)).toBeUndefined();
  expect([...pages]).toEqual([1]);
});
