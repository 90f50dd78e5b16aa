import { beforeEach, describe, expect, test } from 'vitest';
import type { PlaceOrder, Reply } from '../../../src/contract/orders.ts';
import { OwnOrders, rejectOf } from '../../../src/workers/bot/own-orders.ts';

const TERMS = { symbol: 'BTC-USD', side: 'buy', orderType: 'limit', price: 100, quantity: 5 } as const;
const PLACE: PlaceOrder = { type: 'place_order', clientOrderId: 'a', ...TERMS };
const REF = { clientOrderId: 'a', orderId: 1, time: 1 } as const;
const FILL = {
  ...REF,
  type: 'fill',
  symbol: 'X',
  side: 'buy',
  tradeId: 1,
  price: 100,
  liquidity: 'maker',
  fee: 0,
} as const;

let orders: OwnOrders;

beforeEach(() => {
  orders = new OwnOrders(() => undefined);
  orders.sent('1', PLACE);
});

function accept(): void {
  orders.apply({ ...REF, ...TERMS, type: 'order_accepted', requestId: '1' });
}

const state = () => orders.get('a')?.state;

describe('a new order', () => {
  test('is pending, then live', () => {
    expect(state()).toBe('pending');
    accept();
    expect(orders.all).toEqual([
      {
        clientOrderId: 'a',
        orderId: 1,
        symbol: 'BTC-USD',
        side: 'buy',
        price: 100,
        stopPrice: undefined,
        quantity: 5,
        filledQuantity: 0,
        state: 'live',
      },
    ]);
  });

  test.each<Reply>([
    { type: 'order_rejected', requestId: '1', clientOrderId: 'a', code: 'INSUFFICIENT_MARGIN', reason: '' },
    { type: 'error', requestId: '1', code: 'RATE_LIMITED', reason: '' },
    { ...REF, type: 'order_canceled', requestId: '1', remainingQuantity: 5, cause: 'immediate_or_cancel' },
  ])('is gone after $type', (reply) => {
    expect(orders.apply(reply)).toBe(PLACE);
    expect(orders.size).toBe(0);
  });

  test('shrinks with its fills, and ends with the last', () => {
    accept();
    orders.apply({ ...FILL, quantity: 2, remainingQuantity: 3 });
    expect(orders.get('a')?.quantity).toBe(3);
    orders.apply({ ...FILL, quantity: 3, remainingQuantity: 0 });
    expect(orders.size).toBe(0);
  });
});

describe('an amendment', () => {
  beforeEach(() => {
    accept();
    orders.sent('2', { type: 'amend_order', clientOrderId: 'a', price: 101 });
  });

  test('shows the requested terms at once, and then the acknowledged ones', () => {
    expect(orders.get('a')).toMatchObject({ price: 101, quantity: 5, state: 'amending' });
    orders.apply({
      ...REF,
      type: 'order_amended',
      requestId: '2',
      price: 101,
      quantity: 4,
      keptPriority: false,
    });
    expect(orders.get('a')).toMatchObject({ price: 101, quantity: 4, state: 'live' });
  });

  test('that is rejected is undone', () => {
    orders.apply({ type: 'order_rejected', requestId: '2', code: 'INVALID_PRICE', reason: '' });
    expect(orders.get('a')).toMatchObject({ price: 100, state: 'live' });
  });

  test('that another one overtakes leaves the last requested terms', () => {
    orders.sent('3', { type: 'amend_order', clientOrderId: 'a', price: 102 });
    orders.apply({
      ...REF,
      type: 'order_amended',
      requestId: '2',
      price: 101,
      quantity: 5,
      keptPriority: false,
    });
    expect(orders.get('a')).toMatchObject({ price: 102, state: 'amending' });
    orders.apply({ type: 'order_rejected', requestId: '3', code: 'INVALID_PRICE', reason: '' });
    expect(orders.get('a')).toMatchObject({ price: 101, state: 'live' });
  });

  test('of an unknown order removes it', () => {
    orders.apply({
      type: 'order_rejected',
      requestId: '2',
      clientOrderId: 'a',
      code: 'UNKNOWN_ORDER',
      reason: '',
    });
    expect(orders.size).toBe(0);
  });
});

describe('a cancel', () => {
  test('that is rejected leaves the order live', () => {
    accept();
    orders.sent('2', { type: 'cancel_order', clientOrderId: 'a' });
    expect(state()).toBe('canceling');
    orders.apply({ type: 'error', requestId: '2', code: 'RATE_LIMITED', reason: '' });
    expect(state()).toBe('live');
  });

  test('of all removes the existing orders, not later ones', () => {
    accept();
    orders.sent('2', { type: 'cancel_all' });
    orders.sent('3', { ...PLACE, clientOrderId: 'later' });
    expect(state()).toBe('canceling');
    orders.apply({ type: 'cancel_all_done', requestId: '2', count: 1, time: 1 });
    expect(orders.all.map(({ clientOrderId }) => clientOrderId)).toEqual(['later']);
  });
});

test('a login starts over with the live orders', () => {
  const kept = {
    ...TERMS,
    clientOrderId: 'kept',
    orderId: 3,
    timeInForce: 'gtc',
    reduceOnly: false,
  } as const;
  orders.restore([kept]);
  expect(orders.all).toMatchObject([{ clientOrderId: 'kept', state: 'live' }]);
});

test('messages about orders of somebody else are let pass', () => {
  accept();
  orders.apply({ ...FILL, clientOrderId: 'b', quantity: 1, remainingQuantity: 1 });
  orders.apply({ ...REF, clientOrderId: 'b', type: 'order_canceled', remainingQuantity: 1, cause: 'user' });
  expect(orders.size).toBe(1);
});

test('a rejection names the order of its request', () => {
  const error = { type: 'error', code: 'RATE_LIMITED', reason: 'Slow down.' } as const;
  expect(rejectOf(error, PLACE)).toEqual({ ...error, type: 'order_rejected', clientOrderId: 'a' });
  expect(rejectOf(error)).toEqual({ ...error, type: 'order_rejected' });
});

test('the place in the queue is looked up when it is read, and belongs to the list of the order', () => {
  const other = new OwnOrders(({ clientOrderId }) => (clientOrderId === 'a' ? 7 : undefined));
  other.sent('1', PLACE);
  expect([orders.all[0]?.queueAhead, other.all[0]?.queueAhead]).toEqual([undefined, 7]);
  expect({ ...other.all[0] }).toHaveProperty('queueAhead', 7);
});
