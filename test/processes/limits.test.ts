/** Limits that clients meet: rates, accounts, open orders, pings. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, Trader } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

describe('after the login', () => {
  test('bad frames count against the rate limit', async () => {
    const { orders } = await bench.open('--rate-limit', '5');
    const trader = await bench.trader(orders, 'me');
    for (let n = 0; n < 5; n += 1) trader.socket.send('{');
    trader.socket.send('{"type":"cancel_all","requestId":"last"}');
    expect(
      await trader.replies.next((reply) => 'requestId' in reply && reply.requestId === 'last'),
    ).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('a bad frame beyond the rate limit is refused with RATE_LIMITED', async () => {
    const { orders } = await bench.open('--rate-limit', '1');
    const trader = await bench.trader(orders, 'me');
    for (let n = 0; n < 2; n += 1) trader.socket.send('{');
    expect(await trader.replies.next()).toMatchObject({ code: 'BAD_JSON' });
    expect(await trader.replies.next()).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('the number of open orders can be configured', async () => {
    const { orders } = await bench.open('--open-orders-max', '2');
    const trader = await bench.trader(orders, 'me');
    for (const id of ['a', 'b']) await trader.place(id, 'buy', 1, 49_000);
    expect(await trader.place('c', 'buy', 1, 49_000)).toMatchObject({
      code: 'TOO_MANY_ORDERS',
      reason: 'me has 2 live orders; the most is 2.',
    });
    await trader.ask({ type: 'cancel_order', clientOrderId: 'a' });
    expect(await trader.place('c', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
  });

  test('an account that fills the exchange leaves every other account its share', async () => {
    const { orders } = await bench.open('--total-orders-max', '10');
    const hog = await bench.trader(orders, 'hog');
    for (let n = 0; n < 10; n += 1) await hog.place(`${n}`, 'buy', 0.01, 49_000);
    expect(await hog.place('one more', 'buy', 0.01, 49_000)).toMatchObject({
      code: 'TOO_MANY_ORDERS',
      reason:
        'the exchange has 10 live orders; at 10 or more, an account may have 2, and hog has 10: cancel some, or send an order that cannot rest.',
    });
    const late = await bench.trader(orders, 'late');
    expect(await late.place('a', 'buy', 0.01, 49_000)).toMatchObject({ type: 'order_accepted' });
    expect(await late.place('b', 'buy', 0.01, 49_000)).toMatchObject({ code: 'TOO_MANY_ORDERS' });
    await hog.ask({ type: 'cancel_all' });
    expect(await late.place('b', 'buy', 0.01, 49_000)).toMatchObject({ type: 'order_accepted' });
  });
});

test('one address opens a limited number of accounts, and existing ones still log in', async () => {
  const { orders } = await bench.open('--accounts-per-address', '3');
  for (const name of ['a', 'b', 'c']) await bench.trader(orders, name);
  const newcomer = new Trader(await bench.socket(orders));
  expect(await newcomer.ask({ type: 'login', account: 'd', protocol: 1 })).toMatchObject({
    code: 'TOO_MANY_ACCOUNTS',
    reason:
      'Account d cannot be opened: your address has opened 3 accounts within an hour; log in with one of them, or wait.',
  });
  expect(await newcomer.ask({ type: 'login', account: 'a', protocol: 1 })).toMatchObject({ type: 'welcome' });
});

test.each(['gateway', 'event stream'])('a flood of pings at the %s closes the connection', async (port) => {
  const { orders, events } = await bench.open();
  const socket = await bench.socket(port === 'gateway' ? orders : events);
  const closed = once(socket, 'close');
  for (let n = 0; n < 200; n += 1) socket.ping();
  expect((await closed)[0]).toBe(1008);
});

test('a reader that floods the event stream is closed', async () => {
  const { events } = await bench.open();
  const socket = await bench.socket(events);
  const closed = once(socket, 'close');
  for (let n = 0; n < 3; n += 1) socket.send('x'.repeat(60_000));
  expect((await closed)[0]).toBe(1008);
});
