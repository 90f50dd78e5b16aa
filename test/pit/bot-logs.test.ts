import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BotLogs, FILE_BYTES_MAX, WAITING_BYTES_MAX } from '../../src/pit/bot-logs.ts';
import { FakeClock } from './fake-machine.ts';

let session: string;
let problems: string[];
let clock: FakeClock;
let logs: BotLogs;

beforeEach(() => {
  session = mkdtempSync(join(tmpdir(), 'botpit-logs-'));
  problems = [];
  clock = new FakeClock();
  logs = new BotLogs({ clock, onProblem: (text) => void problems.push(text) });
});
afterEach(() => rmSync(session, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(session, 'logs', file), 'utf8');

test('each bot has a file with all its lines, which a continued session appends to', async () => {
  logs.write(session, 'ada', 'one');
  logs.write(session, 'bob', 'hello');
  logs.write(session, 'ada', 'two');
  await logs.close();
  logs.write(session, 'ada', 'three');
  await logs.close();
  expect(read('ada.log')).toBe('one\ntwo\nthree\n');
  expect(read('bob.log')).toBe('hello\n');
  expect(statSync(join(session, 'logs', 'ada.log')).mode & 0o077).toBe(0);
});

test('lines reach the file while the session runs', async () => {
  logs.write(session, 'ada', 'one');
  clock.advance(1_000);
  await expect.poll(() => existsSync(join(session, 'logs', 'ada.log')) && read('ada.log')).toBe('one\n');
});

test('a full file becomes NAME.log.1, and an older one goes', async () => {
  const line = 'x'.repeat(WAITING_BYTES_MAX - 1);
  for (let written = 0; written < 2.5 * FILE_BYTES_MAX; written += WAITING_BYTES_MAX) {
    logs.write(session, 'ada', line);
    await logs.close();
  }
  expect(readdirSync(join(session, 'logs')).toSorted()).toEqual(['ada.log', 'ada.log.1']);
  expect(statSync(join(session, 'logs', 'ada.log.1')).size).toBe(FILE_BYTES_MAX);
  expect(statSync(join(session, 'logs', 'ada.log')).size).toBe(FILE_BYTES_MAX / 2);
});

test('names that differ in case alone, and names of devices, have files of their own', async () => {
  for (const name of ['Ada', 'ada', 'nul', '..']) logs.write(session, name, name);
  await logs.close();
  expect(readdirSync(join(session, 'logs')).toSorted()).toEqual([
    '...log',
    'Ada.log',
    'ada~2.log',
    '~nul.log',
  ]);
});

test('a folder that cannot be written is reported once, memory stays bounded, and lines follow when it can', async () => {
  writeFileSync(join(session, 'logs'), 'a file, where the folder should be');
  const line = 'x'.repeat(999);
  for (let lines = 0; lines < 1_000; lines += 1) logs.write(session, 'ada', line);
  clock.advance(1_000);
  await expect.poll(() => problems).toEqual([expect.stringMatching(/ada\.log cannot be written: /)]);
  rmSync(join(session, 'logs'));
  await expect.poll(() => (clock.advance(10_000), existsSync(join(session, 'logs', 'ada.log')))).toBe(true);
  await logs.close();
  expect(problems).toHaveLength(1);
  expect(read('ada.log').split('\n')).toHaveLength(502);
  expect(read('ada.log')).toContain('(500 lines were dropped)');
});

test('closing gives up on a disk that does not take the lines', async () => {
  writeFileSync(join(session, 'logs'), '');
  logs.write(session, 'ada', 'one');
  await logs.close();
  expect(problems).toHaveLength(1);
});
