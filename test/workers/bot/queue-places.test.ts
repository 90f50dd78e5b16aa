import { beforeEach, expect, test } from 'vitest';
import type { Trade } from '../../../src/contract/events.ts';
import type { Reply } from '../../../src/contract/orders.ts';
import { QueuePlaces } from '../../../src/workers/bot/queue-places.ts';

const ORDER = { clientOrderId: 'mine', side: 'buy', quantity: 1 } as const;
const trade = (time: number, quantity: number, price = 100, aggressor: 'buy' | 'sell' = 'sell') =>
  ({ type: 'trade', time, price, quantity, aggressor }) as Trade;
const accepted = (queueAhead?: number) =>
  ({ type: 'order_accepted', clientOrderId: 'mine', side: 'buy', price: 100, time: 10, queueAhead }) as Reply;

let places: QueuePlaces;
let shown: number;
const ahead = (time = 20) => places.ahead(ORDER, { bids: [[100, shown]], asks: [] } as never, time);

beforeEach(() => {
  places = new QueuePlaces();
  shown = 50;
});

test('what the gateway told, less what has traded since', () => {
  places.told(accepted(5), []);
  expect(ahead()).toBe(5);
  places.traded(trade(11, 2));
  places.traded(trade(12, 9, 101));
  places.traded(trade(12, 9, 100, 'buy'));
  expect(ahead()).toBe(3);
  places.traded(trade(13, 4));
  expect(ahead()).toBe(0);
});

test('trades count once, whichever connection is faster', () => {
  places.told(accepted(5), [trade(9, 1), trade(10, 1), trade(11, 1)]);
  expect(ahead()).toBe(4);
  places.traded(trade(10, 1));
  expect(ahead()).toBe(4);
});

test('no more than the book shows besides it, once the relay has told of it', () => {
  places.told(accepted(5), []);
  shown = 3.1;
  expect(ahead(9)).toBe(5);
  expect(ahead(10)).toBe(2.1);
  shown = 0.5;
  expect(ahead()).toBe(0);
});

test('an amendment that loses its place gets a new one', () => {
  places.told(accepted(5), []);
  const amended = {
    type: 'order_amended',
    clientOrderId: 'mine',
    orderId: 1,
    price: 100,
    quantity: 1,
  } as const;
  places.told({ ...amended, keptPriority: true, time: 11 }, []);
  expect(ahead()).toBe(5);
  places.told({ ...amended, keptPriority: false, queueAhead: 8, time: 12 }, []);
  places.traded(trade(12, 1));
  places.traded(trade(13, 1));
  expect(ahead()).toBe(7);
});

test.each<[string, Reply]>([
  ['an order that does not rest', accepted()],
  ['a cancelled one', { type: 'order_canceled', clientOrderId: 'mine' } as Reply],
  ['a filled one', { type: 'fill', clientOrderId: 'mine', remainingQuantity: 0 } as Reply],
  ['one from before a reconnection', { type: 'welcome' } as Reply],
])('%s has no place', (_, reply) => {
  places.told(accepted(5), []);
  places.told(reply, []);
  expect(ahead()).toBeUndefined();
});
