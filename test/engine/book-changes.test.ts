/** Rounds with more changes than the list of changed levels has rows at first. */
import { expect, test } from 'vitest';
import { Book } from '../../src/engine/book/book.ts';

const PRICE_MAX = 2 ** 40;
const LEVELS = 3_000;

/** The changes of a round, as price and quantity. */
function read(book: Book): readonly (readonly [number, number])[] {
  return Array.from({ length: book.readChanges() }, (_, row) => [
    book.changedPrice(row),
    book.changedTotal(row),
  ]);
}

test.each([
  ['near the best price', 4_096],
  ['far away', 32],
])('thousands of levels %s change in one round, and each is reported once', (_, cells) => {
  const book = new Book(PRICE_MAX, cells);
  const slots = Array.from({ length: LEVELS }, (_, level) => book.add('sell', 100 + level, 5, 0, false));
  for (const [level, slot] of slots.entries()) if (level % 3 === 0) book.remove(slot);
  const rest = [...slots.keys()].filter((level) => level % 3 !== 0);
  expect(read(book)).toEqual(rest.map((level) => [100 + level, 5]));

  book.add('buy', 7, 1, 0, false);
  for (const level of rest) {
    const slot = book.add('sell', 100 + level, 1, 0, false);
    if (level % 3 === 1) book.remove(slot);
  }
  const grown = rest.filter((level) => level % 3 === 2);
  expect(read(book)).toEqual([[7, 1], ...grown.map((level) => [100 + level, 6])]);
  expect(read(book)).toEqual([]);
});

test('a round that changes one level thousands of times reports it once', () => {
  const book = new Book(PRICE_MAX, 32);
  for (let round = 0; round < LEVELS; round += 1) book.remove(book.add('buy', 100, 1, 0, false));
  expect(read(book)).toEqual([]);
  for (let round = 0; round < LEVELS; round += 1) book.remove(book.add('sell', 2 ** 30, 1, 0, false));
  book.add('buy', 100, 1, 0, false);
  expect(read(book)).toEqual([[100, 1]]);
});

test('a dropped round of thousands of changes leaves no level without orders far away', () => {
  const book = new Book(PRICE_MAX, 32);
  book.add('sell', 1, 1, 0, false);
  const bytesAfter = (first: number) => {
    for (let level = 0; level < LEVELS; level += 1)
      book.remove(book.add('sell', first + level * 64, 1, 0, false));
    book.dropChanges();
    return book.bytes;
  };
  const once = bytesAfter(10_000);
  expect([1_000_000, 2_000_000, 3_000_000].map(bytesAfter)).toEqual([once, once, once]);
});
