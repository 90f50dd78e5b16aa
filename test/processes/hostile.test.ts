/** Hostile peers of the exchange and the relay: they must not harm the process or the other clients. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import type { Reply } from '../../src/contract/orders.ts';
import { Bench, Trader } from '../support/workers.ts';
import { upgrade } from '../support/upgrade.mjs';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

async function rawPeer(port: number, text = ''): Promise<Socket> {
  const peer = connect(port, '127.0.0.1');
  peer.on('error', () => {});
  await once(peer, 'connect');
  peer.write(text);
  return peer;
}

/** Connected, past the upgrade. */
async function upgraded(port: number): Promise<Socket> {
  const peer = await rawPeer(port, upgrade('/'));
  await once(peer, 'data');
  return peer;
}

/** The code of the closing frame with which the server ends it. */
async function closeCode(peer: Socket): Promise<number> {
  for (;;) {
    const [data] = (await once(peer, 'data')) as [Buffer];
    if (data[0] === 0x88) return data.readUInt16BE(2);
  }
}

describe('one frame or request cannot end the process', () => {
  test('a value nested 20,000 deep', async () => {
    const { orders = 0 } = await bench.exchange().ready();
    const trader = await bench.trader(orders, 'me');
    trader.socket.send(`{"type":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(await trader.replies.next()).toMatchObject({ code: 'BAD_MESSAGE' });
    await bench.trader(orders, 'other');
  });

  test.each(['//', '/?token', '/?token=%', '*', '/'.repeat(5_000)])(
    'an upgrade of %s where a token is needed',
    async (path) => {
      const { events = 0 } = await bench.exchange('--token', 'secretsecret').ready();
      const peer = await rawPeer(events, upgrade(path));
      const [answer] = (await once(peer, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 (401|400)/);
      const stream = await bench.events(events, 'secretsecret');
      await stream.next();
    },
  );
});

describe('a request on a closing connection is not executed', () => {
  test('an order behind a binary frame', async () => {
    const { orders = 0 } = await bench.exchange().ready();
    const maker = await bench.trader(orders, 'maker');
    await maker.place('ask', 'sell', 1, 50_000);
    const taker = await bench.trader(orders, 'taker');
    taker.socket.send(Buffer.from([1]));
    taker.socket.send(
      JSON.stringify({
        type: 'place_order',
        clientOrderId: 'x',
        symbol: 'BTC-USD',
        side: 'buy',
        orderType: 'market',
        quantity: 1,
      }),
    );
    expect(await taker.closed).toBe(1003);
    expect(await maker.ask({ type: 'cancel_all' })).toMatchObject({ count: 1 });
  });

  test('a login on a connection whose account another has taken over', async () => {
    const { orders = 0 } = await bench.exchange().ready();
    const first = await bench.trader(orders, 'me');
    first.socket.pause();
    const second = await bench.trader(orders, 'me');
    await second.place('a', 'buy', 1, 49_000);
    first.socket.send(JSON.stringify({ type: 'login', account: 'me', protocol: 1 }));
    first.socket.resume();
    expect(await first.closed).toBe(1008);
    expect(await second.ask({ type: 'cancel_all' })).toMatchObject({ count: 1 });
  });
});

test('a silent or half-open peer does not delay the shutdown', async () => {
  const exchange = bench.exchange();
  const { orders = 0, events = 0 } = await exchange.ready();
  const stream = await bench.events(events);
  const trader = new Trader(await bench.socket(orders));
  const silent = await rawPeer(orders);
  const half = await rawPeer(events, 'GET / HTTP/1.1\r\nHost:');
  const gone = [once(silent, 'close'), once(half, 'close')];
  expect(await exchange.stop()).toBe(0);
  await Promise.all(gone);
  expect(await trader.closed).toBe(1001);
  expect(stream.all.findLast(({ type }) => type === 'exchange_status')).toMatchObject({ state: 'stopping' });
});

test.each([
  ['evil.example', 403],
  ['evil.example:9001', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost:9001', 101],
  ['127.0.0.1', 101],
  ['[::1]:9001', 101],
] as const)('an upgrade with the Host %s gets %d', async (host, status) => {
  const { orders, events } = await bench.open();
  const { relay = 0 } = await bench.relay(events).ready();
  for (const port of [orders, events, relay]) {
    const [answer] = (await once(await rawPeer(port, upgrade('/', host)), 'data')) as [Buffer];
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  }
});

describe('a flood', () => {
  const FLOOD = 100_000;
  const cancel = (n: number) => `{"type":"cancel_order","orderId":${n + 1},"requestId":"f${n}"}`;

  test('is limited, every request gets a reply, and no other client waits', async () => {
    const { orders } = await bench.open('--rate-limit', '1000');
    const [flooder, other] = [await bench.trader(orders, 'flooder'), await bench.trader(orders, 'other')];
    const flood = pour(flooder, FLOOD, cancel);
    expect(await other.place('a', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
    expect(flooder.replies.all.length).toBeLessThan(FLOOD);
    await flood;
    await flooder.replies.next((reply) => 'requestId' in reply && reply.requestId === `f${FLOOD - 1}`);
    const answers = flooder.replies.all.filter(({ type }) => type === 'order_rejected');
    expect(answers.map((reply) => ('requestId' in reply ? reply.requestId : ''))).toEqual(
      Array.from({ length: FLOOD }, (_, n) => `f${n}`),
    );
    const codes = new Set(answers.map((reply) => ('code' in reply ? reply.code : '')));
    expect(codes).toEqual(new Set(['UNKNOWN_ORDER', 'RATE_LIMITED']));
    expect(answers.find((reply) => 'code' in reply && reply.code === 'RATE_LIMITED')).toMatchObject({
      reason:
        'more than 1000 requests a second; wait, and send no more than 1000 a second on one connection.',
    });
  });

  test('without a limit every request is executed in order, and the timers keep running', async () => {
    const { orders, events } = await bench.open('--rate-limit', '0', '--checkpoint-ms', '50');
    const stream = await bench.events(events);
    const flooder = await bench.trader(orders, 'flooder');
    const before = stream.all.length;
    await pour(flooder, FLOOD, cancel);
    await flooder.replies.next((reply) => 'requestId' in reply && reply.requestId === `f${FLOOD - 1}`);
    const answers = flooder.replies.all.filter(({ type }) => type === 'order_rejected');
    expect(answers).toHaveLength(FLOOD);
    expect(answers.every((reply) => 'code' in reply && reply.code === 'UNKNOWN_ORDER')).toBe(true);
    await stream.next(({ type, seq }) => type === 'exchange_status' && seq > before);
  });
});

test('the welcome states the limits', async () => {
  const { orders } = await bench.open('--rate-limit', '77');
  const trader = new Trader(await bench.socket(orders));
  expect(await trader.ask({ type: 'login', account: 'me', protocol: 1 })).toMatchObject({
    limits: { frameBytesMax: 65_536, openOrdersMax: 10_000, requestsPerSecond: 77 },
  });
});

describe('limits before the login', () => {
  test('a frame of 5 KiB closes the connection; after the login one of 60 KiB is read', async () => {
    const { orders } = await bench.open();
    const stranger = new Trader(await bench.socket(orders));
    stranger.socket.send('x'.repeat(5_000));
    expect(await stranger.closed).toBe(1009);
    const trader = await bench.trader(orders, 'me');
    trader.socket.send('x'.repeat(60_000));
    expect(await trader.replies.next()).toMatchObject({ code: 'BAD_JSON' });
  });

  test('the eighth error closes the connection', async () => {
    const { orders } = await bench.open();
    const stranger = new Trader(await bench.socket(orders));
    for (let n = 0; n < 20; n += 1) stranger.socket.send('{');
    expect(await stranger.closed).toBe(1008);
    expect(stranger.replies.all.length).toBe(8);
  });

  test('empty fragments count as bytes', async () => {
    const { orders } = await bench.open();
    const peer = await upgraded(orders);
    const closed = closeCode(peer);
    const [begin, more] = [Buffer.from([0x01, 0x80, 0, 0, 0, 0]), Buffer.from([0x00, 0x80, 0, 0, 0, 0])];
    peer.write(Buffer.concat([begin, ...Array.from({ length: 30_000 }, () => more)]));
    expect(await closed).toBe(1008);
  });
});

describe('malformed frames', () => {
  const FRAMES = 200_000;
  /** The frames take some 13 s of processor time, so the limit of the other tests is too short on a busy machine. */
  const MUTATED_MS_MAX = 600_000;

  /** A client's frame, masked with zeros. */
  const frame = (opcode: number, payload: Buffer | string) => {
    const bytes = Buffer.from(payload);
    const header = Buffer.from([
      0x80 | opcode,
      0x80 | 126,
      bytes.length >> 8,
      bytes.length & 0xff,
      0,
      0,
      0,
      0,
    ]);
    return Buffer.concat([header, bytes]);
  };

  test.each([
    ['text that is not UTF-8', frame(1, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 1007],
    [
      'a frame of 65 KiB',
      Buffer.concat([Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0, 0])]),
      1009,
    ],
    ['a reserved opcode', frame(3, '{}'), 1002],
    ['a frame that is not masked', Buffer.from([0x81, 2, 0x7b, 0x7d]), 1002],
    ['a binary frame', frame(2, '{}'), 1003],
  ])('%s: the connection is closed, and the others keep trading', async (_, bytes, code) => {
    const { orders } = await bench.open();
    const other = await bench.trader(orders, 'other');
    const peer = await upgraded(orders);
    const closed = closeCode(peer);
    peer.write(bytes);
    expect(await closed).toBe(code);
    expect(await other.place('a', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
  });

  test('half a frame and silence delay no other client', async () => {
    const { orders, exchange } = await bench.open();
    const peer = await upgraded(orders);
    peer.write(frame(1, '{"type":"login"').subarray(0, 12));
    const other = await bench.trader(orders, 'other');
    expect(await other.place('a', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
    expect(await exchange.stop()).toBe(0);
  });

  test.each([
    ['a prototype', '{"type":"cancel_all","__proto__":{"symbol":"BTC-USD"}}', 'BAD_MESSAGE'],
    ['a constructor', '{"type":"cancel_all","constructor":1}', 'BAD_MESSAGE'],
    ['a key of 30,000 letters', `{"type":"cancel_all","${'k'.repeat(30_000)}":1}`, 'BAD_MESSAGE'],
    ['a type that every object has', '{"type":"toString"}', 'BAD_MESSAGE'],
    ['a price of 1e999', '{"type":"amend_order","orderId":1,"price":1e999}', 'BAD_MESSAGE'],
    ['a quantity of -0', '{"type":"amend_order","orderId":1,"quantity":-0}', 'INVALID_QUANTITY'],
    ['a quantity of 1e-320', '{"type":"amend_order","orderId":1,"quantity":1e-320}', 'INVALID_QUANTITY'],
    ['a quantity of 1e300', '{"type":"amend_order","orderId":1,"quantity":1e300}', 'INVALID_QUANTITY'],
    ['null', 'null', 'BAD_MESSAGE'],
    ['an array', '[]', 'BAD_MESSAGE'],
    ['nothing', '', 'BAD_JSON'],
  ])('%s is refused', async (_, text, code) => {
    const { orders } = await bench.open();
    const trader = await bench.trader(orders, 'me');
    await trader.place('live', 'buy', 1, 49_000);
    trader.socket.send(text);
    expect(await trader.replies.next()).toMatchObject({ code });
    expect(await trader.ask({ type: 'cancel_all' })).toMatchObject({ count: 1 });
  });

  test('the last value of a repeated key counts', async () => {
    const { orders } = await bench.open();
    const trader = await bench.trader(orders, 'me');
    trader.socket.send('{"type":"login","type":"cancel_all","requestId":"a","requestId":"b"}');
    expect(await trader.replies.next()).toMatchObject({ type: 'cancel_all_done', requestId: 'b' });
  });

  test(
    '200,000 mutated frames: each gets a reply, and only accepted ones change the exchange',
    async () => {
      const { orders } = await bench.open('--rate-limit', '0', '--check-invariants');
      const [fuzzer, watcher] = [await bench.trader(orders, 'fuzzer'), await bench.trader(orders, 'watcher')];
      const random = new Random(7);
      const valid = [
        '{"type":"place_order","clientOrderId":"a1","symbol":"BTC-USD","side":"buy","orderType":"limit","quantity":0.001,"price":49000}',
        '{"type":"amend_order","clientOrderId":"a1","quantity":0.002}',
        '{"type":"cancel_order","clientOrderId":"a1"}',
        '{"type":"set_margin","symbol":"BTC-USD","mode":"isolated","margin":5}',
      ];
      await pour(fuzzer, FRAMES, () => mutated(random.pick(valid), random));
      // Rejected, and its reply comes after all frames.
      const end = await fuzzer.ask({ type: 'login', account: 'fuzzer', protocol: 1 });
      // No other account trades with it, so every message except the welcome replies to a frame.
      expect(fuzzer.replies.all.indexOf(end)).toBe(FRAMES + 1);
      const accepted = fuzzer.replies.all.filter(({ type }) => type === 'order_accepted').length;
      expect(accepted).toBeGreaterThan(1_000);
      const again = new Trader(await bench.socket(orders));
      const welcome = await again.ask({ type: 'login', account: 'fuzzer', protocol: 1 });
      const left = welcome.type === 'welcome' ? welcome.openOrders : [];
      expect(left.map(({ orderId, price, quantity }) => ({ orderId, price, quantity }))).toEqual(
        ordersLeft(fuzzer.replies.all),
      );
      expect(await watcher.place('b', 'buy', 1, 49_000)).toMatchObject({ type: 'order_accepted' });
    },
    MUTATED_MS_MAX,
  );
});

/** Replies that may be in flight: the gateway closes a slower reader. */
const UNDER_WAY_MAX = 20_000;

/** Send as fast as replies are read. */
async function pour(trader: Trader, count: number, frame: (n: number) => string): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    trader.socket.send(frame(n));
    while (n - trader.replies.all.length > UNDER_WAY_MAX) await new Promise(setImmediate);
  }
}

/** The expected live orders of an account after these replies, by id, if it had none before and none was filled. */
function ordersLeft(replies: readonly Reply[]) {
  const orders = new Map<number, { readonly price: number | undefined; readonly quantity: number }>();
  for (const reply of replies) {
    if (reply.type === 'order_accepted' || reply.type === 'order_amended') {
      orders.set(reply.orderId, { price: reply.price, quantity: reply.quantity });
    }
    if (reply.type === 'order_canceled') orders.delete(reply.orderId);
  }
  return [...orders].map(([orderId, terms]) => ({ orderId, ...terms })).sort((a, b) => a.orderId - b.orderId);
}

/** The text with up to three letters changed, dropped or doubled. */
function mutated(text: string, random: Random): string {
  const letters = text.split('');
  for (let changes = random.between(0, 3); changes > 0; changes -= 1) {
    const at = random.between(0, letters.length - 1);
    const other = String.fromCharCode(random.between(32, 126));
    letters.splice(at, 1, random.pick([other, '', `${letters[at]}${letters[at]}`]));
  }
  return letters.join('');
}
