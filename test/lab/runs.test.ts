/** Runs of the lab in its processes: the same seed is the same run, and a strategy finds the lab's clock and no network. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRoom } from '../../src/config/room.ts';
import { reportOf, type Variant } from '../../src/lab/comparison.ts';
import { keepReport } from '../../src/lab/keep-report.ts';
import { pageOf } from '../../src/lab/page.ts';
import { LabPool, type Outcome } from '../../src/lab/pool.ts';
import { FILL_COLUMNS, type RunResult } from '../../src/lab/measure.ts';
import { sessionOf } from '../../src/lab/repeat.ts';
import { readReport } from '../../src/lab/report-file.ts';
import { asChild, type StartRun } from '../../src/lab/run-starters.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { tableOf } from '../../src/lab/table.ts';
import { withBundles } from '../../tools/lib/bundles.ts';
import { planOf } from './plan-of.ts';

const ONE = { ms: 1, jitterMs: 0 };
const folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
let pool: LabPool;
let impatient: LabPool;
let start: StartRun;
let release: () => void;

beforeAll(async () => {
  await new Promise<void>((ready) => {
    void withBundles(['src/lab/run.ts', 'src/lab/run-process.ts'], async ({ paths: [, worker = ''] }) => {
      start = asChild(worker);
      const patience = { beginMs: 100_000, loadMs: 100_000, stuckMs: 100_000 }; // a busy machine is slow
      pool = new LabPool(start, 2, patience);
      impatient = new LabPool(start, 2, { ...patience, stuckMs: 1_000 }); // for a step, after the first
      ready();
      await new Promise<void>((resolve) => (release = resolve));
    });
  });
});

afterAll(() => {
  pool.close();
  release();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

function run(path: string, seed = 1, changes: Partial<RunRequest> = {}): Promise<Outcome> {
  return pool.run(requestOf(path, seed, changes));
}

function requestOf(path: string, seed = 1, changes: Partial<RunRequest> = {}): RunRequest {
  const latency = { order: ONE, feed: ONE, answer: ONE };
  return {
    path,
    className: undefined,
    params: [],
    seed,
    minutes: 1,
    crowd: 10,
    bots: [],
    latency,
    ...changes,
  };
}

async function resultOf(path: string, seed = 1, changes: Partial<RunRequest> = {}): Promise<RunResult> {
  const outcome = await run(path, seed, changes);
  if ('failed' in outcome) throw new Error(outcome.failed.reason);
  return outcome.result;
}

const ROOMS = fileURLToPath(new URL('../../resources/rooms', import.meta.url));
const MAKER = fileURLToPath(new URL('../../strategies/maker.ts', import.meta.url));

test('the same seed is the same run, another one is another; the parts of the profit add up to it', async () => {
  const [one, same, other] = await Promise.all([resultOf(MAKER, 1), resultOf(MAKER, 1), resultOf(MAKER, 2)]);
  expect(same).toEqual(one);
  expect(other.hash).not.toBe(one.hash);
  expect(one.fills).toBeGreaterThan(0);
  const { spreadEarned, spreadPaid, inventory, fees, funding, liquidation } = one;
  expect(spreadEarned - spreadPaid + inventory - fees - funding + liquidation).toBeCloseTo(one.pnl, 6);
  expect(one.errors).toEqual([]);
  expect(one.sharpePerMinute).toBeNull();
});

test('a used process has the results of a fresh one, whatever the strategies before it left behind', async () => {
  const keeps = write(
    'keeps.ts',
    'let calls = 0;',
    'const seen: number[] = [];',
    'setInterval(() => (calls += 1), 300);',
    'void new Promise((done) => setTimeout(done, 500)).then(() => (calls += 100));',
    'export default class Keeps {',
    '  static count = 0;',
    '  everyMs = 1_000;',
    '  nextOrder() {',
    '    calls += 1;',
    '    seen.push((Keeps.count += 1));',
    '    const left = Number(RegExp.$1 || 0) + ((seen as { leak?: number }).leak ?? 0);',
    '    /(\\d)/.exec(String(calls));',
    '    const quantity = 0.001 * (1 + (calls % 7) + (seen.length % 3) + left);',
    '    return { type: "place", side: Math.random() < 0.5 ? "buy" : "sell", quantity };',
    '  }',
    '}',
  );
  const patches = write(
    'patches.js',
    'export default class { everyMs = 1_000; nextOrder() { Array.prototype.leak = 5; } }',
  );
  const runIn = async (pool: LabPool, path: string) => {
    const outcome = await pool.run(requestOf(path, 1, { minutes: 0.25 }));
    if ('failed' in outcome) throw new Error(outcome.failed.reason);
    return outcome.result;
  };
  const fresh = new LabPool(start, 1);
  const expected = await runIn(fresh, keeps);
  fresh.close();
  const verdicts: { readonly path: string; readonly isClean: boolean }[] = [];
  let path = '';
  const watched: StartRun = ({ onMessage, onEnd }) =>
    start({
      onEnd,
      onMessage: (message) => {
        if ('isClean' in message) verdicts.push({ path, ...message });
        onMessage(message);
      },
    });
  const used = new LabPool(watched, 1);
  const results: RunResult[] = [];
  for (path of [MAKER, keeps, MAKER, keeps, patches, keeps]) results.push(await runIn(used, path));
  used.close();
  const [maker, one, again, two, , three] = results;
  expect([one, two, three]).toEqual([expected, expected, expected]);
  expect(again).toEqual(maker);
  // One may be missing: a process that is paused for long is not used again.
  expect(verdicts.length).toBeGreaterThanOrEqual(5);
  for (const verdict of verdicts) expect(verdict.isClean).toBe(verdict.path !== patches);
});

/** Whether the next run in the process of this one would equal one in a fresh process. */
function isCleanAfter(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const used = start({
      onEnd: () => reject(new Error('it ended without a verdict')),
      onMessage: (message) => {
        if (!('isClean' in message)) return;
        resolve(message.isClean);
        used.kill();
      },
    });
    used.send(requestOf(path, 1, { minutes: 0.1 }));
  });
}

test.each(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'])(
  'a property of the lab’s %s is found',
  async (replaced) => {
    const path = write(
      'counts.js',
      `export default class { everyMs = 1_000; nextOrder() { ${replaced}.count = 1; } }`,
    );
    expect(await isCleanAfter(path)).toBe(false);
  },
);

test('clock, timers and randomness are the run’s, and there is no network', async () => {
  const path = write(
    'world.ts',
    `import { randomUUID } from 'node:crypto';`,
    `import { connect } from 'node:net';`,
    `import { execSync } from 'node:child_process';`,
    `import { lookup } from 'node:dns';`,
    `import { uptime } from 'node:os';`,
    `import { setTimeout as wait } from 'node:timers/promises';`,
    `import { Worker } from 'node:worker_threads';`,
    `import type { Context, Intents } from 'botpit';`,
    'const began = Date.now();',
    'let ticks = 0;',
    'setInterval(() => (ticks += 1), 100);',
    'const once = new Promise<number>((resolve) => setTimeout(() => resolve(Date.now()), 20_000));',
    'export default class World {',
    '  everyMs = 1_000;',
    '  calls = 0;',
    '  nextOrder({ time }: Context): Intents {',
    '    this.calls += 1;',
    '    if (this.calls < 30) return;',
    '    const refused = [() => connect(80), () => fetch("http://x"), () => new WebSocket("ws://x"), () => lookup("x", () => {}), () => execSync("date"), () => new Worker("x"), () => wait(1)].map((call) => { try { call(); return "no"; } catch (error) { return String(error); } });',
    '    const seen = [new Date(began).toISOString(), Math.round((Date.now() - began) / 1_000), Math.abs(Date.now() - time / 1_000) < 1_000, ticks >= 290, Math.random() < 1, randomUUID().length, performance.now() > 1_000, process.uptime() === uptime(), new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(), ...refused];',
    '    void once;',
    '    throw new Error(JSON.stringify(seen));',
    '  }',
    '}',
  );
  const [one, same] = await Promise.all([resultOf(path), resultOf(path)]);
  expect(same.errors).toEqual(one.errors);
  const seen = JSON.parse(/\[".*"\]/.exec(one.errors[0] ?? '')?.[0] ?? '[]') as unknown[];
  expect(seen.slice(0, 9)).toEqual([
    '2026-01-05T09:30:00.000Z',
    39,
    true,
    true,
    true,
    36,
    true,
    true,
    '1/5/2026',
  ]);
  const refused = [
    'a connection',
    'fetch',
    'WebSocket',
    'lookup',
    'execSync',
    'a worker thread',
    'setTimeout',
  ];
  for (const [index, name] of refused.entries())
    expect(seen[9 + index]).toMatch(new RegExp(`^Error: ${name}.*: .*the lab`));
});

test('what arrives later is decided on later, and nothing overtakes on one connection', async () => {
  const path = write(
    'patient.ts',
    `import type { Context, Intents } from 'botpit';`,
    'export default class Patient {',
    '  last = 0;',
    '  asked = 0;',
    '  nextOrder({ time, orders }: Context): Intents {',
    '    const sent = Date.now();',
    '    if (time < this.last) throw new Error("the feed went back");',
    '    this.last = time;',
    '    const lag = sent - time / 1_000;',
    '    if (lag < 30 && this.asked > 0) throw new Error(`saw the market after ${lag} ms`);',
    '    if (orders.length > 0 || this.asked > 20) return;',
    '    this.asked += 1;',
    '    return { type: "place", side: "buy", quantity: 0.001, price: 40_000, timeInForce: "ioc" };',
    '  }',
    '}',
  );
  const jitter = { ms: 50, jitterMs: 5 };
  const { errors, orders } = await resultOf(path, 1, {
    latency: { order: jitter, feed: jitter, answer: jitter },
  });
  expect(errors).toEqual([]);
  expect(orders).toBeGreaterThan(5);
});

test('a strategy of several instruments: each fill is measured in its own market, and --flatten closes all positions', async () => {
  const path = write(
    'two.ts',
    `import type { Context, Intents } from 'botpit';`,
    'export default class Two {',
    `  static symbols = ['SOUTH-USD', 'NORTH-USD'];`,
    '  everyMs = 5_000;',
    '  nextOrder({ symbols }: Context): Intents {',
    '    return symbols.map((symbol, index) => ({ type: "place", symbol, side: index === 0 ? "buy" : "sell", quantity: 0.1 }));',
    '  }',
    '}',
  );
  const room = readRoom('pairs', ROOMS);
  const { fillRows, markouts, meanAbsolutePosition, meanExposure, fillRatio, errors, pnl, ...parts } =
    await resultOf(path, 1, { room, flatten: true });
  expect(errors).toEqual([]);
  const rows = fillRows.map((row) => Object.fromEntries(FILL_COLUMNS.map((name, at) => [name, row[at]])));
  for (const [symbol, side] of [
    ['SOUTH-USD', 'sell'],
    ['NORTH-USD', 'buy'],
  ]) {
    const own = rows.filter((row) => row['symbol'] === symbol);
    expect(own.length).toBeGreaterThan(10);
    for (const { price, mark } of own) expect(Number(mark) / Number(price)).toBeCloseTo(1, 1);
    const signed = own.map((row) => Number(row['quantity']) * (row['side'] === side ? 1 : -1));
    expect(signed.reduce((sum, quantity) => sum + quantity, 0)).toBeCloseTo(0, 6);
  }
  for (const markout of markouts.slice(0, 2)) expect(Math.abs(markout ?? Infinity)).toBeLessThan(200);
  expect(meanExposure).toBeGreaterThan(meanAbsolutePosition * 500);
  expect(fillRatio).toBe(1);
  const { spreadEarned, spreadPaid, inventory, fees, funding, liquidation } = parts;
  expect(spreadEarned - spreadPaid + inventory - fees - funding + liquidation).toBeCloseTo(pnl, 6);
});

test('a strategy whose instruments the market does not have is refused with those that it has', async () => {
  const path = write('lost.js', "export default class { static symbols = ['GOLD']; nextOrder() {} }");
  const reason = 'static symbols: GOLD is not traded here; there is BTC-USD.';
  expect(await run(path)).toMatchObject({ failed: { reason } });
  const chosen = '--symbol GOLD is not traded here; there is BTC-USD.';
  expect(await run(MAKER, 1, { symbol: 'GOLD' })).toMatchObject({ failed: { reason: chosen } });
});

test('a slice of a recorded day that contradicts itself says nothing about other slices, a damaged file does', async () => {
  const quiet = write('quiet.js', 'export default class { everyMs = 1_000; nextOrder() {} }');
  const again = '34280,1,11,100,1000000,1';
  const path = write('day_message.csv', '34200.5,1,11,100,1000000,1', again, '34500,1,12,10,1000000,1');
  const damaged = write('bad_message.csv', '34200.5,9,11,100,1000000,1');
  const failure = async (seed: number, file: string, params: readonly string[] = []) => {
    const outcome = await run(quiet, seed, { params, recorded: { path: file, symbol: 'X' } });
    return 'failed' in outcome ? outcome.failed : undefined;
  };
  const [inThePit, before, inFile, inParam] = await Promise.all([
    failure(2, path),
    failure(3, path),
    failure(1, damaged),
    failure(2, path, ['size=1']),
  ]);
  for (const failed of [inThePit, before]) {
    expect(failed?.reason).toContain('line 2: order 11 rests already');
    expect(failed?.isSetup).toBeUndefined();
  }
  for (const failed of [inFile, inParam]) expect(failed?.isSetup).toBe(true);
});

test('a strategy that does not compile, throws or hoards ends with its reason, and the others go their way', async () => {
  const broken = run(write('broken.ts', 'export default class {', '  nextOrder() { return 1 x; }', '}'));
  const hoards = run(
    write(
      'hoards.js',
      'const all = [];',
      'export default class { everyMs = 10; nextOrder() { all.push(new Array(4e6).fill(0.5)); } }',
    ),
  );
  const hangs = impatient.run(
    requestOf(write('hangs.js', 'export default class { everyMs = 10; nextOrder() { for (;;); } }')),
  );
  const fine = resultOf(MAKER, 3);
  expect(await broken).toMatchObject({
    failed: { reason: expect.stringContaining('broken.ts:2:') as string },
  });
  expect(await hoards).toMatchObject({
    failed: { reason: 'it ended without a result, or took more than 512 MB of memory' },
  });
  expect(await hangs).toMatchObject({ failed: { reason: 'it hung: 1 s passed without a step' } });
  expect((await fine).errors).toEqual([]);
});

test('a strategy against itself: no difference at all, in words, table and page', async () => {
  const run = await resultOf(MAKER);
  const runs = [1, 2, 3, 4, 5, 6].map((seed) => ({ ...run, seed, pnl: run.pnl + seed }));
  const variant = (letter: string): Variant => ({
    letter,
    label: '<maker>',
    path: MAKER,
    className: undefined,
    params: [],
  });
  const variants = [variant('a'), variant('b')];
  const report = reportOf(variants, false, [runs, runs]);
  expect(report.sentences).toEqual(['b (<maker>) is exactly as good as a: every run is the same.']);
  expect(tableOf(variants, report.rows)[1]).toMatch(/^PnL an hour, .* \+0\.00 \[0\.00, 0\.00\]$/);
  const open = 'npm run lab -- --open ';
  const page = pageOf({
    title: 'Lab',
    setting: ['6 seeds × 2 minutes'],
    command: 'npm run lab',
    open,
    saved: [],
    ...report,
  });
  expect(page).toContain('<td title="npm run lab -- --open b:6">');
  expect(page).toContain('&#60;maker&#62;');
  expect(page).not.toMatch(/NaN|undefined|<maker>/);
});

test('a run that a report keeps is the same run again, in its room', async () => {
  const plan = planOf(
    'maker',
    '--minutes=1',
    '--crowd=10',
    '--rooms=crash',
    `--data-dir=${folder}`,
    '--no-sessions',
  );
  const [room] = plan.rooms;
  const { crowd } = plan;
  const run = await resultOf(MAKER, 4, { room, crowd });
  const results = [[1, 2, 3, 4, 5, 6].map((seed) => ({ ...run, seed }))];
  const inside = join(folder, 'last', 'crash');
  mkdirSync(inside, { recursive: true });
  for (const name of ['a-seed-9.botpit', 'c-worst.botpit', 'mine.botpit'])
    writeFileSync(join(inside, name), '');
  const report = reportOf(plan.variants, false, results);
  await keepReport(plan, pool, { room, results, failures: [] }, report, 'npm run lab');
  expect(readdirSync(inside).toSorted()).toEqual([
    'fills.csv',
    'lab.json',
    'mine.botpit',
    'report.html',
    'runs.csv',
  ]);
  const file = await sessionOf(pool, readReport(inside), { folder: inside, seed: 4 }, () => {});
  expect(file).toBe(join(inside, 'a-seed-4.botpit'));
  await expect(sessionOf(pool, readReport(inside), { folder: inside, seed: 5 }, () => {})).rejects.toThrow(
    'Seed 5 of a has other trades than in the report',
  );
});
