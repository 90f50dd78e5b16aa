/** Columns of depth in a ring of typed arrays: one column never reaches into another. */
import { expect, test } from 'vitest';
import { DEPTH_LEVELS_MAX, DepthTier } from '../../src/contract/depth-tier.ts';
import type { Level } from '../../src/contract/events.ts';

const SECOND = 1_000_000;
const SIZE = { columnMs: 1_000, columns: 4 };

/** A book with so many levels on each side. */
function bookOf(count: number) {
  const levels = (sign: 1 | -1) =>
    Array.from({ length: count }, (_, index): Level => [1_000 + sign * (1 + index), 1 + index]);
  return { bids: levels(-1), asks: levels(1), markPrice: 1_000 };
}

/** A tier with a column for each of these seconds, whose mark price is the second. */
function tierOf(seconds: readonly number[]): DepthTier {
  const tier = new DepthTier(SIZE);
  for (const second of seconds) tier.record({ ...bookOf(1), markPrice: second }, second * SECOND);
  return tier;
}

const marks = (tier: DepthTier) => Array.from({ length: tier.length }, (_, column) => tier.mark(column));

test('a book with more levels than a column has keeps the best, and leaves the other columns as they are', () => {
  const tier = new DepthTier(SIZE);
  const small = bookOf(2);
  // The fifth column takes the place of the first one, before that of the second.
  for (let second = 1; second <= 4; second += 1) tier.record(small, second * SECOND);
  const large = bookOf(DEPTH_LEVELS_MAX + 5);
  tier.record(large, 5 * SECOND);
  expect(tier.levels(3, 'bids')).toEqual(large.bids.slice(0, DEPTH_LEVELS_MAX));
  expect(tier.levels(3, 'asks')).toEqual(large.asks.slice(0, DEPTH_LEVELS_MAX));
  for (const column of [0, 1, 2]) {
    expect(tier.levels(column, 'bids')).toEqual(small.bids);
    expect(tier.levels(column, 'asks')).toEqual(small.asks);
  }
});

test('a column that ends at a moment is over by then', () => {
  const tier = tierOf([1, 2, 3]);
  expect([1, 1.5, 2, 2.999_999, 3, 5].map((second) => tier.columnAt(second * SECOND))).toEqual([
    0, 0, 1, 1, 2, 3,
  ]);
});

test('older columns fill the gaps, up to the column that follows and from the end of the one before', () => {
  const merged = (newer: readonly number[], older: readonly number[]) =>
    marks(tierOf(newer).merged(tierOf(older), SIZE));
  expect(merged([5, 6], [3, 4])).toEqual([3, 4, 5, 6]);
  // The column of second 1 ends with second 3, where none follows it before.
  expect(merged([1, 5], [1, 2, 3, 4])).toEqual([1, 3, 4, 5]);
  expect(merged([5], [4, 5, 6])).toEqual([4, 5]);
  expect(merged([], [4, 5])).toEqual([4, 5]);
});
