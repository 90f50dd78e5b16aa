/** An exchange whose mark price time drives, and its operator. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { PIT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { Bench, Trader } from '../support/workers.ts';

const TOKEN = "the operator's token";

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

test('an operator sets the index, time moves the mark, and the session verifies', async () => {
  const session = join(bench.folder, 'session');
  const instrument = { ...PIT_INSTRUMENT, markPrice: 'index' };
  const exchange = bench.withEnvironment(
    { BOTPIT_OPERATOR_TOKEN: TOKEN },
    'exchange',
    '--orders-port=0',
    '--events-port=0',
    `--data-dir=${session}`,
    `--instruments=${JSON.stringify([instrument])}`,
  );
  const { orders = 0, events = 0 } = await exchange.ready();
  const stream = await bench.events(events);
  const operator = new Trader(await bench.socket(orders));
  const login = { type: 'login', account: 'operator', protocol: 1 };
  expect(await operator.ask({ ...login, token: 'a guess' })).toMatchObject({ code: 'BAD_TOKEN' });
  expect(await operator.ask({ ...login, token: TOKEN })).toMatchObject({ type: 'welcome', balance: 0 });
  const request = { type: 'set_index', symbol: 'BTC-USD', price: 50_400.2 };
  const ann = await bench.trader(orders, 'ann');
  expect(await ann.ask(request)).toMatchObject({ type: 'order_rejected', code: 'NOT_ALLOWED' });
  expect(await operator.ask(request)).toMatchObject({ type: 'index_set', price: 50_400 });
  expect(await stream.next(({ type }) => type === 'index_price')).toMatchObject({ price: 50_400 });
  const first = await stream.next((event) => event.type === 'mark_price' && event.price !== 50_000);
  // How far it is by then, and how far the reference has followed, depends on the machine.
  if (first.type !== 'mark_price') throw new Error(first.type);
  const { price, index, reference = 0 } = first;
  expect(index).toBe(50_400);
  expect(price).toBeGreaterThan(50_000);
  expect(price).toBeLessThanOrEqual(50_400);
  expect(reference).toBeGreaterThanOrEqual(50_000);
  expect(reference).toBeLessThan(price);
  await stream.next((event) => event.type === 'mark_price' && event.price === 50_400);
  expect(await exchange.stop()).toBe(0);
  const verification = bench.worker('verify-session', session);
  expect(await verification.exited).toBe(0);
});

test('npm run index follows a file; without an operator’s account it says what is wrong', async () => {
  const exchange = bench.withEnvironment(
    { BOTPIT_OPERATOR_TOKEN: TOKEN },
    'exchange',
    '--orders-port=0',
    '--events-port=0',
    '--durability=memory',
  );
  const { orders = 0, events = 0 } = await exchange.ready();
  const stream = await bench.events(events);
  const file = join(bench.folder, 'prices.csv');
  writeFileSync(file, 'time,price\n0,50100\n0.1,50200.2\n');
  const args = [`--orders=ws://127.0.0.1:${orders}`, `--file=${file}`];
  const feed = bench.withEnvironment({ BOTPIT_TOKEN: TOKEN }, 'index-feed', ...args);
  const next = () => stream.next(({ type }) => type === 'index_price');
  expect(await next()).toMatchObject({ price: 50_100 });
  expect(await next()).toMatchObject({ price: 50_200 });
  expect(await feed.stop()).toBe(0);
  const stranger = bench.worker('index-feed', ...args, '--account=ann');
  expect(await stranger.exited).toBe(2);
  expect(stranger.stderr).toContain(
    'set_index is for operators, and account ann is not an operator. (NOT_ALLOWED).',
  );
});

test('an exchange that is killed while the mark moves, and in a halt, recovers, continues and verifies', async () => {
  const session = join(bench.folder, 'session');
  const args = ['--orders-port=0', '--events-port=0', '--checkpoint-ms=50', `--data-dir=${session}`];
  // Only the first start names the instruments.
  const start = async (...more: string[]) => {
    const exchange = bench.withEnvironment({ BOTPIT_OPERATOR_TOKEN: TOKEN }, 'exchange', ...args, ...more);
    const { orders = 0, events = 0 } = await exchange.ready();
    return { exchange, orders, stream: await bench.events(events) };
  };
  const first = await start(
    `--instruments=${JSON.stringify([{ ...PIT_INSTRUMENT, markSmoothingMs: 500, reopeningAuctionMs: 500 }])}`,
  );
  const maker = await bench.trader(first.orders, 'maker', { cancelOnDisconnect: false });
  await maker.place('bid', 'buy', 1, 50_500);
  await maker.place('ask', 'sell', 1, 50_510);
  await first.stream.next((event) => event.type === 'mark_price' && event.price > 50_050);
  await first.exchange.stop('SIGKILL');
  const second = await start();
  await second.stream.next((event) => event.type === 'mark_price' && event.price === 50_505);
  const operated = async (orders: number, action: string) => {
    const operator = new Trader(await bench.socket(orders));
    await operator.ask({ type: 'login', account: 'operator', protocol: 1, token: TOKEN });
    return operator.ask({ type: 'set_phase', symbol: 'BTC-USD', action });
  };
  expect(await operated(second.orders, 'halt')).toMatchObject({ type: 'phase_set', phase: 'halted' });
  await second.exchange.stop('SIGKILL');
  const third = await start();
  const phase = (name: string) => (event: MarketEvent) =>
    event.type === 'market_state' && event.phase === name;
  expect(await third.stream.next(phase('halted'))).toMatchObject({ cause: 'operator' });
  expect(await operated(third.orders, 'resume')).toMatchObject({ type: 'phase_set', phase: 'auction' });
  await third.stream.next(phase('continuous'));
  expect(await third.exchange.stop()).toBe(0);
  const verification = bench.worker('verify-session', session);
  expect([await verification.exited, verification.printed]).toEqual([0, expect.stringMatching(/\nequal\n$/)]);
});
