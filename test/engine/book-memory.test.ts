/** The memory of a book: its room, its growth and its bound. */
import { expect, test } from 'vitest';
import { Book } from '../../src/engine/book/book.ts';

const PRICE_MAX = 2 ** 40;

test('a book with room for its orders does not grow, and keeps those that it has', () => {
  const book = new Book(PRICE_MAX);
  const first = book.add('buy', 7, 3, 0, false);
  book.reserve(20_000);
  const { bytes } = book;
  for (let order = 0; order < 19_000; order += 1) book.add('sell', 100 + (order % 500), 1, 0, false);
  book.reserve(100);
  expect(book.bytes).toBe(bytes);
  expect([book.openOf(first), [...book.asks.levels()].length]).toEqual([3, 500]);
  for (let order = 0; order < 50_000; order += 1) book.add('sell', 100, 1, 0, false);
  expect(book.bytes).toBeGreaterThan(bytes);
  expect([...book.bids.levels()]).toEqual([{ price: 7, total: 3 }]);
});

test('a book grows by pieces that do not depend on the number of its orders', () => {
  const book = new Book(PRICE_MAX);
  const first = book.add('buy', 7, 3, 0, false);
  let before = book.bytes;
  let grown = 0;
  for (let order = 0; order < 100_000; order += 1) {
    book.add('sell', 100 + (order % 500), 1, 0, false);
    grown = Math.max(grown, book.bytes - before);
    before = book.bytes;
  }
  expect(grown).toBe(65_536);
  expect(book.bytes).toBeLessThan(33 * 100_000);
  expect(book.openOf(first)).toBe(3);
  expect([...book.asks.levels()]).toEqual(
    Array.from({ length: 500 }, (_, level) => ({ price: 100 + level, total: 200 })),
  );
});

test('the first order of each side places its window, although changes are unread', () => {
  const book = new Book(PRICE_MAX);
  const { bytes } = book;
  book.add('buy', 5_000, 1, 0, false);
  // Each of these prices would take a node of the tree, which has 64 nodes at first.
  for (let level = 0; level < 80; level += 1) book.add('sell', 5_001 + level * 32, 1, 0, false);
  expect(book.bytes).toBe(bytes);
  expect([...book.asks.levels()].map(({ price }) => price)).toEqual(
    Array.from({ length: 80 }, (_, level) => 5_001 + level * 32),
  );
});

test('a book that would take more than 256 MiB is refused', () => {
  const book = new Book(PRICE_MAX);
  expect(() => book.reserve(9_000_000)).toThrow('a book cannot grow to');
  book.reserve(8_000_000);
  expect(book.add('buy', 7, 3, 0, false)).toBeGreaterThan(0);
});
