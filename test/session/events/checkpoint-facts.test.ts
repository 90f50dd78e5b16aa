/** A checkpoint reads the orders that rest, and leaves them as records. */
import { expect, test } from 'vitest';
import { bookOrders } from '../../../src/session/events/checkpoint-facts.ts';
import { newPit } from '../../support/any-commands.ts';

test('the front orders are read in the order in which they trade, and none is in use afterwards', () => {
  const pit = newPit();
  pit.place('ann', 'buy', 5, 89);
  pit.place('bob', 'buy', 3, 90);
  pit.place('ann', 'buy', 2, 90);
  pit.state.orderRecords.putBack();
  const { bids, asks } = bookOrders(pit.market());
  expect(bids).toMatchObject([
    { price: 90, quantity: 3 },
    { price: 90, quantity: 2 },
    { price: 89, quantity: 5 },
  ]);
  expect(asks).toEqual([]);
  // An order in use has one object. Each reader of another one gets its own.
  const { book, resting } = pit.market();
  const slots = [...book.bids.slots()];
  expect(slots).toHaveLength(3);
  for (const slot of slots) expect(resting.read(slot)).not.toBe(resting.read(slot));
});
