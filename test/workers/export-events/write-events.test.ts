/** The events of a session as a file: the published bytes, or no file. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecordedSession } from '../../../tools/bench/player/recorded-session.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import { writeEvents } from '../../../src/workers/export-events/write-events.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/segment.ts';

let folder: string;
let session: string;
let file: string;
let published: string;
let shares: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-events-'));
  session = join(folder, 'monday');
  file = join(folder, 'events.jsonl');
  published = '';
  shares = [];
  new RecordedSession({
    folder: session,
    commands: 3_000,
    accounts: 8,
    random: seededRandom(5),
    segmentBytes: 64 * 1_024,
    gapMicros: 5_000,
    onEvents: (events) => (published += events.map((event) => `${JSON.stringify(event)}\n`).join('')),
  }).run();
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (signal = new AbortController().signal) =>
  writeEvents({ session, file, signal, onProgress: (share) => void shares.push(share) });

test('every event of every segment, byte for byte as published', async () => {
  expect(listFiles(session, 'log').length).toBeGreaterThan(2);
  const count = await write();
  expect(readFileSync(file, 'utf8') === published).toBe(true);
  expect(count).toBe(published.split('\n').length - 1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  expect(shares.length).toBeGreaterThan(2);
});

test('a last write that was cut short is left out', async () => {
  const path = segmentPath(session, listFiles(session, 'log').at(-1) ?? 0);
  truncateSync(path, readFileSync(path).length - 3);
  await write();
  const text = readFileSync(file, 'utf8');
  expect(text.length).toBeGreaterThan(1_000);
  expect(text.length).toBeLessThan(published.length);
  expect(published.startsWith(text)).toBe(true);
});

test('a damaged journal leaves no file, and the damage is named', async () => {
  const path = segmentPath(session, 2);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(write()).rejects.toThrow(/000002\.log is damaged at byte \d+/);
  expect(readdirSync(folder)).toEqual(['monday']);
});

test('a cancelled export leaves the old file', async () => {
  writeFileSync(file, 'mine');
  const ending = new AbortController();
  const written = writeEvents({ session, file, signal: ending.signal, onProgress: () => ending.abort() });
  await expect(written).rejects.toThrow('aborted');
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(existsSync(`${file}.unfinished`)).toBe(false);
});

test('a folder without a journal, and an invalid target, are named', async () => {
  const signal = new AbortController().signal;
  const onProgress = () => {};
  await expect(writeEvents({ session: folder, file, signal, onProgress })).rejects.toThrow(
    `${folder} has no journal`,
  );
  const nowhere = join(folder, 'none', 'events.jsonl');
  await expect(writeEvents({ session, file: nowhere, signal, onProgress })).rejects.toThrow(
    `${nowhere} cannot be written: its folder does not exist.`,
  );
});
