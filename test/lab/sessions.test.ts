/** A new report deletes the one before it, and nothing that the lab did not write. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readRoom } from '../../src/config/room.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { deleteReport, deleteRooms, saveRun } from '../../src/lab/sessions.ts';
import { makeOwnFolder } from '../../src/runtime/own-folder.ts';

let folder: string;
const ROOMS = fileURLToPath(new URL('../../resources/rooms', import.meta.url));
const ONE = { ms: 1, jitterMs: 0 };

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'botpit-sessions-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text = ''): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Text of `lab.json` of a report, of this room if there is one. */
function reportOf(room?: string): string {
  const latency = { order: ONE, feed: ONE, answer: ONE };
  const run = { path: '/a.ts', params: [], minutes: 1, crowd: 10, bots: [], latency };
  const settings = { a: { ...run, ...(room !== undefined && { room: readRoom(room, ROOMS) }) } };
  return JSON.stringify({ variants: [{ letter: 'a' }], saved: [], settings, runs: [] });
}

const filesIn = (name = '') => readdirSync(join(folder, name)).toSorted();

test('a report is deleted, and files of other names stay', async () => {
  for (const name of [
    'lab.json',
    'report.html',
    'runs.csv',
    'fills.csv',
    'a-worst.botpit',
    'b-seed-17.botpit',
  ])
    write(name);
  const others = ['a-worst.botpit.bak', 'mine.botpit', 'my-runs.csv', 'notes.txt'];
  for (const name of others) write(name);
  await deleteReport(folder);
  expect(filesIn()).toEqual(others);
});

test('CSV files in a folder without a report stay', async () => {
  write('runs.csv', 'of another program');
  write('fills.csv', 'of another program');
  await deleteReport(folder);
  expect(filesIn()).toEqual(['fills.csv', 'runs.csv']);
});

test('the folder of a room goes with its report, unless it contains other files', async () => {
  for (const room of ['calm', 'toxic']) write(`${room}/lab.json`, reportOf(room));
  write('toxic/notes.txt');
  write('calm/runs.csv');
  await deleteRooms(folder);
  expect(filesIn()).toEqual(['toxic']);
  expect(filesIn('toxic')).toEqual(['notes.txt']);
});

test.each([
  ['a report with another name than its room', 'mine', reportOf('calm')],
  ['a damaged report', 'calm', '{'],
  ['a report of a lab without rooms', 'calm', reportOf()],
])('%s stays', async (_, name, text) => {
  write(`${name}/lab.json`, text);
  write(`${name}/runs.csv`);
  await deleteRooms(folder);
  expect(filesIn(name)).toEqual(['lab.json', 'runs.csv']);
});

test('a link to the folder of a room is not followed', async () => {
  write('elsewhere/calm/lab.json', reportOf('calm'));
  mkdirSync(join(folder, 'lab'));
  symlinkSync(join(folder, 'elsewhere/calm'), join(folder, 'lab/calm'));
  await deleteRooms(join(folder, 'lab'));
  expect(filesIn('elsewhere/calm')).toEqual(['lab.json']);
  expect(filesIn('lab')).toEqual(['calm']);
});

test('the journal of a run that is repeated goes, and so does that of a lab that was killed meanwhile', async () => {
  vi.stubEnv('TMPDIR', folder);
  const { pid } = spawnSync(process.execPath, ['--version']);
  const own = makeOwnFolder('lab-session');
  renameSync(own, own.replace(`-${process.pid}-`, `-${pid}-`));
  let during: readonly string[] = [];
  const pool = {
    isClosed: false,
    run: (request: RunRequest) => {
      during = filesIn();
      return Promise.resolve({ failed: { request, reason: 'no memory' } });
    },
  };
  const saving = await saveRun(pool, { seed: 1 } as RunRequest, '', join(folder, 'a.botpit'));
  expect(saving).toEqual({ type: 'failed', reason: 'no memory' });
  expect(during).toEqual([expect.stringContaining(`botpit-lab-session-${process.pid}-`)]);
  expect(filesIn()).toEqual([]);
});
