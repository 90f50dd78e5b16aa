/** The protocol, message by message: codes in their order, and no field on the wire that the schemas lack. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventSchema, type BookOrders, type OrderUpdate } from '../../src/contract/events.ts';
import { REJECT_CODES, replySchema } from '../../src/contract/orders.ts';
import { BOOK_ORDERS_MAX } from '../../src/contract/protocol.ts';
import { Bench, type Trader } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

const ORDER = {
  type: 'place_order',
  clientOrderId: 'new',
  symbol: 'BTC-USD',
  side: 'buy',
  orderType: 'limit',
  quantity: 0.001,
  price: 50_000,
} as const;
const OFF_GRID = { price: 50_000.1, quantity: 0.000_01 };
const FAR = { price: 100_000 };
const TOO_LARGE = { quantity: 1_000 };
const INCREASING = { reduceOnly: true };
const UNFILLABLE = { timeInForce: 'fok' };

/** A trader with a live order `live`, beside an ask of 1 @50,010 and a bid of 1 @49,990 of another account. */
async function setUp(...args: string[]): Promise<Trader> {
  const { orders } = await bench.open('--rate-limit', '0', ...args);
  const other = await bench.trader(orders, 'other');
  await other.place('ask', 'sell', 1, 50_010);
  await other.place('bid', 'buy', 1, 49_990);
  const trader = await bench.trader(orders, 'me');
  await trader.place('live', 'buy', 0.001, 49_900);
  return trader;
}

/** Each request violates its code's rule and, where possible, the next one's. */
const OFFENCES = [
  ['BAD_MESSAGE', { ...ORDER, side: 'up', symbol: 'NOPE' }],
  ['UNKNOWN_SYMBOL', { ...ORDER, ...OFF_GRID, symbol: 'NOPE' }],
  ['INVALID_PRICE', { ...ORDER, ...OFF_GRID }],
  ['INVALID_QUANTITY', { ...ORDER, ...FAR, quantity: OFF_GRID.quantity }],
  ['PRICE_OUT_OF_BAND', { ...ORDER, ...FAR, clientOrderId: 'live' }],
  ['DUPLICATE_CLIENT_ORDER_ID', { ...ORDER, ...TOO_LARGE, clientOrderId: 'live' }],
  ['UNKNOWN_ORDER', { type: 'cancel_order', clientOrderId: 'nobody' }],
  ['UNKNOWN_ORDER', { type: 'amend_order', orderId: 999_999, quantity: OFF_GRID.quantity }],
  ['UNKNOWN_ORDER', { ...ORDER, oco: 'nobody' }],
  ['INVALID_OCO', { ...ORDER, ...TOO_LARGE, side: 'sell', price: 49_900, oco: 'live' }],
  ['MARGIN_MODE_LOCKED', { type: 'set_margin', symbol: 'BTC-USD', mode: 'isolated', margin: 1e9 }],
  ['INSUFFICIENT_MARGIN', { ...ORDER, ...TOO_LARGE, price: 50_020, postOnly: true }],
  ['POST_ONLY_WOULD_CROSS', { ...ORDER, price: 50_020, postOnly: true }],
  ['REDUCE_ONLY_WOULD_INCREASE', { ...ORDER, ...INCREASING, ...UNFILLABLE }],
  ['FILL_OR_KILL_UNFILLABLE', { ...ORDER, ...UNFILLABLE }],
] as const;

describe('a rejection carries the first code that applies', () => {
  test('the requests are in the order of the codes', () => {
    const places = OFFENCES.map(([code]) => REJECT_CODES.indexOf(code));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('each code', async () => {
    const trader = await setUp();
    const given: unknown[] = [];
    for (const [, request] of OFFENCES) given.push(((await trader.ask(request)) as { code?: string }).code);
    expect(given).toEqual(OFFENCES.map(([code]) => code));
    expect(await trader.ask({ type: 'cancel_all' })).toMatchObject({ count: 1 });
  });

  test('invalid JSON, a request before the login, a wrong token', async () => {
    const { orders } = await bench.open('--token', 'secretsecret');
    const socket = await bench.socket(orders);
    const codes: string[] = [];
    for (const frame of [
      '{',
      '{"type":"place_order"}',
      JSON.stringify({ ...ORDER, symbol: 'NOPE' }),
      '{"type":"login","account":"me","protocol":1,"token":"wrongwrong"}',
      '{"type":"login","account":"me","protocol":1}',
      '{"type":"login","account":"me","protocol":2,"token":"secretsecret"}',
      '{"type":"login","account":"no spaces","protocol":1,"token":"secretsecret"}',
    ]) {
      const answer = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(frame);
      codes.push((JSON.parse(String((await answer)[0])) as { code: string }).code);
    }
    const bad = ['BAD_JSON', 'BAD_MESSAGE', 'NOT_LOGGED_IN', 'BAD_TOKEN', 'BAD_TOKEN', 'BAD_MESSAGE'];
    expect(codes).toEqual([...bad, 'BAD_MESSAGE']);
  });

  test('the rate limit comes before every fault of the request', async () => {
    const { orders } = await bench.open('--rate-limit', '1');
    const trader = await bench.trader(orders, 'me');
    const answers = await Promise.all([
      trader.ask({ ...ORDER, symbol: 'NOPE' }),
      trader.ask({ ...ORDER, symbol: 'NOPE' }),
      trader.ask({ ...ORDER, symbol: 'NOPE' }),
    ]);
    expect(answers).toMatchObject([
      { code: 'UNKNOWN_SYMBOL' },
      { code: 'RATE_LIMITED' },
      { code: 'RATE_LIMITED' },
    ]);
  });
});

/** The schemas without room for unknown fields. */
const strict = (schema: z.ZodDiscriminatedUnion<readonly z.ZodObject[]>) => {
  const [first, ...others] = schema.options.map((option) => option.strict());
  if (first === undefined) throw new Error('no message');
  return z.discriminatedUnion('type', [first, ...others] as never);
};

/** Replies to operators, and events of instruments with rules that time drives; event-frame.test.ts has all of their fields. */
const OF_OPERATORS = ['index_set', 'phase_set'];
const OF_TIMED_INSTRUMENTS = ['auction_update', 'funding', 'funding_rate', 'index_price', 'market_state'];

test('every kind of message occurs, and none has an undocumented field', async () => {
  const instruments = JSON.stringify([
    {
      symbol: 'BTC-USD',
      tickSize: 0.5,
      lotSize: 0.001,
      referencePrice: 50_000,
      marginTiers: [{ upTo: null, maxLeverage: 50, maintenanceRate: 0.005 }],
    },
  ]);
  const { orders, events } = await bench.open('--instruments', instruments, '--deposit', '1000');
  const stream = await bench.events(events);
  const [maker, taker] = [await bench.trader(orders, 'maker'), await bench.trader(orders, 'taker')];
  const refused = await bench.socket(orders);
  const error = once(refused, 'message') as Promise<[Buffer]>;
  refused.send('{');
  await maker.ask({ type: 'set_margin', symbol: 'BTC-USD', mode: 'isolated', margin: 900 });
  await maker.place('ask', 'sell', 0.5, 50_000);
  await maker.ask({ type: 'amend_order', clientOrderId: 'ask', quantity: 0.4 });
  await taker.ask({
    ...ORDER,
    clientOrderId: 'stop',
    orderType: 'stop_limit',
    stopPrice: 50_002,
    price: 49_000,
  });
  await taker.ask({ type: 'amend_order', clientOrderId: 'stop', stopPrice: 50_001 });
  await taker.ask({ type: 'amend_order', clientOrderId: 'stop', stopPrice: 50_000 });
  await taker.ask({ type: 'ping' });
  await taker.place('spare', 'buy', 0.001, 1_000);
  await taker.ask({ type: 'cancel_order', clientOrderId: 'spare' });
  await taker.place('take', 'buy', 0.4, null);
  const [seller, buyer] = [await bench.trader(orders, 'seller'), await bench.trader(orders, 'buyer')];
  await seller.place('sold', 'sell', 0.002, 40_000); // half of it meets the triggered stop's bid
  await buyer.place('bought', 'buy', 0.001, 40_000);
  await taker.ask({ type: 'cancel_all' });
  await taker.ask({ type: 'cancel_order', clientOrderId: 'nobody' });
  await stream.next(({ type }) => type === 'liquidation');

  const replies = [
    ...maker.replies.all,
    ...taker.replies.all,
    JSON.parse(String((await error)[0])) as { type: string },
  ];
  const strictReply = strict(replySchema);
  const strictEvent = strict(eventSchema);
  for (const reply of replies) strictReply.parse(reply);
  for (const event of stream.all) strictEvent.parse(event);
  const types = (schema: {
    readonly options: readonly { readonly shape: { readonly type: z.ZodLiteral } }[];
  }) => schema.options.map((option) => String(option.shape.type.value)).toSorted();
  const without = (all: readonly string[], left: readonly string[]) =>
    all.filter((type) => !left.includes(type));
  const seen = (messages: readonly { readonly type: string }[]) =>
    [...new Set(messages.map(({ type }) => type))].toSorted();
  expect(seen(replies)).toEqual(without(types(replySchema), OF_OPERATORS));
  expect(seen(stream.all)).toEqual(without(types(eventSchema), OF_TIMED_INSTRUMENTS));
});

describe('single orders on the stream', () => {
  const untimed = ({ seq: _, time: __, ...fields }: OrderUpdate) => fields;

  test('rest, partial fill, both kinds of amendment and removal, each with its priority', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '60000');
    const stream = await bench.events(events);
    const [me, other] = [await bench.trader(orders, 'me'), await bench.trader(orders, 'other')];
    await me.place('a', 'sell', 0.5, 50_000);
    await other.place('take', 'buy', 0.2, null);
    await me.ask({ type: 'amend_order', clientOrderId: 'a', quantity: 0.1 });
    await me.ask({ type: 'amend_order', clientOrderId: 'a', quantity: 0.4 });
    await me.ask({ type: 'amend_order', clientOrderId: 'a', price: 50_010 });
    await me.ask({ type: 'cancel_all' });
    const updates: ReturnType<typeof untimed>[] = [];
    while (updates.at(-1)?.quantity !== 0) {
      updates.push(
        untimed(await stream.next((event): event is OrderUpdate => event.type === 'order_update')),
      );
    }
    const order = {
      type: 'order_update',
      symbol: 'BTC-USD',
      orderId: 1,
      account: 'me',
      side: 'sell',
    } as const;
    expect(updates).toEqual([
      { ...order, price: 50_000, quantity: 0.5, priority: 1 },
      { ...order, price: 50_000, quantity: 0.3, priority: 1 },
      { ...order, price: 50_000, quantity: 0.1, priority: 1 },
      { ...order, price: 50_000, quantity: 0.4, priority: 2 },
      { ...order, price: 50_010, quantity: 0.4, priority: 3 },
      { ...order, price: 50_010, quantity: 0, priority: 3 },
    ]);
  });

  test('a checkpoint lists the front of each side to the documented depth', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const me = await bench.trader(orders, 'me');
    for (let id = 1; id <= BOOK_ORDERS_MAX + 1; id += 1) await me.place(`b${id}`, 'buy', 0.001, 49_000);
    await me.place('best', 'buy', 0.002, 49_001);
    const stream = await bench.events(events);
    const { bids, asks } = await stream.next((event): event is BookOrders => event.type === 'book_orders');
    const best = [49_001, 0.002, BOOK_ORDERS_MAX + 2, BOOK_ORDERS_MAX + 2, 'me'];
    expect([bids.length, bids[0], asks]).toEqual([BOOK_ORDERS_MAX, best, []]);
    expect(bids.slice(1)).toEqual(
      Array.from({ length: BOOK_ORDERS_MAX - 1 }, (_, at) => [49_000, 0.001, at + 1, at + 1, 'me']),
    );
  });

  test('with --no-order-events the stream has neither', async () => {
    const { orders, events } = await bench.open('--no-order-events', '--checkpoint-ms', '50');
    const stream = await bench.events(events);
    await (await bench.trader(orders, 'me')).place('a', 'sell', 0.5, 50_000);
    await stream.next((event) => event.type === 'book_update' && event.snapshot && event.asks.length > 0);
    expect(stream.all.filter(({ type }) => type === 'order_update' || type === 'book_orders')).toEqual([]);
  });
});
