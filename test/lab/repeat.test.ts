/** A run of a report runs again, by what `lab.json` says, and is the same run or is refused. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRoom, roomNames } from '../../src/config/room.ts';
import type { LabPool } from '../../src/lab/pool.ts';
import { sessionOf } from '../../src/lab/repeat.ts';
import { readReport } from '../../src/lab/report-file.ts';
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { answeringPool } from '../support/answering-pool.ts';

let folder: string;
let requests: RunRequest[];
let progress: number[][];
/** What a run reports; null: nothing. */
let answer: RunMessage | null;
let pool: LabPool;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-repeat-'));
  progress = [];
  answer = resultWith('hash-b17');
  ({ pool, started: requests } = answeringPool(
    () => [{ second: 30 }, ...(answer === null ? [] : [answer])],
    1,
  ));
  write('lab.json', JSON.stringify(REPORT()));
  write('mine.ts', '');
});
afterEach(() => {
  pool.close();
  rmSync(folder, { recursive: true });
});

const resultWith = (hash: string) => ({ result: { hash } }) as RunMessage;
const path = (name: string) => join(folder, name);
const write = (name: string, text: string) => writeFileSync(path(name), text);
const ONE = { ms: 1, jitterMs: 0 };
const SETTING = (file = path('mine.ts')) => ({
  path: file,
  params: [],
  minutes: 1,
  crowd: 10,
  bots: ['maker'],
  latency: { order: ONE, feed: ONE, answer: ONE },
  flatten: false,
});
const REPORT = () => ({
  variants: [{ letter: 'a' }, { letter: 'b' }],
  saved: [{ name: 'b-worst', letter: 'b', seed: 2 }],
  settings: { a: SETTING(), b: SETTING() },
  runs: [
    { variant: 'a', seed: 17, hash: 'hash-a17', pnl: 5 },
    ...[1, 2, 3, 17].map((seed) => ({ variant: 'b', seed, hash: `hash-b${seed}`, pnl: 1 })),
  ],
});

const open = (seed: number, letter?: string) =>
  sessionOf(pool, readReport(folder), { folder, seed, letter }, (...seconds) => progress.push(seconds));

test('a run is packed once; without a letter it is that of the last variant', async () => {
  expect(await open(17)).toBe(path('b-seed-17.botpit'));
  expect(existsSync(path('b-seed-17.botpit'))).toBe(true);
  expect(requests).toMatchObject([{ path: path('mine.ts'), seed: 17, minutes: 1, crowd: 10 }]);
  expect(progress).toEqual([[30, 60]]);
  expect(await open(17, 'b')).toBe(path('b-seed-17.botpit'));
  expect(requests).toHaveLength(1);
});

test('a saved run opens as it was saved, even when its strategy has changed or moved', async () => {
  write('b-worst.botpit', '');
  rmSync(path('mine.ts'));
  expect(await open(2)).toBe(path('b-worst.botpit'));
  expect(requests).toEqual([]);
});

test('a run with other trades than the measured one is refused, and so is one that fails', async () => {
  answer = resultWith('another');
  await expect(open(17)).rejects.toThrow(
    `Seed 17 of b has other trades than in the report, so it is not opened: ${path('mine.ts')}, what it needs or Botpit has changed since. Run the lab again.`,
  );
  answer = { reason: 'mine.ts:2:3: Expected ")"' };
  await expect(open(17)).rejects.toThrow('Seed 17 of b cannot be repeated: mine.ts:2:3: Expected ")"');
  expect(existsSync(path('b-seed-17.botpit'))).toBe(false);
});

test('a lab that is stopped opens nothing', async () => {
  answer = null;
  const opening = open(17);
  await expect.poll(() => requests).toHaveLength(1);
  pool.close();
  expect(await opening).toBeNull();
});

test.each<readonly [number, string | undefined, string]>([
  [17, 'c', 'The report has no strategy c; it has a, b.'],
  [4, undefined, 'The report has no seed 4 of b; it has 1-3, 17.'],
  [1, 'a', 'The report has no seed 1 of a; it has 17.'],
])('seed %s of %s is refused in one sentence', async (seed, letter, sentence) => {
  await expect(open(seed, letter)).rejects.toThrow(sentence);
});

test('a strategy file that has moved', async () => {
  rmSync(path('mine.ts'));
  await expect(open(17)).rejects.toThrow(
    `Seed 17 of b cannot be repeated: its strategy file ${path('mine.ts')} is no longer there.`,
  );
});

test('a folder without a report, one with rooms, and a report of an earlier version', () => {
  expect(() => readReport(path('nowhere'))).toThrow(`There is no report in ${path('nowhere')}.`);
  mkdirSync(path('rooms/calm'), { recursive: true });
  expect(() => readReport(path('rooms'))).toThrow('but of the rooms calm: name one, such as calm/seed=1.');
  for (const text of ['{', '{"runs":[]}']) {
    write('lab.json', text);
    expect(() => readReport(folder)).toThrow('damaged or of an earlier version');
  }
});

test.each<readonly [string, object]>([
  ['packed code', { settings: { b: { ...SETTING('mine.ts'), packed: '/tmp/evil.json' } } }],
  ['a folder to record in', { settings: { b: { ...SETTING('mine.ts'), record: '/home' } } }],
  ['a setting without minutes', { settings: { b: { ...SETTING('mine.ts'), minutes: undefined } } }],
  ['an unknown bot', { settings: { b: { ...SETTING('mine.ts'), bots: ['constructor'] } } }],
  ['a saved run in another folder', { saved: [{ name: '../x', letter: 'b', seed: 2 }] }],
  ['a letter that is a path', { variants: [{ letter: '../x' }] }],
])('somebody else’s report with %s is refused', (_, change) => {
  expect(readReport(folder).settings['b']).toMatchObject({ minutes: 1 });
  write('lab.json', JSON.stringify({ ...REPORT(), ...change }));
  expect(() => readReport(folder)).toThrow('damaged or of an earlier version');
});

test('a setting keeps each room of the box whole', () => {
  const rooms = fileURLToPath(new URL('../../resources/rooms', import.meta.url));
  for (const name of roomNames(rooms)) {
    const room = readRoom(name, rooms);
    write('lab.json', JSON.stringify({ ...REPORT(), settings: { b: { ...SETTING(), room } } }));
    expect(readReport(folder).settings['b']?.room).toEqual(room);
  }
});
