/** Real bots in a real pit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MarketEvent, Trade } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { Bench, type Worker } from '../support/workers.ts';

/** Enough of a pit's life to see its trades, cancels and requotes. */
const TRADES = 40;
const LEVELS_MIN = 10;

let bench: Bench;
let ports: { orders: number; relay: number };

beforeEach(async () => {
  bench = new Bench();
  const { orders = 0, events = 0 } = await bench.exchange().ready();
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
  writeFileSync(path, lines.join('\n'));
  return path;
}

const isTrade = (event: MarketEvent): event is Trade => event.type === 'trade';

test('maker, taker and random make a market: deep, two-sided, never crossed', async () => {
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
});

test('a bot that leaves takes its orders along', async () => {
  const events = await bench.events(ports.relay);
  const maker = startBot('maker', '--name', 'm1', '--param', 'spreadTicks=4', '--param', 'levels=3');
  const levels = (event: MarketEvent) =>
    event.type === 'book_update' && event.snapshot ? event.bids.length : undefined;
  await events.next((event) => levels(event) === 3);
  expect(await maker.stop()).toBe(0);
  await events.next((event) => levels(event) === 0);
});

test('a class of a file trades under the name of its own', async () => {
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

describe('a bot that cannot go on says why', () => {
  test('a file that does not compile: exit code 2, the place and the line', async () => {
    const path = write('bad.ts', 'export default class {', '  nextOrder() {', '    return 1 x;', '  }', '}');
    const bot = startBot(path);
    expect(await bot.exited).toBe(2);
    await expect
      .poll(() => bot.stderr)
      .toMatch(/^error: .*bad\.ts:3:14: Expected ";" but found "x"\n {2}3 \|/);
  });

  test('a strategy that throws three times within a second: exit code 1, the place and the line', async () => {
    const path = write(
      'throws.ts',
      'interface Nothing { price: number }',
      'export default class Throws {',
      '  everyMs = 20;',
      '  nextOrder() {',
      '    return (undefined as unknown as Nothing).price;',
      '  }',
      '}',
    );
    const bot = startBot(path);
    expect(await bot.exited).toBe(1);
    await expect
      .poll(() => bot.stderr)
      .toContain('  5 |     return (undefined as unknown as Nothing).price;');
    expect(bot.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /3 errors within a second, the last one: nextOrder failed: .*throws\.ts:5:\d+: TypeError/,
    );
  });

  test.each([
    [
      ['nope'],
      "'nope' is no built-in strategy (there is: grid, imbalance, maker, mean-reversion, momentum, random, taker, twap)",
    ],
    [['maker', '--param', 'levels=0'], '--param levels must be at least 1'],
    [['maker', '--symbol', 'DOGE'], '--symbol DOGE is not traded here; there is BTC-USD'],
  ])('%j: exit code 2', async ([strategy = '', ...args], words) => {
    const bot = startBot(strategy, ...args);
    expect(await bot.exited).toBe(2);
    await expect.poll(() => bot.stderr).toContain(words);
  });
});
