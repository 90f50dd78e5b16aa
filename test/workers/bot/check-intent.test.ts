import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { requestSchema } from '../../../src/contract/orders.ts';
import {
  checkIntent,
  listIntents,
  tooMany,
  type IntentContext,
} from '../../../src/workers/bot/check-intent.ts';
import { InstrumentSteps } from '../../../src/workers/bot/instrument-steps.ts';
import { OwnOrders } from '../../../src/workers/bot/own-orders.ts';

let context: IntentContext;

beforeEach(() => {
  const orders = new OwnOrders(() => undefined);
  const base = { symbol: 'BTC-USD', side: 'buy', orderType: 'limit', price: 49_000, quantity: 1 } as const;
  orders.sent('1', { type: 'place_order', clientOrderId: 'mine', ...base });
  orders.sent('2', { type: 'place_order', clientOrderId: 'going', ...base });
  orders.sent('3', { type: 'cancel_order', clientOrderId: 'going' });
  context = {
    callback: 'onTimer',
    instruments: new Map([['BTC-USD', new InstrumentSteps(DEFAULT_INSTRUMENT)]]),
    listed: ['BTC-USD'],
    orders,
    freshId: () => 'fresh',
  };
});

test('intents that need no schema are checked with the same result as by the schema', () => {
  const numbers = [1, 49_000.5, 49_000.3, -1, NaN, undefined];
  const intents = numbers.flatMap((price) => [
    { type: 'place', side: 'buy', quantity: 0.01, price },
    { type: 'place', side: 'up', quantity: 0.01, price },
    { type: 'place', side: 'sell', quantity: price, postOnly: true },
    { type: 'place', side: 'sell', quantity: 0.01, price: 49_000, timeInForce: 'ioc', reduceOnly: price },
    { type: 'amend', clientOrderId: 'mine', price },
    { type: 'amend', clientOrderId: '', quantity: price },
    { type: 'cancel', clientOrderId: 'mine', price },
    { type: 'cancel', clientOrderId: 'other' },
  ]);
  // An object with a prototype of its own is left to the schema.
  for (const intent of intents)
    expect(checkIntent(intent, context)).toEqual(
      checkIntent(Object.assign(Object.create({}) as object, intent), context),
    );
});

describe('a valid intent is sent', () => {
  const PLACE = { type: 'place', side: 'buy', quantity: 0.01 };

  test.each([
    ['market', PLACE],
    ['limit', { ...PLACE, price: 50_000.5, postOnly: true }],
    ['stop_market', { ...PLACE, stopPrice: 50_100, reduceOnly: true }],
    ['stop_market', { ...PLACE, trailingOffset: 100, oco: 'mine' }],
    [
      'stop_limit',
      { ...PLACE, stopPrice: 50_100, price: 50_200, timeInForce: 'ioc', clientOrderId: 'named' },
    ],
  ])('a %s order', (orderType, intent) => {
    const { type: _, ...fields } = intent;
    const checked = checkIntent(intent, context);
    const request = { clientOrderId: 'fresh', ...fields, type: 'place_order', symbol: 'BTC-USD', orderType };
    expect(checked).toEqual({ request });
    expect(requestSchema.safeParse(request).success).toBe(true);
  });

  test.each([
    [
      { type: 'amend', clientOrderId: 'mine', price: 49_001 },
      { type: 'amend_order', clientOrderId: 'mine', price: 49_001 },
    ],
    [
      { type: 'amend', clientOrderId: 'mine', stopPrice: 49_001 },
      { type: 'amend_order', clientOrderId: 'mine', stopPrice: 49_001 },
    ],
    [
      { type: 'cancel', clientOrderId: 'mine' },
      { type: 'cancel_order', clientOrderId: 'mine' },
    ],
    [{ type: 'cancelAll' }, { type: 'cancel_all', symbol: 'BTC-USD' }],
  ])('%o', (intent, request) => {
    expect(checkIntent(intent, context)).toEqual({ request });
  });

  test('nothing, for an order that is being cancelled already', () => {
    expect(checkIntent({ type: 'cancel', clientOrderId: 'going' }, context)).toEqual({ nothing: true });
  });
});

describe('an invalid intent is refused', () => {
  const place = (fields: object) => ({ type: 'place', side: 'buy', quantity: 0.01, ...fields });

  test.each([
    [
      place({ price: 50_000.7 }),
      'INVALID_PRICE',
      'place: price must be a multiple of the tick 0.5; got 50000.7, nearest are 50000.5 and 50001.',
    ],
    [
      place({ price: 0.2 }),
      'INVALID_PRICE',
      'place: price must be a multiple of the tick 0.5; got 0.2, nearest is 0.5.',
    ],
    [place({ price: -1 }), 'INVALID_PRICE', 'place: price must be above 0; got -1.'],
    [place({ stopPrice: 1e300 }), 'INVALID_PRICE', 'stopPrice must be a number of at most 15 digits'],
    [
      place({ quantity: 0.0004 }),
      'INVALID_QUANTITY',
      'place: quantity must be a multiple of the lot 0.001; got 0.0004, nearest is 0.001.',
    ],
    [place({ quantity: 0 }), 'INVALID_QUANTITY', 'place: quantity must be above 0; got 0.'],
    [place({ quantity: Number.NaN }), 'BAD_MESSAGE', 'place.quantity must be a number; got NaN.'],
    [place({ side: 'bid' }), 'BAD_MESSAGE', "place.side must be one of buy, sell; got 'bid'."],
    [place({ price: '49507.5' }), 'BAD_MESSAGE', "place.price must be a number; got '49507.5'."],
    [{ type: 'place', side: 'buy' }, 'BAD_MESSAGE', 'place.quantity must be a number; got nothing.'],
    [
      { type: 'place', side: 'buy', qty: 1 },
      'BAD_MESSAGE',
      'place takes no qty; it takes side, quantity, price, stopPrice,',
    ],
    [{ type: 'cancelAll', price: 1 }, 'BAD_MESSAGE', 'cancelAll takes no price; it takes symbol.'],
    [
      place({ price: undefined }),
      'BAD_MESSAGE',
      'place.price is undefined; give a number, or leave the key out',
    ],
    [place({ price: 50_000, stopPrice: undefined }), 'BAD_MESSAGE', 'place.stopPrice is undefined'],
    [
      { type: 'amend', clientOrderId: 'mine', price: 49_001, quantity: undefined },
      'BAD_MESSAGE',
      'amend.quantity is undefined',
    ],
    [place({ prize: 1 }), 'BAD_MESSAGE', 'prize'],
    [
      place({ trailingOffset: 0.7 }),
      'INVALID_PRICE',
      'place: trailingOffset must be a multiple of the tick 0.5; got 0.7, nearest are 0.5 and 1.',
    ],
    [
      place({ trailingOffset: 5, stopPrice: 9 }),
      'BAD_MESSAGE',
      'a trailingOffset takes neither a price nor a stopPrice',
    ],
    [place({ price: 1, oco: 'x' }), 'UNKNOWN_ORDER', "oco: no own order is called 'x'"],
    [place({ postOnly: true }), 'BAD_MESSAGE', 'postOnly needs a price'],
    [place({ clientOrderId: 'mine' }), 'DUPLICATE_CLIENT_ORDER_ID', "'mine' is that of a live order"],
    [
      { type: 'amend', clientOrderId: 'x', price: 1 },
      'UNKNOWN_ORDER',
      "no own order is called 'x'; there are mine, going",
    ],
    [{ type: 'amend', clientOrderId: 'going', price: 1 }, 'UNKNOWN_ORDER', "'going' is being cancelled"],
    [{ type: 'amend', clientOrderId: 'mine' }, 'BAD_MESSAGE', 'give a price, a stopPrice or a quantity'],
    [
      { type: 'amend', clientOrderId: 'mine', quantity: 0.0101 },
      'INVALID_QUANTITY',
      'nearest are 0.01 and 0.011',
    ],
    [{ type: 'cancel', clientOrderId: 'x' }, 'UNKNOWN_ORDER', "cancel: no own order is called 'x'"],
    [
      { type: 'plaice' },
      'BAD_MESSAGE',
      "onTimer: type must be one of place, amend, cancel, cancelAll, setMargin; got 'plaice'.",
    ],
    [{}, 'BAD_MESSAGE', 'got nothing.'],
    ['buy', 'BAD_MESSAGE', 'onTimer must return intents such as'],
    [42, 'BAD_MESSAGE', 'got 42'],
    [[place({})], 'BAD_MESSAGE', 'onTimer returned a list within a list; return all intents in one.'],
    [[].values(), 'BAD_MESSAGE', 'onTimer returned a generator or a set; return a list'],
    [{ async *[Symbol.asyncIterator]() {} }, 'BAD_MESSAGE', 'onTimer returned an async generator'],
  ])('%o', (intent, code, words) => {
    const checked = checkIntent(intent, context);
    expect(checked).toMatchObject({ reject: { type: 'order_rejected', code } });
    expect('reject' in checked && checked.reject.reason).toContain(words);
  });
});

test('nothing, one or several intents', () => {
  expect([undefined, null, [], 1, [1, 2]].map(listIntents)).toEqual([[], [], [], [1], [1, 2]]);
});

test('a circular value is described, too', () => {
  const around: Record<string, unknown> = { type: 'place', side: 'buy' };
  around['quantity'] = around;
  const checked = checkIntent(around, context);
  expect('reject' in checked && checked.reject.reason).toContain('place.quantity must be a number; got <ref');
});

test('too many intents are reported with the callback that returned them', () => {
  expect(tooMany('onFill', 201).reason).toContain(
    'onFill returned 201 intents; one call may return at most 200',
  );
});

test('rounding gives the nearest step, and never zero', () => {
  const { roundPrice, roundQuantity } = new InstrumentSteps(DEFAULT_INSTRUMENT);
  expect([roundPrice(50_000.3), roundPrice(50_000.2), roundPrice(0)]).toEqual([50_000.5, 50_000, 0.5]);
  expect([roundQuantity(0.1 + 0.2), roundQuantity(0.00001)]).toEqual([0.3, 0.001]);
});
