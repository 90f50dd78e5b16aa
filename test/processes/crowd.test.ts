/** Many peers at once, and peers that come and go, while the others keep trading. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseFrame } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { parseReply, type Reply } from '../../src/contract/orders.ts';
import { RawClient } from '../../tools/bench/wire/raw-client.ts';
import { Arrivals, Bench } from '../support/workers.ts';
import { freePort } from '../support/ports.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

test('5,000 connections that open and close in waves of 100', async () => {
  // One address opens no more than twice this many at once.
  const { orders } = await bench.open('--connections-per-address', '2500');
  const other = await bench.trader(orders, 'other');
  for (let wave = 0; wave < 50; wave += 1) {
    const sockets = Array.from({ length: 100 }, () => new WebSocket(`ws://127.0.0.1:${orders}`));
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    const gone = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) socket.terminate();
    await Promise.all(gone);
    expect(await other.place(`w${wave}`, 'buy', 0.001, 49_000)).toMatchObject({ type: 'order_accepted' });
  }
  expect(await other.ask({ type: 'cancel_all' })).toMatchObject({ count: 50 });
});

test('an address may hold a limited number of connections; closing one makes room', async () => {
  const limit = ['--connections-per-address', '3'];
  const { orders, events } = await bench.open(...limit);
  const { relay = 0 } = await bench.relay(events, ...limit).ready();
  for (const port of [orders, relay]) {
    const first = await bench.socket(port);
    await bench.socket(port);
    // A connection before its upgrade counts, too.
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const [refused] = (await once(new WebSocket(`ws://127.0.0.1:${port}`), 'error')) as [Error];
    expect(refused.message).toContain('429');
    first.terminate();
    await once(first, 'close');
    await retried(port);
    silent.destroy();
  }
});

/** The server may see that a connection is gone a moment after its client does. */
async function retried(port: number): Promise<WebSocket> {
  for (;;) {
    const opened = await bench.socket(port).catch(() => null);
    if (opened !== null) return opened;
  }
}

test('10,000 requests in one write get their replies, one by one and in order', async () => {
  const { orders } = await bench.open('--rate-limit', '0');
  const replies = new Arrivals<Reply>();
  const client = await RawClient.connect(orders, (text) => replies.push(parseReply(text.toString())));
  client.send('{"type":"login","account":"me","protocol":1}');
  for (let n = 0; n < 10_000; n += 1) {
    client.send(`{"type":"cancel_order","orderId":${n + 1},"requestId":"q${n}"}`);
  }
  client.flush();
  await replies.next((reply) => 'requestId' in reply && reply.requestId === 'q9999');
  const ids = replies.all.map((reply) => ('requestId' in reply ? reply.requestId : ''));
  expect(ids.slice(1)).toEqual(Array.from({ length: 10_000 }, (_, n) => `q${n}`));
  client.close();
});

test('a trader that reads no replies is closed with 1013; 99 others get all of theirs', async () => {
  const { orders, events } = await bench.open('--rate-limit', '0');
  const stream = await bench.events(events);
  const deaf = await bench.trader(orders, 'deaf');
  await deaf.place('mine', 'buy', 0.001, 48_000);
  const others = await Promise.all(Array.from({ length: 99 }, (_, n) => bench.trader(orders, `other${n}`)));
  deaf.socket.pause();
  const deafOne = { isGone: false };
  const gone = stream
    .next(
      (event) =>
        event.type === 'book_update' && event.bids.some(([price, left]) => price === 48_000 && left === 0),
    )
    .then(() => (deafOne.isGone = true));
  const flood = (async () => {
    const request = JSON.stringify({ type: 'cancel_order', orderId: 999_999, requestId: 'x'.repeat(64) });
    while (!deafOne.isGone) {
      for (let n = 0; n < 2_000; n += 1) deaf.socket.send(request);
      await others[98]?.ask({ type: 'cancel_order', orderId: 999_999 });
    }
    await gone;
    deaf.socket.resume();
  })();
  const answered = others.map(async (trader, n) => {
    for (let round = 0; round < 20; round += 1) {
      const reply = await trader.place(`r${round}`, n % 2 === 0 ? 'buy' : 'sell', 0.001, 50_000);
      expect(reply).toMatchObject({ type: 'order_accepted', clientOrderId: `r${round}` });
    }
  });
  await Promise.all([...answered, flood]);
  expect(await deaf.closed).toBe(1013);
});

test('after 50 reconnections of the upstream, relay and clients show the same book', async () => {
  const port = await freePort();
  const { relay = 0 } = await bench.relay(port).ready();
  const replicas = [new Replica(), new Replica()];
  const clients = await Promise.all(replicas.map(() => bench.socket(relay)));
  for (const [n, client] of clients.entries()) {
    client.on('message', (data) => replicas[n]?.apply(parseFrame((data as Buffer).toString())));
  }
  for (let flap = 0; flap < 50; flap += 1) {
    const exchange = bench.exchange(`--events-port=${port}`, '--checkpoint-ms=50', '--durability=memory');
    const { orders = 0 } = await exchange.ready();
    const trader = await bench.trader(orders, 'me');
    await trader.place('a', 'buy', 0.001, 49_000 + flap);
    if (flap < 49) await exchange.stop('SIGKILL');
  }
  const book = () => replicas.map((replica) => replica.markets.get('BTC-USD')?.bids);
  const last = [[[49_049, 0.001]], [[49_049, 0.001]]];
  while (JSON.stringify(book()) !== JSON.stringify(last)) await once(clients[1] as WebSocket, 'message');
  expect(replicas.map(({ inSync }) => inSync)).toEqual([true, true]);
});
