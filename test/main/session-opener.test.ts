/** Opening a session from a path. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SessionOpener } from '../../src/main/session-opener.ts';
import type { OpenPlayback } from '../../src/pit/playback.ts';
import { packSession } from '../../src/session/journal/pack.ts';
import { unpackSession } from '../../src/session/journal/unpack.ts';

/** Id of a process that has ended. */
const gone = spawnSync(process.execPath, ['--version']).pid;

let folder: string;
let session: string;
let played: OpenPlayback[];
let opener: SessionOpener;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-opener-'));
  session = join(folder, 'monday');
  mkdirSync(join(session, 'journal'), { recursive: true });
  writeFileSync(join(session, 'journal', '000001.log'), 'a journal, as far as packing it goes'.repeat(1_000));
  mkdirSync(join(folder, 'temporary'));
  vi.stubEnv('TMPDIR', join(folder, 'temporary'));
  played = [];
  opener = new SessionOpener({
    pit: { state: { phase: 'stopped', processes: [] } },
    playback: {
      open: (asked) => {
        played.push(asked);
        return Promise.resolve({ ok: true });
      },
    },
    dialogs: {
      problem: () => Promise.resolve(),
      sessionFile: () => Promise.resolve(null),
      sessionFolder: () => Promise.resolve(null),
    },
    sessions: folder,
    unpack: (task) => unpackSession(task.file, task.folder),
  });
});
afterEach(() => {
  opener.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const temporary = () => readdirSync(join(folder, 'temporary'));
const names = () => played.map((asked) => basename(asked.folder));

async function packed(name: string): Promise<string> {
  const file = join(folder, name);
  await packSession(session, file);
  return file;
}

test('a file is unpacked under its own name; a folder is played in place', async () => {
  expect(await opener.openDropped(await packed('lesson one.botpit'))).toEqual({ ok: true });
  expect(await opener.openDropped(session)).toEqual({ ok: true });
  expect(names()).toEqual(['lesson one', 'monday']);
  expect(played[1]?.folder).toBe(session);
});

test('a folder may have the name of a file', async () => {
  const path = join(folder, 'kept.botpit');
  cpSync(session, path, { recursive: true });
  await opener.open(path);
  expect(played[0]?.folder).toBe(path);
});

test('of two files opened at once the later one is played', async () => {
  const [one, two] = [await packed('one.botpit'), await packed('two.botpit')];
  expect(await Promise.all([opener.open(one), opener.open(two)])).toEqual([{ ok: true }, { ok: true }]);
  expect(names()).toEqual(['two']);
});

test('an unpacked session is deleted once another session plays, and the last one at the end', async () => {
  const files = [await packed('one.botpit'), await packed('two.botpit')];
  for (const file of files) await opener.open(file);
  expect(played.map((asked) => existsSync(asked.folder))).toEqual([false, true]);
  expect(temporary()).toHaveLength(1);
  await opener.open(session);
  expect(temporary()).toEqual([]);
  expect(existsSync(session)).toBe(true);
  await opener.open(files[0] ?? '');
  opener.close();
  expect(temporary()).toEqual([]);
});

test('nothing remains of a file that is damaged, or that a newer one replaces', async () => {
  const [one, two, half] = [
    await packed('one.botpit'),
    await packed('two.botpit'),
    await packed('half.botpit'),
  ];
  truncateSync(half, 100);
  await opener.open(half);
  expect(temporary()).toEqual([]);
  await Promise.all([opener.open(one), opener.open(two)]);
  expect(temporary()).toHaveLength(1);
  expect(existsSync(played.at(-1)?.folder ?? '')).toBe(true);
});

test('what a killed app has unpacked is deleted with the next file', async () => {
  const file = await packed('one.botpit');
  await opener.open(file);
  const left = temporary().map((name) => name.replace(`-${process.pid}-`, `-${gone}-`));
  for (const name of left) mkdirSync(join(folder, 'temporary', name));
  await opener.open(file);
  expect(left).toHaveLength(1);
  expect(temporary()).not.toContain(left[0]);
});

test('other files are not opened', async () => {
  const notes = join(folder, 'notes.txt');
  writeFileSync(notes, 'buy low');
  for (const path of [notes, join(folder, 'nothing')]) {
    const outcome = await opener.openDropped(path);
    expect(outcome).toEqual({
      ok: false,
      reason: `'${basename(path)}' is neither a strategy nor a session: a strategy is a .ts or .js file; a session is a .botpit file or a folder.`,
    });
  }
  expect(played).toEqual([]);
});

test.each([
  ['is not there', () => join(folder, 'gone.botpit'), 'gone.botpit is not there.'],
  [
    'is something else',
    () => {
      const path = join(folder, 'text.botpit');
      writeFileSync(path, 'no archive at all');
      return path;
    },
    'text.botpit is not a .botpit file, or is damaged: ',
  ],
  [
    'was cut short',
    async () => {
      const path = await packed('half.botpit');
      truncateSync(path, 100);
      return path;
    },
    'half.botpit is not a .botpit file, or is damaged: ',
  ],
])('a file that %s is not played, and the reason is reported', async (_what, make, reason) => {
  const outcome = await opener.open(await make());
  expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  expect(played).toEqual([]);
});
