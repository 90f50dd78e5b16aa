import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/contract/orders.ts';

const ORDER = {
  type: 'place_order',
  clientOrderId: 'a',
  symbol: 'BTC-USD',
  side: 'buy',
  orderType: 'limit',
  quantity: 1,
  price: 100,
};

test('a valid order is accepted unchanged', () => {
  expect(parseRequest(JSON.stringify(ORDER))).toEqual({ ok: true, request: ORDER });
});

describe('a mistake is named, with its value', () => {
  const cases: [string, unknown, RegExp][] = [
    ['no JSON', '{"type":', /^The frame is not JSON/],
    ['no object', 7, /^type: must be one of login, .*; got 7\.$/],
    ['null', null, /got null/],
    ['unknown type', { type: 'buy' }, /^type: must be one of login.*; got "buy"\.$/],
    ['wrong side', { ...ORDER, side: 'long' }, /^side: .*"buy"\|"sell"; got "long"\.$/],
    ['text for a number', { ...ORDER, price: '100' }, /^price: .*expected number.*; got "100"\.$/],
    [
      'a number without a value',
      JSON.stringify({ ...ORDER, price: 0 }).replace('"price":0', '"price":1e400'),
      /^price: expected number; got Infinity\.$/,
    ],
    ['missing', { ...ORDER, quantity: undefined }, /^quantity: .*; got nothing\.$/],
    [
      'misspelt',
      { ...ORDER, posOnly: true },
      /^place_order takes no "posOnly"; it takes requestId, clientOrderId, .*postOnly, .*oco\.$/,
    ],
    [
      'field of another request',
      { type: 'cancel_all', clientOrderId: 'a' },
      /^cancel_all takes no "clientOrderId"; it takes requestId, symbol\.$/,
    ],
    [
      'long name',
      { type: 'ping', ['x'.repeat(500)]: 1 },
      /^ping takes no "x{76}\.\.\.; it takes requestId\.$/,
    ],
    ['limit without price', { ...ORDER, price: undefined }, /^price: a limit order needs a price/],
    ['market with price', { ...ORDER, orderType: 'market' }, /^price: a market order takes no price/],
    ['stop without stopPrice', { ...ORDER, orderType: 'stop_limit' }, /^stopPrice: a stop_limit order needs/],
    ['post-only ioc', { ...ORDER, postOnly: true, timeInForce: 'ioc' }, /^postOnly: only a limit order/],
    ['cancel of nothing', { type: 'cancel_order' }, /give either clientOrderId or orderId/],
    ['cancel of two', { type: 'cancel_order', clientOrderId: 'a', orderId: 1 }, /give either/],
    [
      'empty amendment',
      { type: 'amend_order', orderId: 1 },
      /give a new price, a new stopPrice or a new quantity/,
    ],
    ['bad account', { type: 'login', account: 'a b', protocol: 1 }, /^account: .*; got "a b"\.$/],
    ['other protocol', { type: 'login', account: 'a', protocol: 2 }, /^protocol: .*; got 2\.$/],
    ['long value', { ...ORDER, clientOrderId: 'x'.repeat(500) }, /^clientOrderId: .{1,140}\.\.\.\.$/],
  ];

  test.each(cases)('%s', (_name, message, reason) => {
    const parsed = parseRequest(typeof message === 'string' ? message : JSON.stringify(message));
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

test.each(['1e999', '-1e999'])('a number beyond the doubles (%s) is refused', (number) => {
  const frame = JSON.stringify(ORDER).replace('"price":100', `"price":${number}`);
  expect(parseRequest(frame)).toMatchObject({ ok: false, code: 'BAD_MESSAGE' });
});

test('a value nested too deeply to be written out is refused like any other', () => {
  const bomb = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(parseRequest(`{"type":${bomb}}`)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/got an array\.$/),
  });
  const account = JSON.stringify(ORDER).replace('"a"', bomb);
  expect(parseRequest(account)).toMatchObject({ ok: false, reason: expect.stringContaining('got an array') });
});

test('the requestId of a bad request is kept, so that the client can identify it', () => {
  expect(parseRequest('{"type":"place_order","requestId":"r7"}')).toMatchObject({
    ok: false,
    requestId: 'r7',
  });
});
