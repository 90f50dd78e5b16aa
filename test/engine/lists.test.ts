import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder } from '../../src/engine/lists.ts';

const isBelow = (one: number, other: number): boolean => one < other;

test('a list in order is the sorted list, and afterwards empty', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), (numbers) => {
      const list = [...numbers];
      expect([...inOrder(list, isBelow)]).toEqual(numbers.toSorted((a, b) => a - b));
      expect(list).toEqual([]);
    }),
  );
});

test('the first item of 4,096 needs fewer than two comparisons for each of them', () => {
  const list = Array.from({ length: 4_096 }, (_, index) => (index * 2_654_435_761) % 4_099);
  let comparisons = 0;
  const [first] = inOrder(list, (one, other) => {
    comparisons += 1;
    return one < other;
  });
  expect(first).toBe(0);
  expect(comparisons).toBeLessThan(2 * 4_096);
});
