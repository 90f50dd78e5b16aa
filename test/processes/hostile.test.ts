/** What peers may try with the exchange and the relay, and what must not come of it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, Trader } from '../support/workers.ts';

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

const upgrade = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n');

describe('one frame or request cannot end the process', () => {
  test('a value nested 20,000 deep', async () => {
    const { orders = 0 } = await bench.exchange().ready();
    const socket = await bench.socket(orders);
    const answer = once(socket, 'message');
    socket.send(`{"type":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(String((await answer)[0])).toContain('BAD_MESSAGE');
    await bench.trader(orders, 'me');
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

describe('what comes on a connection that is being closed is not carried out', () => {
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

  test('a login of the connection that another has taken over from', async () => {
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

test('a peer that says nothing, or comes while it closes, does not hold the end up', async () => {
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
