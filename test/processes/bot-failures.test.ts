/** Bots that cannot continue report why. They fail one after the other in one pit, each with a bid at another price. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BotBench, bidOf } from '../support/bot-bench.ts';

const pit = new BotBench();
let bench: BotBench;

beforeAll(() => pit.startPit());
afterAll(() => pit.end());

beforeEach(() => {
  bench = new BotBench();
  bench.ports = pit.ports;
});
afterEach(() => bench.end());

test('a file that does not compile: exit code 2, the place and the line', async () => {
  const path = bench.write(
    'bad.ts',
    'export default class {',
    '  nextOrder() {',
    '    return 1 x;',
    '  }',
    '}',
  );
  const bot = bench.bot(path);
  expect(await bot.exited).toBe(2);
  await expect.poll(() => bot.stderr).toMatch(/^error: .*bad\.ts:3:14: Expected ";" but found "x"\n {2}3 \|/);
});

test('a strategy that throws three times within a second is paused, and its orders are cancelled', async () => {
  const path = bench.write(
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
  const events = await bench.events(bench.ports.relay);
  const bot = bench.bot(path);
  await events.next(bidOf(49_000, 0.001));
  await events.next(bidOf(49_000, 0));
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
  const path = bench.write(
    'timer.js',
    'export default class Timer {',
    '  onStart() {',
    "    setTimeout(() => { throw new RangeError('too late'); });",
    '  }',
    "  nextOrder() { return { type: 'place', side: 'buy', quantity: 0.001, price: 48_000 }; }",
    '}',
  );
  const events = await bench.events(bench.ports.relay);
  const bot = bench.bot(path);
  await events.next(bidOf(48_000, 0.001));
  await expect.poll(() => bot.stderr).toMatch(/timer\.js:3:30: RangeError: too late\n {2}3 \| {5}setTimeout/);
  expect(await bot.stop()).toBe(0);
});

test('a bot whose file waits for ever can be stopped while it loads', async () => {
  const path = bench.write(
    'waits.ts',
    "console.error('it loads');",
    'await new Promise(() => {});',
    'export default class { nextOrder() {} }',
  );
  const bot = bench.bot(path);
  await expect.poll(() => bot.stderr).toContain('it loads');
  expect(await bot.stop()).toBe(0);
});

test('an endless loop is detected and named, and its orders are cancelled', async () => {
  const path = bench.write(
    'loops.js',
    'export default class {',
    '  everyMs = 20;',
    '  nextOrder({ orders }) {',
    "    if (orders.length === 0) return { type: 'place', side: 'buy', quantity: 0.001, price: 47_000 };",
    '    if (orders[0].state === "live") for (;;);',
    '  }',
    '}',
  );
  const events = await bench.events(bench.ports.relay);
  const bot = bench.bot(path);
  await events.next(bidOf(47_000, 0.001));
  await events.next(bidOf(47_000, 0));
  expect(await bot.announcements.next(({ event }) => event === 'silent')).toMatchObject({
    activity: 'nextOrder',
  });
  expect(await bot.exited).toBe(null);
  await expect
    .poll(() => bot.stderr)
    .toMatch(/error nextOrder has not come to its end for 3 s: an endless loop\?\n$/);
});

test('threads of the strategy count separately: a callback of 2 s does not count as 3 s', async () => {
  const path = bench.write(
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
  const bot = bench.bot(path);
  await expect.poll(() => bot.stderr).toContain('has thought');
  expect(await bot.stop()).toBe(0);
});

test('a file that never finishes loading', async () => {
  const bot = bench.bot(bench.write('loading.js', 'for (;;);', 'export default class { nextOrder() {} }'));
  expect(await bot.exited).toBe(null);
  await expect.poll(() => bot.stderr).toContain('error loading the file has not come to its end for 3 s');
});

test('an endless loop ends even when nobody reads the output', async () => {
  const bot = bench.bot(bench.write('loading.js', 'for (;;);', 'export default class { nextOrder() {} }'));
  bot.process.stdout?.destroy();
  bot.process.stderr?.destroy();
  expect(await bot.exited).toBe(null);
});

test('a bot that exceeds its memory ends without harming others', async () => {
  const path = bench.write(
    'hoards.js',
    'const hoard = [];',
    'export default class {',
    '  everyMs = 5;',
    '  nextOrder() {',
    '    hoard.push(Buffer.alloc(4_000_000, 1));',
    '  }',
    '}',
  );
  const other = bench.bot('maker', '--name', 'other');
  await other.ready();
  const bot = bench.bot(path, '--memory-mb', '300');
  expect(await bot.exited).toBe(null);
  await expect.poll(() => bot.stderr).toMatch(/error it takes \d+ MB of memory, and may take 300\n$/);
  expect(other.process.exitCode).toBe(null);
});

test.each([
  [
    ['nope'],
    "'nope' is not a built-in strategy (there are: grid, imbalance, maker, mean-reversion, momentum, random, taker, twap)",
  ],
  [['maker', '--param', 'levels=0'], '--param levels must be at least 1'],
  [['maker', '--symbol', 'DOGE'], '--symbol DOGE is not traded here; there is BTC-USD'],
])('%j: exit code 2', async ([strategy = '', ...args], words) => {
  const bot = bench.bot(strategy, ...args);
  expect(await bot.exited).toBe(2);
  await expect.poll(() => bot.stderr).toContain(words);
});
