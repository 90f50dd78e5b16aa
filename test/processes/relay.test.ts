/** The relay process: the same bytes to every client, and no others. */
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import { Replica } from '../../src/contract/replica.ts';
import { freePort } from '../support/ports.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

async function fakeUpstream(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test('forwards frames of any content unchanged', async () => {
  const { server, port } = await fakeUpstream();
  const connected = once(server, 'connection');
  const relay = bench.relay(port);
  const { relay: relayPort = 0 } = await relay.ready();
  const [upstream] = (await connected) as [WebSocket];
  const clients = await Promise.all([bench.socket(relayPort), bench.socket(relayPort)]);
  const frames = [
    '[{"type":"x"}]',
    'no JSON at all',
    '[ {"a":1e400, "ü":"\\u0000"} ]',
    `["${'y'.repeat(300_000)}"]`,
  ];
  const received = clients.map((client) => {
    const texts: string[] = [];
    return new Promise<string[]>((resolve) => {
      client.on('message', (data, isBinary) => {
        expect(isBinary).toBe(false);
        texts.push((data as Buffer).toString());
        if (texts.length === frames.length) resolve(texts);
      });
    });
  });
  for (const frame of frames) upstream.send(frame);
  expect(await Promise.all(received)).toEqual([frames, frames]);
  server.close();
});

test('reconnects when upstream returns, and its clients are complete with the next checkpoint', async () => {
  const forgetful = ['--durability=memory', '--checkpoint-ms=50'];
  const first = bench.exchange(...forgetful);
  const { events = 0 } = await first.ready();
  const relay = bench.relay(events);
  const { relay: port = 0 } = await relay.ready();
  const stream = await bench.events(port);
  const status = await stream.next(({ type }) => type === 'exchange_status');
  await first.stop('SIGKILL');
  const second = bench.exchange('--events-port', String(events), ...forgetful);
  const { orders = 0 } = await second.ready();
  const trader = await bench.trader(orders, 'me');
  await trader.place('a', 'buy', 1, 49_000);
  await stream.next(
    (event) => event.type === 'exchange_status' && 'epoch' in status && event.epoch !== status.epoch,
  );
  const seen = () => {
    const replica = new Replica();
    replica.apply(stream.all);
    return [replica.inSync, replica.markets.get('BTC-USD')?.bids];
  };
  await expect.poll(seen).toEqual([true, [[49_000, 1]]]);
});

test('a client that joins late is complete within one checkpoint', async () => {
  const exchange = bench.exchange('--checkpoint-ms', '50');
  const { orders = 0, events = 0 } = await exchange.ready();
  const { relay: port = 0 } = await bench.relay(events).ready();
  const trader = await bench.trader(orders, 'me');
  await trader.place('a', 'sell', 1, 51_000);
  const late = await bench.events(port);
  const replica = new Replica();
  await late.next((event) => {
    replica.apply([event]);
    return event.type === 'position_update' && replica.inSync;
  });
  expect(replica.markets.get('BTC-USD')?.asks).toEqual([[51_000, 1]]);
});

test('refuses a page of another origin and admits the monitor', async () => {
  const { server, port } = await fakeUpstream();
  const { relay = 0 } = await bench.relay(port).ready();
  const evil = new WebSocket(`ws://127.0.0.1:${relay}`, { origin: 'http://localhost:3000' });
  const [error] = (await once(evil, 'error')) as [Error];
  expect(error.message).toContain('403');
  await bench.socket(relay, { origin: 'botpit://monitor' });
  server.close();
});

test('a reader that keeps up gets a frame of any size', async () => {
  const { server, port } = await fakeUpstream();
  const connected = once(server, 'connection');
  const { relay = 0 } = await bench.relay(port).ready();
  const [upstream] = (await connected) as [WebSocket];
  const reader = await bench.socket(relay);
  for (const frame of ['x'.repeat(9 * 1024 * 1024), 'last']) {
    const received = once(reader, 'message');
    upstream.send(frame);
    expect((await received)[0]).toHaveLength(frame.length);
  }
  server.close();
});

test('a client that does not read is closed with 1013, and no other client waits for it', async () => {
  const { server, port } = await fakeUpstream();
  const connected = once(server, 'connection');
  const { relay = 0 } = await bench.relay(port).ready();
  const [upstream] = (await connected) as [WebSocket];
  const slow = await bench.socket(relay);
  const quick = await bench.socket(relay);
  slow.pause();
  const frame = JSON.stringify(['x'.repeat(1_000_000)]);
  for (let n = 0; n < 40; n += 1) {
    const received = once(quick, 'message');
    upstream.send(frame);
    await received;
  }
  const closed = once(slow, 'close');
  slow.resume();
  expect((await closed)[0]).toBe(1013);
  server.close();
});

test('runs without an upstream, and SIGTERM ends it', async () => {
  const relay = bench.relay(1);
  await relay.ready();
  expect(await relay.stop()).toBe(0);
  expect(relay.stderr).toContain('ECONNREFUSED');
});

test('a relay of a relay of a relay carries the stream', async () => {
  const { orders, events } = await bench.open('--checkpoint-ms', '50');
  let port = events;
  for (let hop = 0; hop < 3; hop += 1) port = (await bench.relay(port).ready())['relay'] ?? 0;
  const stream = await bench.events(port);
  const trader = await bench.trader(orders, 'me');
  await stream.next(({ type }) => type === 'exchange_status');
  await trader.place('a', 'buy', 1, 49_000);
  await stream.next(
    (event) => event.type === 'book_update' && event.bids.some(([price]) => price === 49_000),
  );
});

test('a ring of relays is refused, whichever relay starts first', async () => {
  const [one, two, three] = [await freePort(), await freePort(), await freePort()];
  const relays = [
    bench.relay(three, '--port', String(one)),
    bench.relay(one, '--port', String(two)),
    bench.relay(two, '--port', String(three)),
  ];
  const first = await Promise.race(relays.map(async (relay) => [await relay.exited, relay.stderr] as const));
  expect(first[0]).toBe(2);
  expect(first[1]).toMatch(/this is a ring of \d relays: .*; point --upstream at the exchange/);
});
