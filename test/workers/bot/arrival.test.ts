import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { Arrival } from '../../../src/workers/bot/arrival.ts';

const event = (fields: object) => ({ seq: 0, time: 0, symbol: 'X', ...fields }) as unknown as MarketEvent;
const mark = (price: number) => event({ type: 'mark_price', price });
const trade = (buyAccount: string, sellAccount: string) =>
  event({ type: 'trade', buyAccount, sellAccount, price: 1 });
const position = (account: string) => event({ type: 'position_update', account });

const [early, late] = [mark(1), mark(2)];
const [book, stranger] = [event({ type: 'book_update', bids: [], asks: [] }), position('stranger')];
const [between, own] = [trade('a', 'b'), position('a')];
const single = event({ type: 'order_update', orderId: 1 });
const wash = trade('c', 'c');
const events = [early, between, stranger, book, own, single, late, wash];
const arrival = new Arrival(events, new Set(['a', 'b', 'c', 'd']));

test('events are sorted by what a trader does with them', () => {
  expect(arrival.books).toEqual([book]);
  expect(arrival.trades).toEqual([between, wash]);
  expect(arrival.singleOrders).toEqual([single]);
});

test.each([
  ['a', [early, between, own, late]],
  ['b', [early, between, late]],
  ['c', [early, late, wash]],
  ['d', [early, late]],
])('mark prices and the events that name account %s are in order', (account, expected) => {
  expect(arrival.concerning(account)).toEqual(expected);
  expect(arrival.names(account)).toBe(account !== 'd');
});

test('both accounts of a liquidation are named', () => {
  const step = event({ type: 'liquidation', account: 'a', counterparty: 'b' });
  const both = new Arrival([step], new Set(['a', 'b']));
  expect([both.concerning('a'), both.concerning('b')]).toEqual([[step], [step]]);
});
