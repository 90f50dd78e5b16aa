/** The watch worker behind a relay: its frames, its refusals, and slow readers. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { isConflated, parseFrame, type StreamEvent } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { replicaState } from '../../src/contract/replica-state.ts';
import { Replica } from '../../src/contract/replica.ts';
import { A_TRADE } from '../support/a-trade.ts';
import { deafReader, rawReader } from '../support/raw-readers.ts';
import { Arrivals, Bench, type Worker } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

/** @returns the port of a relay that offers the conflated feed */
async function watchedRelay(eventsPort: number, ...args: string[]) {
  const upstream = `ws://127.0.0.1:${eventsPort}`;
  const watch = bench.worker('watch', '--port', '0', '--upstream', upstream);
  const { watch: watchPort = 0 } = await watch.ready();
  const relay = bench.relay(eventsPort, '--watch', `ws://127.0.0.1:${watchPort}`, ...args);
  const { relay: relayPort = 0 } = await relay.ready();
  return { watch, watchPort, relay, relayPort };
}

class Watcher {
  readonly replica = new Replica();
  readonly frames = new Arrivals<readonly StreamEvent[]>();
  readonly socket: WebSocket;

  constructor(port: number, path: string, perMessageDeflate = false) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate });
    this.socket.on('message', (data) => {
      const events = parseFrame((data as Buffer).toString());
      this.replica.apply(events);
      this.frames.push(events);
    });
  }

  async covers(seq: number): Promise<void> {
    while (this.replica.seq < seq) await this.frames.next();
  }
}

test('a watcher has the market of the full feed, at every seq that its frames cover', async () => {
  const { orders, events } = await bench.open('--checkpoint-ms', '100');
  const { relayPort } = await watchedRelay(events);
  const [full, watcher] = [new Watcher(relayPort, '/'), new Watcher(relayPort, '/?every=50')];
  await Promise.all([full.frames.next(), watcher.frames.next()]);
  const [maker, taker] = [await bench.trader(orders, 'maker'), await bench.trader(orders, 'taker')];
  for (let n = 0; n < 40; n += 1) {
    await maker.place(`m${n}`, 'sell', 0.01, 50_000 + n);
    await taker.place(`t${n}`, 'buy', 0.005, 50_000 + n);
    await maker.ask({ type: 'cancel_order', clientOrderId: `m${n}` });
  }
  await taker.place('last', 'buy', 0.01, 49_000);
  await watcher.frames.next(isConflated);
  // A checkpoint follows the last order and changes no book.
  const { seq } = full.replica;
  await watcher.covers(seq);
  await full.covers(watcher.replica.seq);
  const marketOf = ({ replica }: Watcher) => {
    const { markets, trades, holes, inSync } = replicaState(replica);
    return { markets, trades: trades.map(({ tradeId }) => tradeId), holes, inSync };
  };
  expect(marketOf(watcher)).toEqual(marketOf(full));
  expect(watcher.replica.trades).toHaveLength(40);
  expect(watcher.replica.positions.get('taker')?.get('BTC-USD')?.quantity).toBe(0.2);
});

test('compresses for a client that asks for it, and for no other', async () => {
  const { orders, events } = await bench.open('--checkpoint-ms', '50');
  const { relayPort } = await watchedRelay(events);
  for (let n = 0; n < 20; n += 1) {
    const trader = await bench.trader(orders, `trader-${n}`);
    await trader.place('a', 'buy', 0.01, 49_000 - n);
  }
  const [packed, plain] = [
    new Watcher(relayPort, '/?every=100', true),
    new Watcher(relayPort, '/?every=100'),
  ];
  const bytesOf = async ({ socket, frames }: Watcher) => {
    const [{ socket: connection }] = (await once(socket, 'upgrade')) as [IncomingMessage];
    await frames.next((frame) => frame.some(({ type }) => type === 'position_update'));
    return connection.bytesRead;
  };
  const [small, large] = await Promise.all([bytesOf(packed), bytesOf(plain)]);
  expect(packed.socket.extensions).toBe('permessage-deflate');
  expect(plain.socket.extensions).toBe('');
  expect(small).toBeLessThan(large / 2);
  expect(packed.replica.inSync).toBe(true);
});

describe('a relay', () => {
  async function statusOf(port: number, path: string): Promise<number | undefined> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    const [, { statusCode }] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    return statusCode;
  }

  test('refuses an interval that is not offered, a wrong token, and all while the watch worker is away', async () => {
    const { events } = await bench.open();
    const { watch, relayPort } = await watchedRelay(events, '--token', 'only to watch');
    const token = 'token=only%20to%20watch';
    expect(await statusOf(relayPort, `/?every=7&${token}`)).toBe(400);
    expect(await statusOf(relayPort, '/?every=100&token=wrong')).toBe(401);
    await watch.stop();
    expect(await statusOf(relayPort, `/?every=100&${token}`)).toBe(503);
  });

  test('says goodbye to watchers when the watch worker stops', async () => {
    const { events } = await bench.open();
    const { watch, relayPort } = await watchedRelay(events);
    const { socket, frames } = new Watcher(relayPort, '/?every=100');
    await frames.next();
    const closed = once(socket, 'close');
    await watch.stop();
    expect((await closed)[0]).toBe(1001);
  });
});

describe('beside 20 clients that read nothing', () => {
  const READERS = 100;
  const DEAF = 20;
  const TRADES = 2_500;
  const BATCHES_MAX = 100;

  async function clientsOf(worker: Worker): Promise<number> {
    worker.process.send({ type: 'measure' });
    const { gauges } = await worker.announcements.next(({ event }) => event === 'metrics');
    return (gauges as { readonly clients: number }).clients;
  }

  const status = (seq: number) => ({
    type: 'exchange_status',
    seq,
    time: seq,
    epoch: 'one',
    protocol: 1,
    state: 'running',
    instruments: [DEFAULT_INSTRUMENT],
    insuranceFund: 0,
    feesCollected: 0,
    checkpointMs: 1_000,
  });

  test.each(['/', '/?every=50'])(`none of ${READERS} that read %s is cut off`, async (path) => {
    const source = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(source, 'listening');
    const { watch, relay, relayPort } = await watchedRelay((source.address() as AddressInfo).port);
    await expect.poll(() => source.clients.size).toBe(2);
    const upstreams = [...source.clients];
    let seq = 0;
    const send = (frame: readonly unknown[]) => {
      for (const upstream of upstreams) upstream.send(JSON.stringify(frame));
    };
    const readers = await Promise.all(Array.from({ length: READERS }, () => rawReader(relayPort, path)));
    const deaf = await Promise.all(Array.from({ length: DEAF }, () => deafReader(relayPort, path)));
    send([status(++seq)]);
    const served = path === '/' ? relay : watch;
    let clients = READERS + DEAF;
    for (let batch = 0; batch < BATCHES_MAX && clients > READERS; batch += 1) {
      send(Array.from({ length: TRADES }, () => ({ ...A_TRADE, seq: ++seq, time: seq, tradeId: seq })));
      await Promise.all(readers.map((reader) => reader.sees(`"tradeId":${seq},`)));
      for (const reader of readers) reader.pong();
      clients = await clientsOf(served);
    }
    expect(clients).toBe(READERS);
    expect(readers.filter(({ isOpen }) => isOpen)).toHaveLength(READERS);
    for (const { socket } of readers) socket.destroy();
    for (const socket of deaf) socket.destroy();
    source.close();
  });
});
