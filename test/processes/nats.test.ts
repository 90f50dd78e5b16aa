/** Relays over a real nats-server: every client gets the same frames, each once, even when the server fails. */
import { describe, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { bench, connectedRelay, nats, natsServer, upstream, useNatsBench } from '../support/nats.ts';
import type { Arrivals, Trader } from '../support/workers.ts';

useNatsBench();

const publisherOf = (port: number, url = nats.url()) =>
  connectedRelay('--upstream', `ws://127.0.0.1:${port}`, '--publish', url);
const subscriber = (url = nats.url()) => connectedRelay('--upstream', url);

/** Every `seq` since the first, once and in order. */
function expectNoHole(stream: Arrivals<MarketEvent>): void {
  const first = stream.all[0]?.seq ?? 0;
  expect(stream.all.map(({ seq }) => seq)).toEqual(stream.all.map((_, n) => first + n));
}

function hasBid(price: number) {
  return (event: MarketEvent) =>
    event.type === 'book_update' && event.bids.some(([bid, quantity]) => bid === price && quantity > 0);
}

/** Places orders one after the other until stopped; each causes an event. */
function keepTrading(trader: Trader) {
  const stopping = new AbortController();
  const done = (async () => {
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      await trader.place(`flow${n}`, 'buy', 0.001, 40_000);
      await trader.ask({ type: 'cancel_order', clientOrderId: `flow${n}` });
    }
  })();
  return async () => {
    stopping.abort();
    await done;
  };
}

describe.skipIf(natsServer === undefined)('relays over NATS', () => {
  test('a client behind the NATS stream gets the same frames as a client before it', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const first = await publisherOf(events);
    const second = await subscriber();
    const [before, behind] = [await bench.events(first.port), await bench.events(second.port)];
    await behind.next(({ type }) => type === 'exchange_status');
    const trader = await bench.trader(orders, 'me');
    for (let n = 0; n < 50; n += 1) await trader.place(`o${n}`, 'buy', 0.001, 49_000 + n);
    await Promise.all([before.next(hasBid(49_049)), behind.next(hasBid(49_049))]);
    expectNoHole(behind);
    const from = Math.max(before.all[0]?.seq ?? 0, behind.all[0]?.seq ?? 0);
    const to = Math.min(before.all.at(-1)?.seq ?? 0, behind.all.at(-1)?.seq ?? 0);
    const span = (stream: Arrivals<MarketEvent>) => stream.all.filter(({ seq }) => seq >= from && seq <= to);
    expect(span(behind)).toEqual(span(before));
    expect(span(behind).length).toBeGreaterThan(50);
  });

  test('frames of any content and length are forwarded unchanged', async () => {
    const { port, connected, close } = await upstream();
    const first = await publisherOf(port);
    const [source] = await connected;
    const second = await subscriber();
    const client = await bench.socket(second.port);
    const frames = ['', 'no JSON at all', '[ {"a":1e400, "ü":"\\u0000"} ]', 'é'.repeat(3_000_000), 'last'];
    const received = new Promise<string[]>((resolve) => {
      const texts: string[] = [];
      client.on('message', (data) => {
        texts.push((data as Buffer).toString());
        if (texts.length === frames.length) resolve(texts);
      });
    });
    for (const frame of frames) source.send(frame);
    expect(await received).toEqual(frames);
    expect(await first.worker.stop()).toBe(0);
    expect(await second.worker.stop()).toBe(0);
    close();
  });

  test('no client loses an event when the server is killed and restarts', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const publisher = await publisherOf(events);
    const readers = [await subscriber(), await subscriber()];
    const streams = await Promise.all(readers.map(({ port }) => bench.events(port)));
    await Promise.all(streams.map((stream) => stream.next(({ type }) => type === 'exchange_status')));
    const trader = await bench.trader(orders, 'me');
    const stopTrading = keepTrading(trader);
    for (let round = 0; round < 3; round += 1) {
      await nats.stop('SIGKILL');
      const relays = [publisher, ...readers].map(({ worker }) => worker);
      for (const worker of relays) {
        await expect.poll(() => worker.stderr.match(/next try in/g)?.length ?? 0).toBeGreaterThan(round);
      }
      await trader.place(`away${round}`, 'buy', 1, 48_000 + round);
      await nats.start('--jetstream');
      await Promise.all(streams.map((stream) => stream.next(hasBid(48_000 + round))));
    }
    await stopTrading();
    await trader.place('last', 'buy', 1, 49_000);
    await Promise.all(streams.map((stream) => stream.next(hasBid(49_000))));
    for (const stream of streams) expectNoHole(stream);
  });

  test('no client loses an event when the server is suspended and resumes', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const publisher = await publisherOf(events);
    const stream = await bench.events((await subscriber()).port);
    await stream.next(({ type }) => type === 'exchange_status');
    const trader = await bench.trader(orders, 'me');
    const stopTrading = keepTrading(trader);
    nats.signal('SIGSTOP');
    await expect.poll(() => publisher.worker.stderr).toMatch(/no answer in time; next try in \d+ ms/);
    nats.signal('SIGCONT');
    await expect.poll(() => publisher.worker.stderr.match(/connected to nats/g)?.length).toBeGreaterThan(1);
    await stopTrading();
    await trader.place('last', 'buy', 1, 49_000);
    await stream.next(hasBid(49_000));
    expectNoHole(stream);
  });

  test('after a restart of a relay or of the publisher, clients are complete with the next checkpoint', async () => {
    const { orders, events } = await bench.open('--checkpoint-ms', '50');
    const first = await publisherOf(events);
    const second = await subscriber();
    const trader = await bench.trader(orders, 'me');
    await trader.place('a', 'buy', 1, 49_000);
    await second.worker.stop('SIGKILL');
    const third = await subscriber();
    const stream = await bench.events(third.port);
    const replica = new Replica();
    const whole = (price: number) => (event: MarketEvent) => {
      replica.apply([event]);
      return replica.inSync && replica.markets.get('BTC-USD')?.bids[0]?.[0] === price;
    };
    await stream.next(whole(49_000));
    await first.worker.stop('SIGKILL');
    await trader.place('b', 'buy', 1, 49_500);
    await publisherOf(events);
    await stream.next(whole(49_500));
  });

  test('a publisher drops what exceeds its backlog and logs it', async () => {
    const { port, connected, close } = await upstream();
    const first = await publisherOf(port);
    const second = await subscriber();
    const client = await bench.socket(second.port);
    const [source] = await connected;
    await nats.stop();
    const frames = Array.from({ length: 100 }, (_, n) => `${n} ${'x'.repeat(1024 * 1024)}`);
    for (const frame of frames) source.send(frame);
    await expect.poll(() => first.worker.stderr).toContain('more than 64 MiB were not stored in time');
    const names: string[] = [];
    const received = new Promise<void>((resolve) => {
      client.on('message', (data) => {
        names.push((data as Buffer).toString().split(' ')[0] ?? '');
        if (names.at(-1) === 'last') resolve();
      });
    });
    source.send('last');
    await nats.start('--jetstream');
    await received;
    // The oldest 64 MiB are gone; the rest has no gap.
    const kept = names.length - 1;
    expect(names).toEqual([...Array.from({ length: kept }, (_, n) => `${frames.length - kept + n}`), 'last']);
    expect(kept).toBeGreaterThan(10);
    expect(kept).toBeLessThan(64);
    close();
  });

  test('a stream that is too short or was recreated leaves a gap that the next checkpoint closes', async () => {
    const { port, connected, close } = await upstream();
    const first = await publisherOf(port);
    const second = await subscriber();
    const client = await bench.socket(second.port);
    const [source] = await connected;
    const arrived = (text: string) =>
      new Promise<void>((resolve) => {
        client.on('message', (data) => (data as Buffer).toString() === text && resolve());
      });
    const [one, three, four] = [arrived('one'), arrived('three'), arrived('four')];
    source.send('one');
    await one;
    await nats.stop();
    await expect.poll(() => second.worker.stderr).toContain('next try in');
    second.worker.process.kill('SIGSTOP');
    source.send('two');
    await nats.start('--jetstream');
    // The stream keeps an announcement, 'one', an announcement of the new connection, 'two'.
    const newest = () => nats.manage(async ({ streams }) => (await streams.info('botpit')).state.last_seq);
    await expect.poll(newest).toBe(4);
    await nats.manage(({ streams }) => streams.purge('botpit'));
    second.worker.process.kill('SIGCONT');
    await expect.poll(() => second.worker.stderr.match(/connected to/g)).toHaveLength(2);
    source.send('three');
    await three;
    await expect.poll(() => second.worker.stderr).toContain('the stream no longer has the next 2 messages');
    await nats.manage(({ streams }) => streams.delete('botpit'));
    source.send('four');
    await four;
    await expect.poll(() => second.worker.stderr).toContain('the stream was recreated');
    await expect.poll(() => first.worker.stderr).toContain('the server has lost the last');
    close();
  });
});
