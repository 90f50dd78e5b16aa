/** A recorded day through the real exchange process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Side } from '../../src/contract/orders.ts';
import { Replica } from '../../src/contract/replica.ts';
import { Bench, Trader, type Worker } from '../support/workers.ts';
import { QUEUE_SKIPS, recordedDay } from '../workers/replay/recorded-day.ts';

const AAPL_CONFIG = fileURLToPath(new URL('../../resources/aapl.json', import.meta.url));
/** Long enough for the test to look at the last book. */
const LINGER = ['--linger', '60'];

const day = recordedDay();
let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

function replay(orders: number, file: string, ...args: string[]): Worker {
  return bench.worker('replay', file, '--orders', `ws://127.0.0.1:${orders}`, '--speed', 'max', ...args);
}

const done = (worker: Worker) => worker.announcements.next(({ event }) => event === 'done');

describe.skipIf(day === undefined)('a recorded day', () => {
  const { messages, topOfBook } = day ?? { messages: '', topOfBook: '' };

  test('alone in the pit: filled as reported, and the public book ends as published', async () => {
    const { orders, events } = await bench.open('--config', AAPL_CONFIG);
    const stream = await bench.events(events);
    const worker = replay(orders, messages, ...LINGER);
    expect(await done(worker)).toMatchObject({
      complete: true,
      messages: 30_000,
      queueSkips: QUEUE_SKIPS,
      explained: 0,
      unexplained: 0,
      unknownOrders: 0,
    });
    const seq = await seqNow(orders);
    await stream.next((event) => event.seq >= seq);
    const replica = new Replica();
    replica.apply(stream.all);
    const { bids, asks } = replica.markets.get('AAPL') ?? { bids: [], asks: [] };
    expect([asks[0], bids[0]]).toEqual(lastTop(topOfBook));
    expect(await worker.stop()).toBe(0);
  });

  test('among traders that quote and hit: they explain every difference', async () => {
    const { orders } = await bench.open('--config', AAPL_CONFIG, '--deposit', '10000000');
    const traders = await Promise.all(['x', 'y'].map((name) => bench.trader(orders, name)));
    const worker = replay(orders, messages);
    const ended = new AbortController();
    void worker.exited.then(() => ended.abort());
    await worker.ready();
    const trading = traders.map((trader, index) => tradeAround(trader, index + 1, ended.signal));
    const report = await done(worker);
    expect(report).toMatchObject({ complete: true, queueSkips: QUEUE_SKIPS, unexplained: 0 });
    expect(report['fillsWithOthers']).toBeGreaterThan(100);
    expect(report['explained']).toBeGreaterThan(10);
    expect(await worker.exited).toBe(0);
    await Promise.all(trading);
  });
});

describe('a replay that cannot continue', () => {
  const LINES = '34200.1,1,7,100,5853300,1\n34200.2,1,8,100,5853400,-1\n34200.3,4,8,100,5853400,-1\n';

  function file(lines: string): string {
    const path = join(bench.folder, 'day_message_1.csv');
    writeFileSync(path, lines);
    return path;
  }

  test('names the existing symbols', async () => {
    const { orders } = await bench.open();
    const worker = replay(orders, file(LINES));
    expect(await worker.exited).toBe(2);
    expect(worker.stderr).toContain('the exchange has no AAPL, only BTC-USD');
  });

  test('names the necessary deposit', async () => {
    const { orders } = await bench.open('--config', AAPL_CONFIG);
    const worker = replay(orders, file(LINES.replace(',100,', ',100000,')), '--account', 'poor');
    expect(await worker.exited).toBe(2);
    expect(worker.stderr).toMatch(/INSUFFICIENT_MARGIN.*"accounts": \{"poor": \{"deposit": 1000000000\}\}/);
  });

  test('names the wrong line and its progress', async () => {
    const { orders } = await bench.open('--config', AAPL_CONFIG);
    const worker = replay(orders, file(`${LINES}34200.4,1,9,many,5853300,1\n`));
    expect(await done(worker)).toMatchObject({ complete: false, messages: 2 });
    expect(await worker.exited).toBe(2);
    expect(worker.stderr).toContain("day_message_1.csv line 4: size 'many' is not a whole number above 0");
  });

  test('ends with the exchange', async () => {
    const { exchange, orders } = await bench.open('--config', AAPL_CONFIG);
    const worker = replay(orders, file(LINES), ...LINGER);
    expect(await done(worker)).toMatchObject({ complete: true, messages: 3, aggressors: 1, fills: 1 });
    await exchange.stop();
    expect(await worker.exited).toBe(1);
    expect(worker.stderr).toContain('SHUTTING_DOWN: The exchange is shutting down.');
  });

  test('stops cleanly on request and cancels its orders', async () => {
    const { orders, events } = await bench.open('--config', AAPL_CONFIG);
    const stream = await bench.events(events);
    const worker = replay(orders, file(`${LINES}80000,3,7,100,5853300,1\n`), '--speed', '1');
    await stream.next((event) => event.type === 'trade');
    expect(await worker.stop()).toBe(0);
    expect(await done(worker)).toMatchObject({ complete: false, placed: 2 });
    await stream.next(
      (event) => event.type === 'book_update' && event.bids.some(([, quantity]) => quantity === 0),
    );
  });
});

/** `seq` of the exchange's last event. */
async function seqNow(orders: number): Promise<number> {
  const observer = new Trader(await bench.socket(orders));
  const welcome = await observer.ask({ type: 'login', account: 'observer', protocol: 1 });
  return welcome.type === 'welcome' ? welcome.seq : Number.NaN;
}

/** Best ask and bid after the last message, as `[price, quantity]`. */
function lastTop(path: string): (readonly [number, number])[] {
  const row = readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
  const [ask = 0, askSize = 0, bid = 0, bidSize = 0] = row.split(',').map(Number);
  return [
    [ask / 10_000, askSize],
    [bid / 10_000, bidSize],
  ];
}

/** Quote and hit around the last traded price, one order after the other, until the signal. */
async function tradeAround(trader: Trader, seed: number, signal: AbortSignal): Promise<void> {
  let lastCents = 58_560;
  let seen = 0;
  for (let order = seed; !signal.aborted; order += 1) {
    for (; seen < trader.replies.all.length; seen += 1) {
      const reply = trader.replies.all[seen];
      if (reply?.type === 'fill') lastCents = Math.round(reply.price * 100);
    }
    const side: Side = (order >> 1) % 2 === 0 ? 'buy' : 'sell';
    const isQuote = order % 2 === 0;
    const isUp = (side === 'sell') === isQuote;
    const price = (lastCents + (isUp ? 1 : -1) * (order % 11)) / 100;
    const terms = { symbol: 'AAPL', timeInForce: isQuote ? 'gtc' : 'ioc' };
    await trader.place(`o${order}`, side, 1 + (order % 50), price, terms);
    await trader.ask({ type: 'cancel_order', clientOrderId: `o${order - 8}` });
  }
}
