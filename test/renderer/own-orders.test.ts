import { expect, test } from 'vitest';
import { Market } from '../../src/contract/market.ts';
import { unknownQuantity } from '../../src/contract/market.ts';
import { ownDoubt, ownOrders } from '../../src/renderer/ladder/own-orders.ts';
import { ownText, placeText } from '../../src/renderer/ladder/own-text.ts';
import { PriceSteps } from '../../src/renderer/ladder/price-steps.ts';
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
  const own = (account: string, ticks: number) =>
    [...ownOrders(book, account, new PriceSteps(PLAIN.tickSize, ticks)).bid].map(
      ([step, { quantity, count }]) => [step, quantity, count],
    );
  expect(own('ann', 1)).toEqual([
    [104, 0.3, 2],
    [101, 0.3, 1],
  ]);
  expect(own('ann', 5)).toEqual([[20, 0.6, 3]]);
  expect(own('cat', 1)).toEqual([]);
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

test('an own order has its place in the queue: of several, that of the one that trades first', () => {
  const book = market(
    [
      [104, 0.4, 1, 5, 'bob'],
      [104, 0.1, 2, 6, 'ann'],
      [103, 0.2, 3, 1, 'ann'],
      [103, 0.7, 4, 2, 'bob'],
    ],
    [
      [104, 0.5],
      [103, 1.2],
    ],
  );
  const row = (step: number, ticks: number) => {
    const found = ownOrders(book, 'ann', new PriceSteps(PLAIN.tickSize, ticks)).bid.get(step);
    if (found === undefined) throw new Error(`ann has nothing in step ${step}`);
    return found;
  };
  expect(row(104, 1).place).toEqual({ number: 2, of: 2, ahead: 0.4, unknown: 0 });
  expect(row(20, 5).place).toEqual(row(104, 1).place);
  expect([placeText(row(104, 1)), placeText(row(103, 1))]).toEqual(['#2', '#1?']);
  expect(ownText('ann', row(104, 1), 0.1)).toBe('ann has 0.1 here; 2nd of 2 in the queue, 0.4 ahead');
  expect(ownText('ann', row(20, 5), 0.1)).toBe(
    'ann has 0.3 here in 2 orders; the first is 2nd of 2 in the queue, 0.4 ahead',
  );
  expect(ownText('ann', row(103, 1), 0.1)).toBe(
    'ann has 0.2 here; 1st of 2 in the queue, nothing ahead, and 0.3 there is of unknown orders',
  );
});
