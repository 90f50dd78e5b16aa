/** A whole bot against a gateway and a relay that the test controls. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Context, Strategy } from '../../../src/contract/strategy.ts';
import { ReadBatches } from '../../../src/net/read-batches.ts';
import { A_TRADE } from '../../support/a-trade.ts';
import { gateway, relay, Scripted, SELL, startBot, useServers } from './bot-bench.ts';
import { checkpoint, FakeServer, welcome } from './fake-gateway.ts';

useServers();

const LIVE = {
  orderId: 7,
  symbol: 'BTC-USD',
  side: 'sell',
  orderType: 'limit',
  price: 50_010,
  quantity: 0.01,
  time: 1,
};

describe('logging in', () => {
  test('logs in, and starts when the market is known', async () => {
    const strategy = new Scripted(SELL);
    const { announced } = startBot(strategy);
    expect(await gateway.request('login')).toMatchObject({
      account: 'tester',
      protocol: 1,
      token: 'secret-1',
      cancelOnDisconnect: true,
    });
    gateway.say(welcome());
    expect(await announced.next()).toEqual({ event: 'ready', account: 'tester' });
    expect(await gateway.request('place_order')).toMatchObject({
      symbol: 'BTC-USD',
      side: 'sell',
      orderType: 'limit',
      price: 50_010,
      quantity: 0.01,
    });
    expect(strategy.calls).toEqual(['start']);
    expect(strategy.contexts[0]).toMatchObject({ account: 'tester', balance: 100_000, orders: [] });
    expect(strategy.contexts[0]?.market).toMatchObject({
      bestBid: 49_999,
      bestAsk: 50_001,
      mid: 50_000,
      spread: 2,
    });
  });

  test.each([
    [
      'a wrong token',
      { type: 'error', requestId: 'login', code: 'BAD_TOKEN', reason: 'The token is wrong.' },
      'BAD_TOKEN',
    ],
    [
      'another connection',
      { type: 'error', code: 'NOT_LOGGED_IN', reason: 'Logged in elsewhere.' },
      'another program has logged in as tester, and an account has one connection: give one of the two another --name',
    ],
    [
      'a relay in its place',
      [{ type: 'mark_price', seq: 1 }],
      `sends market data: give the order gateway's address, not the relay's`,
    ],
  ])('%s ends it with exit code 2 and the reason', async (_, error, words) => {
    const { bot, exitCodes, lines } = startBot(new Scripted());
    await gateway.request('login');
    gateway.say(error);
    expect(await exitCodes.next()).toBe(2);
    await bot.stop();
    expect(lines.all.at(-1)).toContain(words);
  });

  test('an unknown symbol is named together with the known ones', async () => {
    const { bot, exitCodes, lines } = startBot(new Scripted(), { symbol: 'DOGE' });
    await gateway.request('login');
    gateway.say(welcome());
    expect(await exitCodes.next()).toBe(2);
    await bot.stop();
    expect(lines.all.at(-1)).toBe('error --symbol DOGE is not traded here; there is BTC-USD.');
  });

  test('does not trade while relay and gateway belong to different epochs', async () => {
    const strategy = new Scripted(SELL);
    startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome('run-2'));
    relay.say(checkpoint(4));
    relay.say(checkpoint(1, 'run-2'));
    await gateway.request('place_order');
    expect(strategy.contexts).toHaveLength(1);
  });
});

describe('orders', () => {
  test('are pending until accepted, then live, and receive their fills', async () => {
    const strategy = new Scripted(SELL);
    startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    const { clientOrderId, requestId } = await gateway.request('place_order');
    relay.say(checkpoint(4));
    await expect
      .poll(() => strategy.contexts.at(-1)?.orders)
      .toMatchObject([{ clientOrderId, state: 'pending' }]);
    gateway.say({ ...LIVE, type: 'order_accepted', clientOrderId, requestId });
    await expect
      .poll(() => strategy.contexts.at(-1)?.orders)
      .toMatchObject([{ clientOrderId, state: 'live' }]);
    const fill = { ...LIVE, type: 'fill', clientOrderId, tradeId: 1, liquidity: 'maker', fee: 0.1 };
    gateway.say({ ...fill, quantity: 0.004, remainingQuantity: 0.006 });
    await expect.poll(() => strategy.contexts.at(-1)?.orders[0]?.quantity).toBe(0.006);
    gateway.say({ ...fill, quantity: 0.006, remainingQuantity: 0 });
    await expect.poll(() => strategy.contexts.at(-1)?.orders).toEqual([]);
    expect(strategy.calls).toEqual(['start', 'fill 0.004', 'fill 0.006']);
  });

  test('an invalid order is not sent, but reported in words', async () => {
    const strategy = new Scripted([{ ...SELL, price: 50_010.3 }, SELL]);
    const { lines } = startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    expect(await gateway.request('place_order')).toMatchObject({ price: 50_010 });
    expect(strategy.calls).toEqual(['start', 'reject INVALID_PRICE']);
    expect(lines.all).toContain(
      'warn INVALID_PRICE: place: price must be a multiple of the tick 0.5; got 50010.3, nearest are 50010 and 50010.5.',
    );
  });

  test('a reconnect logs in again and takes over the live orders of the gateway', async () => {
    const strategy = new Scripted(SELL);
    startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await gateway.request('place_order');
    gateway.dropClient();
    await gateway.request('login');
    const calls = strategy.contexts.length;
    relay.say(checkpoint(4));
    const kept = {
      ...LIVE,
      clientOrderId: 'kept',
      orderType: 'limit',
      timeInForce: 'gtc',
      reduceOnly: false,
    } as const;
    gateway.say(welcome('run-1', [{ ...kept, side: 'sell' }]));
    await expect.poll(() => strategy.contexts.length).toBeGreaterThan(calls);
    expect(strategy.contexts.at(-1)?.orders).toMatchObject([{ clientOrderId: 'kept', state: 'live' }]);
    expect(strategy.calls).toEqual(['start']);
  });
});

describe('the position', () => {
  const FILL = { ...LIVE, type: 'fill', clientOrderId: 'x', tradeId: 1, liquidity: 'taker', fee: 0.1 };

  test('includes a fill before the stream has published it', async () => {
    const seen: number[] = [];
    const strategy = new Scripted();
    strategy.onFill = (...[, context]: [unknown, Context?]) =>
      void seen.push(context?.position.quantity ?? NaN);
    const { announced } = startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await announced.next();
    gateway.say({ ...FILL, quantity: 0.01, remainingQuantity: 0, time: 2_000_000 });
    await expect.poll(() => strategy.contexts.at(-1)?.position.quantity).toBe(-0.01);
    expect(seen).toEqual([-0.01]);
  });

  test('and other arguments cannot be changed for the next call', async () => {
    const strategy = new Scripted();
    startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    gateway.say({ ...FILL, quantity: 0.01, remainingQuantity: 0, time: 2_000_000 });
    await expect.poll(() => strategy.contexts.at(-1)?.fills.length).toBe(1);
    const { instrument, fills, position } = strategy.contexts.at(-1) as Context;
    for (const part of [instrument, ...instrument.marginTiers, ...fills, position]) {
      expect(part).toSatisfy(Object.isFrozen);
    }
  });
});

describe('leaving', () => {
  test('calls the strategy, cancels everything and waits for the reply', async () => {
    const strategy = new Scripted();
    const { bot, announced } = startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await announced.next();
    await expect.poll(() => strategy.calls).toEqual(['start']);
    const stopped = bot.stop();
    const { symbol, requestId } = await gateway.request('cancel_all');
    expect(symbol).toBe('BTC-USD');
    gateway.say({ type: 'cancel_all_done', count: 0, time: 1, requestId });
    await stopped;
    expect(strategy.calls).toEqual(['start', 'stop']);
  });

  test('three errors within a second cancel the orders and pause it until its next version takes over', async () => {
    const fail = () => {
      throw new RangeError('no idea');
    };
    const strategy = new Scripted(fail, fail, fail, SELL);
    const { bot, lines, announced } = startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await announced.next();
    for (const seq of [4, 7]) {
      await expect.poll(() => strategy.contexts.length).toBeGreaterThan(0);
      const calls = strategy.contexts.length;
      relay.say(checkpoint(seq));
      await expect.poll(() => strategy.contexts.length).toBeGreaterThan(calls);
    }
    await gateway.request('cancel_all');
    expect(lines.all.at(-1)).toMatch(
      /paused.*3 errors within a second.*nextOrder failed: RangeError: no idea/,
    );
    expect(await announced.next(({ event }) => event === 'status')).toMatchObject({
      paused: expect.stringContaining('no idea'),
    });
    expect(gateway.requests.all.some(({ type }) => type === 'place_order')).toBe(false);
    startBot(new Scripted(SELL), { isNext: true }).bot.takeOver(await bot.handOver());
    await gateway.request('login');
    gateway.say(welcome());
    expect(await gateway.request('place_order')).toMatchObject({ side: 'sell', price: 50_010 });
  });
});

test('whose account had orders reports once that it took them over', async () => {
  const { lines, announced } = startBot(new Scripted());
  const one = {
    ...LIVE,
    side: 'sell',
    orderType: 'limit',
    clientOrderId: 'a',
    timeInForce: 'gtc',
    reduceOnly: false,
  } as const;
  await gateway.request('login');
  gateway.say(welcome('run-1', [one, { ...one, clientOrderId: 'b', orderId: 8 }]));
  await announced.next();
  gateway.dropClient();
  await gateway.request('login');
  gateway.say(welcome('run-1', [one]));
  await expect.poll(() => lines.all.filter((line) => line.includes('logged in as'))).toHaveLength(2);
  expect(lines.all.filter((line) => line.includes('took over'))).toEqual([
    'warn took over the account tester from the program that had it, with 2 open orders',
  ]);
});

test('an order gateway in the place of the relay is named as such', async () => {
  const { lines } = startBot(new Scripted());
  await gateway.request('login');
  relay.say({ type: 'error', code: 'NOT_LOGGED_IN', reason: 'Send a login before any other message.' });
  const said = `warn --relay ${relay.url} answers as an order gateway does: give the relay's address, not the gateway's`;
  await expect.poll(() => lines.all).toContain(said);
});

test('that finds no pit prints how to open one', async () => {
  const nobody = await FakeServer.listen();
  const { url: orders } = nobody;
  nobody.close();
  const { lines } = startBot(new Scripted(), { orders });
  expect(await lines.next((line) => line.startsWith('warn order gateway'))).toMatch(
    /ECONNREFUSED.*`npm run host` opens one on this machine\); next try in \d+ ms$/,
  );
});

test('garbage from either side is reported and survived', async () => {
  const strategy = new Scripted();
  const { lines, announced } = startBot(strategy);
  await gateway.request('login');
  gateway.say('{"type":"greeting"}');
  relay.say('not json');
  gateway.say(welcome());
  await announced.next();
  await expect.poll(() => lines.all.filter((line) => line.startsWith('warn the '))).toHaveLength(2);
});

test('a market that refuses some orders and accepts others does not fill the log', async () => {
  const { lines, announced } = startBot({
    everyMs: 5,
    nextOrder: ({ orders }) => (orders.some(({ state }) => state === 'pending') ? undefined : SELL),
  });
  await gateway.request('login');
  gateway.say(welcome());
  for (let order = 0; order < 24; order += 1) {
    const { clientOrderId, requestId } = await gateway.request('place_order');
    const isAccepted = order % 4 === 3;
    if (isAccepted) gateway.say({ ...LIVE, type: 'order_accepted', clientOrderId, requestId });
    else gateway.say({ type: 'order_rejected', requestId, code: 'MARKET_NOT_OPEN', reason: 'wait' });
  }
  await announced.next(({ rejects }) => rejects === 18);
  expect(lines.all.filter((line) => line.startsWith('warn'))).toEqual([
    'warn MARKET_NOT_OPEN: wait',
    expect.stringContaining('warn waiting: MARKET_NOT_OPEN'),
  ]);
});

test('waits when order after order is rejected, and reports it once in its log and in its status', async () => {
  const { lines, announced } = startBot({
    everyMs: 5,
    nextOrder: ({ orders }) => (orders.length === 0 ? SELL : undefined),
  });
  await gateway.request('login');
  gateway.say(welcome());
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { requestId } = await gateway.request('place_order');
    gateway.say({ type: 'order_rejected', requestId, code: 'INSUFFICIENT_MARGIN', reason: 'no money' });
  }
  await expect(announced.next((said) => 'waiting' in said)).resolves.toMatchObject({
    waiting: 'INSUFFICIENT_MARGIN',
  });
  const { requestId, clientOrderId } = await gateway.request('place_order');
  expect(lines.all.filter((line) => line.includes('waiting: INSUFFICIENT_MARGIN'))).toHaveLength(1);
  gateway.say({ type: 'order_accepted', requestId, clientOrderId, ...LIVE });
  await expect(
    announced.next((said) => said.event === 'status' && !('waiting' in said)),
  ).resolves.toBeDefined();
});

const TRADE = { ...A_TRADE, seq: 4, time: 2_000_000 };

test('a strategy that writes to a trade fails as in the lab, and the log quotes the error', async () => {
  const { lines, announced } = startBot({
    nextOrder: () => undefined,
    onTrade: (trade) => void ((trade as { price: number }).price = 7),
  });
  await gateway.request('login');
  gateway.say(welcome());
  await announced.next();
  relay.say([TRADE]);
  expect(await lines.next((line) => line.startsWith('error'))).toContain(
    "onTrade failed: TypeError: Cannot assign to read only property 'price'",
  );
});

test.each(['onTimer', 'a promise'])(
  'a strategy that acts by timers gets each event when it arrives after it assigns onTrade in %s',
  async (where) => {
    const turn = vi.spyOn(ReadBatches.prototype, 'turn');
    onTestFinished(() => turn.mockRestore());
    const strategy: Strategy = { everyMs: 3_600_000, nextOrder: () => undefined };
    const assign = () => void (strategy.onTrade = () => {});
    let onTimer = () => {};
    if (where === 'onTimer') Object.assign(strategy, { timerMs: 50, onTimer: () => onTimer() });
    startBot(strategy);
    await gateway.request('login');
    gateway.say(welcome());
    await expect.poll(() => turn.mock.lastCall).toEqual([true]);
    if (where === 'onTimer') onTimer = assign;
    else {
      assign();
      relay.say([TRADE]);
    }
    await expect.poll(() => turn.mock.lastCall).toEqual([false]);
  },
);

test('one ping is in progress at a time, so its reply is not taken for that of a later one', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { announced } = startBot(new Scripted());
  await gateway.request('login');
  gateway.say(welcome());
  await announced.next();
  const pings = () => gateway.requests.all.filter(({ type }) => type === 'ping').length;
  vi.advanceTimersByTime(15_000);
  await gateway.request('ping');
  for (const reply of [
    { type: 'pong', time: 1 },
    { type: 'error', code: 'RATE_LIMITED', reason: 'Wait.' },
  ]) {
    const before = pings();
    gateway.say({ requestId: 'ping', ...reply });
    await expect.poll(() => (vi.advanceTimersByTime(5_000), pings())).toBe(before + 1);
  }
  expect(pings()).toBe(3);
});
