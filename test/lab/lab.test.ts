/** A lab on a pool of the test: when it stops, and what its report has when runs cannot be saved. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reportOf } from '../../src/lab/comparison.ts';
import { keepReport } from '../../src/lab/keep-report.ts';
import { carryOut, outcomeOf } from '../../src/lab/lab.ts';
import type { RunResult } from '../../src/lab/measure.ts';
import { pageOf } from '../../src/lab/page.ts';
import { runRooms } from '../../src/lab/room-runs.ts';
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { answeringPool } from '../support/answering-pool.ts';
import { runResult } from '../support/run-result.ts';
import { planOf } from './plan-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-lab-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const resultOf = (seed: number, hash = `hash-${seed}`): RunResult =>
  runResult({ seed, pnl: seed, inventory: seed, path: [seed], hash });

const poolThat = (answer: (request: RunRequest) => RunMessage, runsMax: number) =>
  answeringPool((request) => [answer(request)], runsMax);

const plan = (...args: string[]) => planOf('maker', ...args, `--data-dir=${folder}`);

test.each([1, 2, 4])(
  'a strategy that always fails stops after six runs and those under way, %i at a time',
  async (runsMax) => {
    const { pool, started } = poolThat(() => ({ reason: 'it does not compile' }), runsMax);
    const [runs] = await runRooms(plan('--seeds=400'), pool, () => {});
    expect(started.length).toBeGreaterThanOrEqual(6);
    expect(started.length).toBeLessThanOrEqual(6 + runsMax - 1);
    expect(runs?.failures).toHaveLength(started.length);
    expect(runs?.failures.every(({ reason }) => reason === 'it does not compile')).toBe(true);
  },
);

test.each([1, 2])(
  'a strategy that hangs stops after two runs and those under way, %i at a time',
  async (runsMax) => {
    const { pool, started } = poolThat(() => ({ reason: 'an endless loop', isHung: true }), runsMax);
    const [runs] = await runRooms(plan('--seeds=400'), pool, () => {});
    expect(started.length).toBeGreaterThanOrEqual(2);
    expect(started.length).toBeLessThanOrEqual(2 + runsMax - 1);
    expect(runs?.failures).toHaveLength(started.length);
  },
);

test('a strategy that hangs on some seeds only runs on all of them', async () => {
  const answer = ({ seed }: RunRequest): RunMessage =>
    seed === 1 ? { result: resultOf(seed) } : { reason: 'an endless loop', isHung: true };
  const { pool, started } = poolThat(answer, 1);
  await runRooms(plan('--seeds=8'), pool, () => {});
  expect(new Set(started.map(({ seed }) => seed)).size).toBe(8);
});

test('a strategy that cannot begin a run stops a sweep with its first failure and those under way', async () => {
  const { pool, started } = poolThat(() => ({ reason: '--param size: no such parameter', isSetup: true }), 2);
  const own = plan('--sweep=size=1..20/1', '--seeds=40');
  const [runs] = await runRooms(own, pool, () => {});
  expect(started.length).toBeLessThanOrEqual(2);
  const { failures = [], results = [], room } = runs ?? {};
  expect(outcomeOf(own, { room, results, failures })).toEqual({
    reason: 'a (maker size=1): --sweep size: no such parameter',
  });
});

test('a strategy that cannot begin a run starts none in a further room', async () => {
  const { pool, started } = poolThat(() => ({ reason: 'no such parameter', isSetup: true }), 2);
  const rooms = await runRooms(plan('--rooms=calm,toxic'), pool, () => {});
  expect(rooms.map(({ room }) => room?.name)).toEqual(['calm']);
  expect(started.length).toBeLessThanOrEqual(2);
});

test('a failure names the class that failed', () => {
  const path = join(folder, 'two.js');
  writeFileSync(path, 'export class One {} export class Two {}');
  const own = planOf(`${path}:One`, `${path}:Two`);
  const request = { path, className: 'Two', params: [] as readonly string[] } as RunRequest;
  const runs = { room: undefined, results: [[], []], failures: [{ request, reason: 'it failed' }] };
  expect(outcomeOf(own, runs)).toEqual({ reason: 'b (two.js:Two): it failed' });
});

test('a lab with rooms takes the place of the report before, also with one room', async () => {
  const { pool } = poolThat(({ seed }) => ({ result: resultOf(seed) }), 2);
  const of = (rooms: string) => plan('--seeds=6', '--no-sessions', `--rooms=${rooms}`);
  const place = (name: string) => join(of('calm').folder, name);
  const answers: (string | undefined)[] = [];
  const lab = (rooms: string) =>
    carryOut(of(rooms), pool, 'npm run lab', {
      progress: () => {},
      answer: ({ runs: { room } }) => answers.push(room?.name),
    });
  mkdirSync(place(''));
  const files = ['lab.json', 'runs.csv', 'fills.csv', 'a-worst.botpit'];
  for (const name of files) writeFileSync(place(name), 'of a lab without rooms');
  writeFileSync(place('notes.txt'), 'of the user');
  const { reports, isCut } = await lab('calm,toxic');
  expect([reports.map(({ room }) => room), isCut]).toEqual([['calm', 'toxic'], false]);
  expect(readFileSync(place('report.html'), 'utf8')).toContain('href="toxic/report.html"');
  for (const name of files) expect(existsSync(place(name))).toBe(false);
  await lab('calm');
  expect(existsSync(place('toxic'))).toBe(false);
  expect(existsSync(place('notes.txt'))).toBe(true);
  expect(existsSync(place('report.html'))).toBe(false);
  expect(existsSync(place('calm/report.html'))).toBe(true);
  expect(answers).toEqual(['calm', 'toxic', 'calm']);
});

test('a lab whose report is not kept compiles the strategies, and writes nothing', async () => {
  const { pool, started } = poolThat(({ seed }) => ({ result: resultOf(seed) }), 2);
  const own = plan('--seeds=6');
  expect((await carryOut(own, pool, undefined, { progress: () => {} })).answers).toHaveLength(1);
  expect(existsSync(own.folder)).toBe(false);
  const path = join(folder, 'broken.ts');
  writeFileSync(path, 'export default class {');
  const broken = planOf(path, `--data-dir=${folder}`);
  await expect(carryOut(broken, pool, undefined, { progress: () => {} })).rejects.toThrow('broken.ts:1');
  expect(started).toHaveLength(6);
});

test('a strategy that fails on some seeds only runs on all of them', async () => {
  const { pool, started } = poolThat(
    ({ seed }) => (seed > 2 ? { reason: 'it failed' } : { result: resultOf(seed) }),
    2,
  );
  await runRooms(plan('--seeds=40'), pool, () => {});
  expect(started).toHaveLength(40);
});

test('a report is written when a run cannot be saved, and nothing of the report before remains', async () => {
  const answers = ({ seed }: RunRequest): RunMessage => {
    if (seed === 1) return { result: resultOf(seed, 'another') };
    return seed === 3 ? { reason: 'no memory' } : { result: resultOf(seed) };
  };
  const { pool } = poolThat(answers, 2);
  const results = [[1, 2, 3, 4, 5, 6].map((seed) => resultOf(seed))];
  const own = plan();
  mkdirSync(own.folder);
  writeFileSync(join(own.folder, 'a-worst.botpit'), 'of the report before');
  const runs = { room: undefined, results, failures: [] };
  const kept = await keepReport(own, pool, runs, reportOf(own.variants, false, results), 'npm run lab');
  expect(kept.saved.map(({ name }) => name)).toEqual(['a-best']);
  expect(kept.problems).toEqual([
    'The run a-worst is not saved: seed 1 had other trades when it ran again.',
    'The run a-median is not saved: no memory',
  ]);
  for (const name of ['report.html', 'runs.csv', 'fills.csv', 'a-best.botpit'])
    expect(existsSync(join(own.folder, name))).toBe(true);
  expect(existsSync(join(own.folder, 'a-worst.botpit'))).toBe(false);
  expect(JSON.parse(readFileSync(join(own.folder, 'lab.json'), 'utf8'))).toMatchObject({
    saved: [{ name: 'a-best', letter: 'a', seed: 6 }],
  });
  const guide = readFileSync(join(import.meta.dirname, '../../docs/lab.md'), 'utf8');
  for (const file of ['runs.csv', 'fills.csv']) {
    const [columns = ''] = readFileSync(join(own.folder, file), 'utf8').split(/\r?\n/);
    for (const column of columns.split(',')) expect(guide).toContain(`\`${column}\``);
  }
});

test('the report before is gone before the first run is saved', async () => {
  const own = plan();
  mkdirSync(own.folder);
  for (const name of ['lab.json', 'report.html'])
    writeFileSync(join(own.folder, name), 'of the report before');
  const seen: boolean[] = [];
  const { pool } = poolThat(({ seed }) => {
    seen.push(existsSync(join(own.folder, 'lab.json')) || existsSync(join(own.folder, 'report.html')));
    return { result: resultOf(seed) };
  }, 1);
  const results = [[1, 2, 3, 4, 5, 6].map((seed) => resultOf(seed))];
  const runs = { room: undefined, results, failures: [] };
  await keepReport(own, pool, runs, reportOf(own.variants, false, results), 'npm run lab');
  expect(seen).toEqual([false, false, false]);
});

test('a page has room for more positions than a call has arguments', () => {
  const positions = Array.from({ length: 200_000 }, (_, place) => place % 7);
  const results = [[1, 2, 3, 4, 5, 6].map((seed) => ({ ...resultOf(seed), positions }))];
  const about = { title: 'Lab', setting: [], command: 'npm run lab', open: '', saved: [] };
  expect(pageOf({ ...about, ...reportOf(plan().variants, false, results) })).toContain('Inventory');
});

test('a page shows what a result says as text', () => {
  const seed = '<script>alert(1)</script>' as unknown as number;
  const results = [[1, 2, 3, 4, 5].map((each) => resultOf(each)).concat({ ...resultOf(6), seed })];
  const saved = [{ name: 'a-best', letter: 'a', place: 'best', seed, pnl: 6 }] as const;
  const report = reportOf(plan().variants, false, results);
  const page = pageOf({
    title: 'Lab',
    setting: ['6 seeds × 2 minutes'],
    command: 'npm run lab',
    open: '',
    saved,
    ...report,
  });
  expect(page).not.toContain('<script');
  expect(page.split('&#60;script&#62;').length - 1).toBeGreaterThanOrEqual(4);
});
