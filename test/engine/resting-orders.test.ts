/** A slot of the book leads to its order as long as the order rests. */
import { expect, test } from 'vitest';
import { TestPit } from '../support/pit.ts';

test('nobody reads the order that has left a slot', () => {
  const pit = new TestPit();
  pit.place('me', 'buy', 1, 99, { id: 'one' });
  const { book, resting } = pit.market();
  const slot = book.bids.front;
  expect(resting.at(slot).clientOrderId).toBe('one');
  pit.cancel('me', 'one');
  expect(() => resting.at(slot)).toThrow(`no order rests in slot ${slot}`);
  pit.place('me', 'sell', 1, 101, { id: 'other' });
  expect(resting.at(slot).clientOrderId).toBe('other');
});
