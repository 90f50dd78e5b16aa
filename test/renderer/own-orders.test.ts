import { expect, test } from 'vitest';
import { Market } from '../../src/contract/market.ts';
import { unknownQuantity } from '../../src/contract/market.ts';
import { ownDoubt, ownOrders } from '../../src/renderer/ladder/own-orders.ts';
import { PLAIN } from '../support/pit.ts';

const stamp = { seq: 1, time: 1, symbol: 'X' };

function market(bids: [number, number, number, number, string][], levels: [number, number][]): Market {
  const made = new Market({ ...PLAIN, lotSize: 0.1 });
  made.apply({ type: 'book_update', ...stamp, snapshot: true, bids: levels, asks: [] });
  made.apply({ type: 'book_orders', ...stamp, bids, asks: [] });
  return made;
}

test('own orders are summed by the rows of the ladder, exactly', () => {
  const book = market(
    [
      [104, 0.1, 1, 1, 'ann'],
      [104, 0.2, 2, 2, 'ann'],
      [104, 9, 3, 3, 'bob'],
      [101, 0.3, 4, 4, 'ann'],
    ],
    [
      [104, 9.3],
      [101, 0.3],
    ],
  );
  expect([...ownOrders(book, 'ann', 1).bid]).toEqual([
    [104, { quantity: 0.3, count: 2 }],
    [101, { quantity: 0.3, count: 1 }],
  ]);
  expect([...ownOrders(book, 'ann', 5).bid]).toEqual([[100, { quantity: 0.6, count: 3 }]]);
  expect(ownOrders(book, 'cat', 1).bid.size).toBe(0);
  expect(ownDoubt(book, 'ann', 10)).toBeUndefined();
});

test('a note appears when a level holds more than the known orders, or the exchange publishes none', () => {
  const partly = market(
    [[104, 0.1, 1, 1, 'ann']],
    [
      [104, 0.1],
      [103, 0.3],
    ],
  );
  expect(unknownQuantity(partly, 'buy', [103, 0.3])).toBe(0.3);
  expect(ownDoubt(partly, 'ann', 10)).toContain('ann may have more');
  expect(ownDoubt(partly, 'ann', 1)).toBeUndefined();
  const silent = new Market(PLAIN);
  expect(ownDoubt(silent, 'ann', 10)).toContain('does not publish single orders');
});
