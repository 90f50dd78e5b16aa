/** Real bots in a real pit. */
import { once } from 'node:events';
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MarketEvent, Trade } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { playInLab } from '../support/played-in-lab.ts';
import { Bench, type Worker } from '../support/workers.ts';

/** Long enough to see trades, cancels and requotes. */
const TRADES = 40;
const LEVELS_MIN = 10;

let bench: Bench;
let exchange: Worker;
let ports: { orders: number; relay: number };

beforeEach(async () => {
  bench = new Bench();
  exchange = bench.exchange();
  const { orders = 0, events = 0 } = await exchange.ready();
  const { relay = 0 } = await bench.relay(events).ready();
  ports = { orders, relay };
});

afterEach(() => bench.end());

function startBot(strategy: string, ...args: string[]): Worker {
  const urls = ['--relay', `ws://127.0.0.1:${ports.relay}`, '--orders', `ws://127.0.0.1:${ports.orders}`];
  return bench.worker('bot', strategy, ...urls, ...args);
}

function write(name: string, ...lines: string[]): string {
  const path = join(bench.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join('\n'));
  return path;
}

const bidOf = (price: number, quantity: number) => (event: MarketEvent) =>
  event.type === 'book_update' && event.bids.some((level) => level[0] === price && level[1] === quantity);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const isTrade = (event: MarketEvent): event is Trade => event.type === 'trade';

test('maker, taker and random make a market: deep, two-sided, never crossed, and the same in the lab', async () => {
  const events = await bench.events(ports.relay);
  const maker = startBot('maker', '--name', 'maker');
  await events.next((event) => event.type === 'book_update' && event.snapshot && event.asks.length >= 12);
  const bots = [maker, startBot('taker', '--name', 'taker'), startBot('random', '--name', 'random')];
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
  const events = await bench.events(ports.relay);
  const maker = startBot('maker', '--name', 'm1', '--param', 'fillDecay=2', '--param', 'levels=3');
  const levels = (event: MarketEvent) =>
    event.type === 'book_update' && event.snapshot ? event.bids.length : undefined;
  await events.next((event) => levels(event) === 3);
  expect(await maker.stop()).toBe(0);
  await events.next((event) => levels(event) === 0);
});

test('a class of a file trades under its own name', async () => {
  const path = write(
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
  const trader = await bench.trader(ports.orders, 'buyer');
  const events = await bench.events(ports.relay);
  await startBot(`${path}:Seller`).ready();
  await events.next(
    (event) => event.type === 'book_update' && event.asks.some(([price]) => price === 50_500),
  );
  await trader.place('b', 'buy', 0.2, null);
  const { sellAccount, price, quantity } = await events.next(isTrade);
  expect({ sellAccount, price, quantity }).toEqual({ sellAccount: 'Seller', price: 50_500, quantity: 0.2 });
});

test('a bot that looks at its position and its orders never buys or sells twice', async () => {
  const path = write(
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
  const events = await bench.events(ports.relay);
  startBot('maker', '--name', 'maker');
  await events.next((event) => event.type === 'book_update' && event.snapshot && event.asks.length >= 12);
  startBot(path);
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
    write('size.ts', 'export const size = 0.001;');
    const path = write('live.ts', ...strategy(49_000));
    const events = await bench.events(ports.relay);
    const bot = startBot(path);
    await events.next(bidOf(49_000, 0.001));
    write('live.ts', ...strategy(48_000));
    await events.next(bidOf(49_000, 0));
    await events.next(bidOf(48_000, 0.001));
    await expect.poll(() => bot.stderr).toContain('starts after many calls');
    write('live.ts', ...strategy(47_000, '  oops oops'));
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*live\.ts:12:/);
    write('size.ts', 'export const size = 0.002;');
    write('live.ts', ...strategy(48_000));
    await events.next(bidOf(48_000, 0.002));
    write('live.ts', `import { price } from './price';`, ...strategy('price'));
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*there is no file \.\/price/);
    write('price.ts', 'export const price = ;');
    await expect.poll(() => bot.stderr).toMatch(/does not load, .*price\.ts:1:/);
    write('price.ts', 'export const price = 46_000;');
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
    const path = write('timers.js', ...version(49_000, timer));
    const events = await bench.events(ports.relay);
    const bot = startBot(path);
    await expect.poll(() => bot.stderr).toContain('paused, its orders are cancelled');
    await expect.poll(() => bot.stderr).toContain('the child listens');
    write('timers.js', ...version(48_000, ''));
    await events.next(bidOf(48_000, 0.001));
    await expect.poll(() => bot.stderr).toMatch(/is reloaded.*the child listens/s);
    expect(bot.stderr.split('logged in as').at(-1)).not.toMatch(/failed|EADDRINUSE/);
    expect(await bot.stop()).toBe(0);
  });
});

test('a bot whose parent ends while it is loading ends too', async () => {
  const bot = startBot('maker');
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
    write('v1/linked.js', ...version(47_100)),
    write('v2/linked.js', ...version(47_200)),
  ];
  const link = join(dirname(dirname(first)), 'linked.js');
  symlinkSync(first, link);
  const events = await bench.events(ports.relay);
  const bot = startBot(link);
  await events.next(bidOf(47_100, 0.003));
  unlinkSync(link);
  symlinkSync(second, link);
  await events.next(bidOf(47_200, 0.003));
  expect(await bot.stop()).toBe(0);
  const folder = join(dirname(link), 'current');
  symlinkSync(dirname(first), folder);
  const other = startBot(join(folder, 'linked.js'));
  await events.next(bidOf(47_100, 0.003));
  unlinkSync(folder);
  symlinkSync(dirname(second), folder);
  await events.next(bidOf(47_200, 0.003));
  expect(await other.stop()).toBe(0);
});

describe('a bot that cannot continue reports why', () => {
  test('a file that does not compile: exit code 2, the place and the line', async () => {
    const path = write('bad.ts', 'export default class {', '  nextOrder() {', '    return 1 x;', '  }', '}');
    const bot = startBot(path);
    expect(await bot.exited).toBe(2);
    await expect
      .poll(() => bot.stderr)
      .toMatch(/^error: .*bad\.ts:3:14: Expected ";" but found "x"\n {2}3 \|/);
  });

  test('a strategy that throws three times within a second is paused, and its orders are cancelled', async () => {
    const path = write(
      'throws.ts',
      "import type { Context, Intents } from 'botpit';",
      'export default class Throws {',
      '  everyMs = 20;',
      '  nextOrder({ orders }: Context): Intents {',
      "    if (orders.length === 0) return { type: 'place', side: 'buy', quantity: 0.001, price: 49_000 };",
      '    return (undefined as unknown as { price: Intents }).price;',
      '  }',
      '}',
    );
    const events = await bench.events(ports.relay);
    const bot = startBot(path);
    await events.next((event) => event.type === 'book_update' && event.bids.some(([, left]) => left > 0));
    await events.next((event) => event.type === 'book_update' && event.bids.some(([, left]) => left === 0));
    expect(await bot.announcements.next((said) => 'paused' in said)).toMatchObject({
      paused: expect.stringMatching(
        /3 errors within a second, the last one: nextOrder failed: .*throws\.ts:6:\d+/,
      ),
    });
    await expect
      .poll(() => bot.stderr)
      .toContain('  6 |     return (undefined as unknown as { price: Intents }).price;');
    expect(await bot.stop()).toBe(0);
  });

  test('a timer of the strategy that throws is reported with its line, and the bot continues', async () => {
    const path = write(
      'timer.js',
      'export default class Timer {',
      '  onStart() {',
      "    setTimeout(() => { throw new RangeError('too late'); });",
      '  }',
      "  nextOrder() { return { type: 'place', side: 'buy', quantity: 0.001, price: 49_000 }; }",
      '}',
    );
    const events = await bench.events(ports.relay);
    const bot = startBot(path);
    await events.next((event) => event.type === 'book_update' && event.bids.some(([, left]) => left > 0));
    await expect
      .poll(() => bot.stderr)
      .toMatch(/timer\.js:3:30: RangeError: too late\n {2}3 \| {5}setTimeout/);
    expect(await bot.stop()).toBe(0);
  });

  test('an endless loop is detected and named, and its orders are cancelled', async () => {
    const path = write(
      'loops.js',
      'export default class {',
      '  everyMs = 20;',
      '  nextOrder({ orders }) {',
      "    if (orders.length === 0) return { type: 'place', side: 'buy', quantity: 0.001, price: 49_000 };",
      '    if (orders[0].state === "live") for (;;);',
      '  }',
      '}',
    );
    const events = await bench.events(ports.relay);
    const bot = startBot(path);
    await events.next((event) => event.type === 'book_update' && event.bids.some(([, left]) => left > 0));
    await events.next((event) => event.type === 'book_update' && event.bids.some(([, left]) => left === 0));
    expect(await bot.announcements.next(({ event }) => event === 'silent')).toMatchObject({
      activity: 'nextOrder',
    });
    expect(await bot.exited).toBe(null);
    await expect
      .poll(() => bot.stderr)
      .toMatch(/error nextOrder has not come to its end for 3 s: an endless loop\?\n$/);
  });

  test('threads of the strategy count separately: a callback of 2 s does not count as 3 s', async () => {
    const path = write(
      'think.js',
      `import { readFileSync } from 'node:fs';`,
      `import { Worker } from 'node:worker_threads';`,
      `const workers = [1, 2].map(() => new Worker('for (;;) Math.sqrt(Math.random());', { eval: true }));`,
      'const mine = () => {',
      "  const [user, system] = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);",
      '  return (Number(user) + Number(system)) * 10;',
      '};',
      'export default class {',
      '  nextOrder({ log }) {',
      '    const from = mine();',
      '    while (mine() - from < 2_000);',
      "    if (workers.length > 0) log('has thought');",
      '    for (const worker of workers.splice(0)) void worker.terminate();',
      '  }',
      '}',
    );
    const bot = startBot(path);
    await expect.poll(() => bot.stderr).toContain('has thought');
    expect(await bot.stop()).toBe(0);
  });

  test('a file that never finishes loading', async () => {
    const bot = startBot(write('loading.js', 'for (;;);', 'export default class { nextOrder() {} }'));
    expect(await bot.exited).toBe(null);
    await expect.poll(() => bot.stderr).toContain('error loading the file has not come to its end for 3 s');
  });

  test('an endless loop ends even when nobody reads the output', async () => {
    const bot = startBot(write('loading.js', 'for (;;);', 'export default class { nextOrder() {} }'));
    bot.process.stdout?.destroy();
    bot.process.stderr?.destroy();
    expect(await bot.exited).toBe(null);
  });

  test('a bot that exceeds its memory ends without harming others', async () => {
    const path = write(
      'hoards.js',
      'const hoard = [];',
      'export default class {',
      '  everyMs = 5;',
      '  nextOrder() {',
      '    hoard.push(Buffer.alloc(4_000_000, 1));',
      '  }',
      '}',
    );
    const other = startBot('maker', '--name', 'other');
    await other.ready();
    const bot = startBot(path, '--memory-mb', '300');
    expect(await bot.exited).toBe(null);
    await expect.poll(() => bot.stderr).toMatch(/error it takes \d+ MB of memory, and may take 300\n$/);
    expect(other.process.exitCode).toBe(null);
  });

  test.each([
    [
      ['nope'],
      "'nope' is no built-in strategy (there are: grid, imbalance, maker, mean-reversion, momentum, random, taker, twap)",
    ],
    [['maker', '--param', 'levels=0'], '--param levels must be at least 1'],
    [['maker', '--symbol', 'DOGE'], '--symbol DOGE is not traded here; there is BTC-USD'],
  ])('%j: exit code 2', async ([strategy = '', ...args], words) => {
    const bot = startBot(strategy, ...args);
    expect(await bot.exited).toBe(2);
    await expect.poll(() => bot.stderr).toContain(words);
  });
});
