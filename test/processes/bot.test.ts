/** Real bots in a real pit. */
import { once } from 'node:events';
import { symlinkSync, unlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MarketEvent, Trade } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { playInLab } from '../support/played-in-lab.ts';
import { BotBench, bidOf } from '../support/bot-bench.ts';
import type { Worker } from '../support/workers.ts';

/** Long enough to see trades, cancels and requotes. */
const TRADES = 40;
const LEVELS_MIN = 10;

let bench: BotBench;
let exchange: Worker;

beforeEach(async () => {
  bench = new BotBench();
  exchange = await bench.startPit();
});
afterEach(() => bench.end());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const isTrade = (event: MarketEvent): event is Trade => event.type === 'trade';

test('maker, taker and random make a market: deep, two-sided, never crossed, and the same in the lab', async () => {
  const events = await bench.events(bench.ports.relay);
  const maker = bench.bot('maker', '--name', 'maker');
  await events.next((event) => event.type === 'book_update' && event.snapshot && event.asks.length >= 12);
  const bots = [maker, bench.bot('taker', '--name', 'taker'), bench.bot('random', '--name', 'random')];
  const replica = new Replica();
  const depths: number[] = [];
  const accounts = new Set<string>();
  for (let trades = 0; trades < TRADES;) {
    const event = await events.next();
    replica.apply([event]);
    const market = replica.markets.get('BTC-USD');
    if (event.type !== 'trade') continue;
    trades += 1;
    accounts.add(event.buyAccount).add(event.sellAccount);
    if (market === undefined) continue;
    depths.push(market.bids.length, market.asks.length);
    expect(market.asks[0]?.[0]).toBeGreaterThan(market.bids[0]?.[0] ?? Infinity);
  }
  expect([...accounts].sort()).toEqual(['maker', 'random', 'taker']);
  expect(Math.min(...depths)).toBeGreaterThanOrEqual(LEVELS_MIN);
  expect(await Promise.all(bots.map((bot) => bot.stop()))).toEqual([0, 0, 0]);
  expect(await exchange.stop()).toBe(0);
  const { recorded, played } = playInLab(join(bench.folder, 'session'));
  expect(played).toEqual(recorded);
  expect(played.length).toBeGreaterThanOrEqual(TRADES);
});

test('a bot that stops cancels its orders', async () => {
  const events = await bench.events(bench.ports.relay);
  const maker = bench.bot('maker', '--name', 'm1', '--param', 'fillDecay=2', '--param', 'levels=3');
  const levels = (event: MarketEvent) =>
    event.type === 'book_update' && event.snapshot ? event.bids.length : undefined;
  await events.next((event) => levels(event) === 3);
  expect(await maker.stop()).toBe(0);
  await events.next((event) => levels(event) === 0);
});

test('a class of a file trades under its own name', async () => {
  const path = bench.write(
    'mine.ts',
    `import type { Context, Intents } from 'botpit';`,
    'export class Seller {',
    '  everyMs = 50;',
    '  nextOrder(context: Context): Intents {',
    '    if (context.orders.length > 0) return;',
    "    return { type: 'place', side: 'sell', quantity: 0.5, price: context.roundPrice(context.market.mark * 1.01) };",
    '  }',
    '}',
  );
  const trader = await bench.trader(bench.ports.orders, 'buyer');
  const events = await bench.events(bench.ports.relay);
  await bench.bot(`${path}:Seller`).ready();
  await events.next(
    (event) => event.type === 'book_update' && event.asks.some(([price]) => price === 50_500),
  );
  await trader.place('b', 'buy', 0.2, null);
  const { sellAccount, price, quantity } = await events.next(isTrade);
  expect({ sellAccount, price, quantity }).toEqual({ sellAccount: 'Seller', price: 50_500, quantity: 0.2 });
});

test('others cannot compute the draws of a bot from its name, unless it has a seed', async () => {
  const path = bench.write(
    'dice.js',
    'export default class {',
    '  onStart({ random, log }) { log(`draws ${random()} ${random()}`); }',
    '  nextOrder() {}',
    '}',
  );
  const draws = async (...args: readonly string[]) => {
    const bot = bench.bot(path, ...args);
    await expect.poll(() => bot.stderr).toMatch(/draws \S+ \S+/);
    expect(await bot.stop()).toBe(0);
    return /draws \S+ \S+/.exec(bot.stderr)?.[0];
  };
  expect(await draws()).not.toBe(await draws());
  expect(await draws('--seed=7')).toBe(await draws('--seed=7'));
});

test('a bot that looks at its position and its orders never buys or sells twice', async () => {
  const path = bench.write(
    'turns.ts',
    "import type { Context, Intents } from 'botpit';",
    'export default class Turns {',
    '  nextOrder({ orders, position }: Context): Intents {',
    '    if (orders.length > 0) return;',
    "    const side = position.quantity > 0 ? 'sell' : 'buy';",
    "    return { type: 'place', side, quantity: 0.001 };",
    '  }',
    '}',
  );
  const events = await bench.events(bench.ports.relay);
  bench.bot('maker', '--name', 'maker');
  await events.next((event) => event.type === 'book_update' && event.snapshot && event.asks.length >= 12);
  bench.bot(path);
  const held = new Set<number>();
  for (let fills = 0; fills < TRADES;) {
    const event = await events.next();
    if (isTrade(event)) fills += 1;
    if (event.type === 'position_update' && event.account === 'turns') held.add(event.quantity);
  }
  expect([...held].toSorted((one, other) => one - other)).toEqual([0, 0.001]);
});

describe('a file saved while its bot runs', () => {
  const strategy = (price: number | string, more = '') => [
    `import { size } from './size.ts';`,
    'export default class {',
    '  calls = 0;',
    '  everyMs = 20;',
    '  nextOrder({ orders }) {',
    '    this.calls += 1;',
    `    if (orders.length === 0) return { type: 'place', side: 'buy', quantity: size, price: ${price} };`,
    '  }',
    '  state() { return this.calls; }',
    '  restore(calls) { this.calls = calls; }',
    '  onStart({ log }) { log(`starts after ${this.calls > 0 ? "many" : "no"} calls`); }',
    more,
    '}',
  ];

  test('is reloaded with its state; one that does not compile leaves the old version running', async () => {
    bench.write('size.ts', 'export const size = 0.001;');
    const path = bench.write('live.ts', ...strategy(49_000));
    const events = await bench.events(bench.ports.relay);
    const bot = bench.bot(path);
    await events.next(bidOf(49_000, 0.001));
    bench.write('live.ts', ...strategy(48_000));
    await events.next(bidOf(49_000, 0));
    await events.next(bidOf(48_000, 0.001));
    await expect.poll(() => bot.stderr).toContain('starts after many calls');
    bench.write('live.ts', ...strategy(47_000, '  oops oops'));
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*live\.ts:12:/);
    bench.write('size.ts', 'export const size = 0.002;');
    bench.write('live.ts', ...strategy(48_000));
    await events.next(bidOf(48_000, 0.002));
    bench.write('live.ts', `import { price } from './price';`, ...strategy('price'));
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*there is no file \.\/price/);
    bench.write('price.ts', 'export const price = ;');
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*price\.ts:1:/);
    bench.write('price.ts', 'export const price = 46_000;');
    await events.next(bidOf(46_000, 0.002));
    expect(await bot.stop()).toBe(0);
  });

  test('is another process: timers, sockets and children of the version before are gone', async () => {
    const [port, childPort] = [await freePort(), await freePort()];
    const child = `require('net').createServer().listen(${childPort}, '127.0.0.1', () => console.error('the child listens'))`;
    const version = (price: number, timer: string) => [
      `import { spawn } from 'node:child_process';`,
      `import { createServer } from 'node:net';`,
      'export default class {',
      '  onStart() {',
      `    createServer().listen(${port}, '127.0.0.1');`,
      `    spawn(process.execPath, ['-e', "${child}"], { stdio: 'inherit' });`,
      `    ${timer}`,
      '  }',
      '  nextOrder({ orders }) {',
      `    if (orders.length === 0) return { type: 'place', side: 'buy', quantity: 0.001, price: ${price} };`,
      '  }',
      '}',
    ];
    const timer = "setInterval(() => { throw new Error('of the version before'); }, 20);";
    const path = bench.write('timers.js', ...version(49_000, timer));
    const events = await bench.events(bench.ports.relay);
    const bot = bench.bot(path);
    await expect.poll(() => bot.stderr).toContain('paused, its orders are cancelled');
    await expect.poll(() => bot.stderr).toContain('the child listens');
    bench.write('timers.js', ...version(48_000, ''));
    await events.next(bidOf(48_000, 0.001));
    await expect.poll(() => bot.stderr).toMatch(/is reloaded.*the child listens/s);
    expect(bot.stderr.split('logged in as').at(-1)).not.toMatch(/failed|EADDRINUSE/);
    expect(await bot.stop()).toBe(0);
  });
});

test('a bot whose parent ends while it is loading ends too', async () => {
  const bot = bench.bot('maker');
  bot.process.disconnect();
  expect(await bot.exited).toBe(0);
});

test('a strategy behind a symbolic link, its own or its folder’s, reloads when the link changes', async () => {
  const version = (price: number) => [
    'export default class {',
    '  nextOrder({ orders }) {',
    `    if (!orders.some(({ price }) => price === ${price}))`,
    `      return { type: 'place', side: 'buy', quantity: 0.003, price: ${price} };`,
    '  }',
    '}',
  ];
  const [first, second] = [
    bench.write('v1/linked.js', ...version(47_100)),
    bench.write('v2/linked.js', ...version(47_200)),
  ];
  const link = join(dirname(dirname(first)), 'linked.js');
  symlinkSync(first, link);
  const events = await bench.events(bench.ports.relay);
  const bot = bench.bot(link);
  await events.next(bidOf(47_100, 0.003));
  unlinkSync(link);
  symlinkSync(second, link);
  await events.next(bidOf(47_200, 0.003));
  expect(await bot.stop()).toBe(0);
  const folder = join(dirname(link), 'current');
  symlinkSync(dirname(first), folder);
  const other = bench.bot(join(folder, 'linked.js'));
  await events.next(bidOf(47_100, 0.003));
  unlinkSync(folder);
  symlinkSync(dirname(second), folder);
  await events.next(bidOf(47_200, 0.003));
  expect(await other.stop()).toBe(0);
});
