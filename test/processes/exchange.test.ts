/** The exchange process over real sockets. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Bench, type Arrivals } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

const ofType =
  <Type extends MarketEvent['type']>(type: Type) =>
  (event: MarketEvent): event is Extract<MarketEvent, { type: Type }> =>
    event.type === type;

describe('trading', () => {
  test('an order is acknowledged, then filled, and everyone sees the trade, the book and both positions', async () => {
    const { orders, events } = await bench.open();
    const stream = await bench.events(events);
    await stream.next(ofType('exchange_status'));
    const maker = await bench.trader(orders, 'maker');
    const taker = await bench.trader(orders, 'taker');
    expect(await maker.place('ask', 'sell', 0.5, 50_010)).toMatchObject({
      type: 'order_accepted',
      orderId: 1,
    });
    expect(await taker.place('buy', 'buy', 0.2, null)).toMatchObject({ type: 'order_accepted', orderId: 2 });
    const fill = { tradeId: 1, price: 50_010, quantity: 0.2 };
    expect(await taker.replies.next()).toMatchObject({
      ...fill,
      type: 'fill',
      liquidity: 'taker',
      fee: 5.001,
    });
    expect(await maker.replies.next()).toMatchObject({ ...fill, liquidity: 'maker', remainingQuantity: 0.3 });
    expect(await stream.next(ofType('trade'))).toMatchObject({ buyAccount: 'taker', sellAccount: 'maker' });
    expect(await stream.next(ofType('book_update'))).toMatchObject({ bids: [], asks: [[50_010, 0.3]] });
    expect(await stream.next(ofType('mark_price'))).toMatchObject({ price: 50_010, bestAsk: 50_010 });
    expect(await stream.next(ofType('position_update'))).toMatchObject({ account: 'maker', quantity: -0.2 });
    expect(await stream.next(ofType('position_update'))).toMatchObject({
      account: 'taker',
      quantity: 0.2,
      averageEntryPrice: 50_010,
      balance: 99_994.999,
    });
  });

  test('the welcome and a pong carry the time of the exchange, and a ping needs a login', async () => {
    const { orders } = await bench.open();
    const socket = await bench.socket(orders);
    socket.send(JSON.stringify({ type: 'ping', requestId: 'early' }));
    const [refused] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(refused))).toMatchObject({ code: 'NOT_LOGGED_IN', requestId: 'early' });
    const trader = await bench.trader(orders, 'me');
    const { time } = (await trader.ask({ type: 'ping' })) as { type: string; time: number };
    const welcome = trader.replies.all.find(({ type }) => type === 'welcome') as
      { time?: number } | undefined;
    expect(welcome?.time).toBeLessThanOrEqual(time);
    expect(Math.abs(time / 1_000 - Date.now())).toBeLessThan(60_000);
  });

  test('amend, cancel and cancel_all are acknowledged in order with the ids of their requests', async () => {
    const { orders } = await bench.open();
    const trader = await bench.trader(orders, 'me');
    await trader.place('a', 'buy', 1, 49_000);
    await trader.place('b', 'buy', 1, 48_000);
    expect(await trader.ask({ type: 'amend_order', clientOrderId: 'a', quantity: 0.5 })).toMatchObject({
      type: 'order_amended',
      quantity: 0.5,
      keptPriority: true,
    });
    expect(await trader.ask({ type: 'cancel_order', orderId: 1 })).toMatchObject({
      type: 'order_canceled',
      clientOrderId: 'a',
      cause: 'user',
    });
    expect(await trader.ask({ type: 'cancel_all' })).toMatchObject({ type: 'cancel_all_done', count: 1 });
    expect(await trader.replies.next()).toMatchObject({ type: 'order_canceled', clientOrderId: 'b' });
  });

  test('the acknowledgement of a resting order states the quantity ahead of it', async () => {
    const { orders } = await bench.open();
    const [first, second] = [await bench.trader(orders, 'first'), await bench.trader(orders, 'second')];
    expect(await first.place('a', 'buy', 0.5, 49_000)).toMatchObject({ queueAhead: 0 });
    expect(await second.place('b', 'buy', 0.25, 49_000)).toMatchObject({ queueAhead: 0.5 });
    expect(await first.ask({ type: 'amend_order', clientOrderId: 'a', quantity: 0.3 })).not.toHaveProperty(
      'queueAhead',
    );
    expect(await first.ask({ type: 'amend_order', clientOrderId: 'a', quantity: 0.7 })).toMatchObject({
      keptPriority: false,
      queueAhead: 0.25,
    });
    expect(await second.place('c', 'buy', 0.1, null, { timeInForce: 'ioc' })).not.toHaveProperty(
      'queueAhead',
    );
    expect(
      await second.place('d', 'sell', 0.1, null, { orderType: 'stop_market', stopPrice: 48_000 }),
    ).not.toHaveProperty('queueAhead');
  });

  test('isolated margin is set, reported in every update, and returned', async () => {
    const { orders, events } = await bench.open();
    const stream = await bench.events(events);
    const trader = await bench.trader(orders, 'me');
    const set = { type: 'set_margin', symbol: 'BTC-USD', mode: 'isolated', margin: 500 } as const;
    expect(await trader.ask(set)).toMatchObject({ type: 'margin_set', mode: 'isolated', margin: 500 });
    const isIsolated = (event: { type: string }) =>
      event.type === 'position_update' && 'marginMode' in event && event.marginMode === 'isolated';
    expect(await stream.next(isIsolated)).toMatchObject({ isolatedMargin: 500, balance: 100_000 });
    expect(await trader.place('a', 'buy', 1, 49_000)).toMatchObject({ code: 'INSUFFICIENT_MARGIN' });
    expect(await trader.ask({ ...set, margin: 1e6 })).toMatchObject({
      type: 'order_rejected',
      code: 'INSUFFICIENT_MARGIN',
      reason: 'would move 999500 out of cross margin, of which 99500 is free.',
    });
    expect(await trader.ask({ ...set, margin: 0.123_456_78 })).toMatchObject({ code: 'INVALID_QUANTITY' });
    const { margin: _, ...cross } = { ...set, mode: 'cross' };
    expect(await trader.ask({ ...set, mode: 'cross' })).toMatchObject({ code: 'BAD_MESSAGE' });
    expect(await trader.ask(cross as never)).toMatchObject({
      type: 'margin_set',
      mode: 'cross',
      margin: null,
    });
  });

  test('a rejection states its reason', async () => {
    const { orders } = await bench.open();
    const trader = await bench.trader(orders, 'me');
    const code = async (answer: Promise<unknown>) => ((await answer) as { code?: string }).code;
    expect(await code(trader.place('a', 'buy', 1, 49_000.3))).toBe('INVALID_PRICE');
    expect(await code(trader.place('a', 'buy', 0.0001, 49_000))).toBe('INVALID_QUANTITY');
    expect(await code(trader.place('a', 'buy', 1, 49_000, { symbol: 'ETH' }))).toBe('UNKNOWN_SYMBOL');
    expect(await code(trader.place('a', 'buy', 1, 10))).toBe('PRICE_OUT_OF_BAND');
    expect(await code(trader.place('a', 'buy', 1_000, 50_000))).toBe('INSUFFICIENT_MARGIN');
    expect(await code(trader.ask({ type: 'cancel_order', clientOrderId: 'a' }))).toBe('UNKNOWN_ORDER');
    expect(await code(trader.ask({ type: 'place_order' }))).toBe('BAD_MESSAGE');
    trader.socket.send('{');
    expect(await trader.replies.next()).toMatchObject({ type: 'error', code: 'BAD_JSON' });
  });
});

describe('sessions', () => {
  test('every request before the login is rejected', async () => {
    const { orders } = await bench.open();
    const socket = await bench.socket(orders);
    socket.send('{"type":"cancel_all","requestId":"x"}');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString())).toMatchObject({
      type: 'error',
      code: 'NOT_LOGGED_IN',
      requestId: 'x',
    });
  });

  test('a disconnect cancels all orders of the account unless the login opted out', async () => {
    const { orders, events } = await bench.open();
    const stream = await bench.events(events);
    const keeps = await bench.trader(orders, 'keeps', { cancelOnDisconnect: false });
    const leaves = await bench.trader(orders, 'leaves');
    await keeps.place('a', 'buy', 1, 49_000);
    await leaves.place('b', 'buy', 1, 49_500);
    leaves.socket.terminate();
    await stream.next((event) => event.type === 'book_update' && !event.snapshot && event.bids[0]?.[1] === 0);
    keeps.socket.close();
    await keeps.closed;
    const again = await bench.trader(orders, 'keeps');
    expect(again.replies.all[0]).toMatchObject({
      type: 'welcome',
      openOrders: [{ clientOrderId: 'a', price: 49_000, quantity: 1 }],
    });
  });

  test('a second connection takes over an account with its orders, and the first gets an error', async () => {
    const { orders } = await bench.open();
    const first = await bench.trader(orders, 'me');
    await first.place('a', 'buy', 1, 49_000);
    const second = await bench.trader(orders, 'me');
    expect(await first.replies.next()).toMatchObject({ type: 'error', code: 'NOT_LOGGED_IN' });
    expect(await first.closed).toBe(1008);
    expect(await second.ask({ type: 'cancel_all' })).toMatchObject({ count: 1 });
  });

  test('frames that are binary or too long close the connection', async () => {
    const { orders } = await bench.open();
    const binary = await bench.trader(orders, 'a');
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await binary.closed).toBe(1003);
    const long = await bench.trader(orders, 'b');
    long.socket.send('x'.repeat(65 * 1024));
    expect(await long.closed).toBe(1009);
  });

  test('no port admits a page of another origin', async () => {
    const { orders, events } = await bench.open();
    for (const port of [orders, events]) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { origin: 'https://evil.example' });
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('403');
    }
  });

  test('an address that other machines can reach needs the right token', async () => {
    const naked = bench.exchange('--host', '0.0.0.0');
    expect(await naked.exited).toBe(2);
    expect(naked.stderr).toContain('--host 0.0.0.0 lets other machines connect: set a token');
    const { orders, events } = await bench.open('--host', '0.0.0.0', '--token', 'open sesame');
    const trader = await bench.trader(orders, 'me');
    expect(trader.replies.all[0]).toMatchObject({ type: 'error', code: 'BAD_TOKEN' });
    expect(
      await trader.ask({ type: 'login', account: 'me', protocol: 1, token: 'open sesame' }),
    ).toMatchObject({
      type: 'welcome',
    });
    await expect(bench.events(events)).rejects.toThrow('401');
    const stream = await bench.events(events, 'open sesame');
    expect(await stream.next()).toMatchObject({ type: 'exchange_status' });
  });
});

describe('the event stream', () => {
  /** `seq` has no gap from the client's first event on. */
  function expectNoHole(stream: Arrivals<MarketEvent>) {
    stream.all.forEach((event, index) => expect(event.seq).toBe((stream.all[0]?.seq ?? 0) + index));
  }

  test('begins with a checkpoint and repeats it', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const trader = await bench.trader(orders, 'me');
    await trader.place('a', 'buy', 1, 49_000);
    const stream = await bench.events(events);
    for (let round = 0; round < 3; round += 1) {
      expect(await stream.next()).toMatchObject({
        type: 'exchange_status',
        checkpointMs: 50,
        state: 'running',
      });
      expect(await stream.next()).toMatchObject({ type: 'book_update', snapshot: true, bids: [[49_000, 1]] });
      expect(await stream.next()).toMatchObject({
        type: 'book_orders',
        bids: [[49_000, 1, 1, 1, 'me']],
        asks: [],
      });
      expect(await stream.next()).toMatchObject({ type: 'mark_price', price: 50_000 });
      expect(await stream.next()).toMatchObject({ type: 'position_update', account: 'me', equity: 100_000 });
    }
    expectNoHole(stream);
  });

  test('is read-only', async () => {
    const { events } = await bench.open();
    const socket = await bench.socket(events);
    await once(socket, 'message');
    socket.send('{"type":"place_order"}');
    for (;;) {
      const [data] = (await once(socket, 'message')) as [Buffer];
      if (data.toString().includes('read-only')) break;
    }
  });

  test('the CSV files hold every published trade and position update', async () => {
    const { exchange, orders, events } = await bench.open('--check-invariants', '--checkpoint-ms', '50');
    const stream = await bench.events(events);
    await stream.next(ofType('exchange_status'));
    const maker = await bench.trader(orders, 'maker');
    const taker = await bench.trader(orders, 'taker');
    for (let n = 0; n < 20; n += 1) {
      await maker.place(`m${n}`, 'sell', 0.01, 50_000 + n);
      await taker.place(`t${n}`, 'buy', 0.01, null);
    }
    expect(await exchange.stop()).toBe(0);
    const folder = join(bench.folder, 'session');
    for (const [file, type] of [
      ['trades.csv', 'trade'],
      ['performance.csv', 'position_update'],
    ] as const) {
      const { data } = papaparse.parse<Record<string, string>>(readFileSync(join(folder, file), 'utf8'), {
        header: true,
        skipEmptyLines: true,
      });
      const expected = stream.all
        .filter((event) => event.type === type)
        .map(({ type: _, ...fields }) =>
          Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [name, value === null ? '' : String(value)]),
          ),
        );
      expect(expected.length).toBeGreaterThanOrEqual(20);
      expect(data).toEqual(expected);
    }
    expectNoHole(stream);
  });
});

test('a data folder that cannot be written causes a warning in the stream, and trading continues', async () => {
  const blocked = join(bench.folder, 'a-file');
  writeFileSync(blocked, '');
  const { exchange, orders, events } = await bench.open(
    '--checkpoint-ms',
    '50',
    '--durability',
    'memory',
    '--data-dir',
    blocked,
  );
  const stream = await bench.events(events);
  const warned = await stream.next(
    (event) => event.type === 'exchange_status' && event.warnings !== undefined,
  );
  expect(warned).toMatchObject({
    warnings: [expect.stringContaining(blocked), expect.stringContaining(blocked)],
  });
  await expect.poll(() => exchange.stderr).toContain('cannot be written');
  const trader = await bench.trader(orders, 'me');
  expect(await trader.place('a', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
  expect(await exchange.stop()).toBe(0);
});

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: the exchange replies, cancels, publishes, closes with 1001 and exits 0',
    async (signal) => {
      const { exchange, orders, events } = await bench.open();
      const stream = await bench.events(events);
      const trader = await bench.trader(orders, 'me');
      await trader.place('a', 'buy', 1, 49_000);
      expect(await exchange.stop(signal)).toBe(0);
      expect(await trader.closed).toBe(1001);
      const last = stream.all.findLast(({ type }) => type === 'exchange_status');
      expect(last).toMatchObject({ state: 'stopping' });
      expect(stream.all.findLast(({ type }) => type === 'book_update')).toMatchObject({
        snapshot: true,
        bids: [],
      });
    },
  );

  test('the end of the parent process ends it, too', async () => {
    const { exchange } = await bench.open();
    exchange.process.disconnect();
    expect(await exchange.exited).toBe(0);
  });

  test('a parent can request a flush', async () => {
    const { exchange } = await bench.open();
    exchange.process.send({ type: 'flush' });
    await exchange.announcements.next(({ event }) => event === 'flushed');
    expect(existsSync(join(bench.folder, 'session', 'trades.csv'))).toBe(true);
  });
});

describe('a mistake at the start causes one line and exit code 2', () => {
  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const exchange = bench.exchange('--events-port', String(port));
    expect(await exchange.exited).toBe(2);
    expect(exchange.stderr).toBe(
      `error: port ${port} on 127.0.0.1 is taken; stop the program that holds it or choose another with --events-port\n`,
    );
    server.close();
  });

  test('a bad configuration', async () => {
    const config = join(bench.folder, 'pit.json');
    writeFileSync(
      config,
      '{"instruments":[{"symbol":"A","tickSize":0.0001,"lotSize":0.001,"referencePrice":1}]}',
    );
    const exchange = bench.exchange('--config', config);
    expect(await exchange.exited).toBe(2);
    expect(exchange.stderr).toMatch(
      /^error: instruments: A: a tick of 0.0001 times a lot of 0.001 is not a whole number.*\n$/,
    );
  });
});
