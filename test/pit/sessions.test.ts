import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { newestSession, openSession, removeUnused } from '../../src/pit/sessions.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-sessions-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = join(root, String(Math.random()), 'sessions');
});

const noon = new Date('2026-11-22T12:00:00.500Z');

test('each session has a separate folder, even within one second', async () => {
  expect(newestSession(folder)).toBeUndefined();
  expect(await openSession(folder, noon)).toBe(join(folder, '2026-11-22T12-00-00'));
  expect(await openSession(folder, noon)).toBe(join(folder, '2026-11-22T12-00-00-002'));
  expect(newestSession(folder)).toBe(join(folder, '2026-11-22T12-00-00-002'));
});

test('the newest is found by its name among any other files', async () => {
  const newest = await openSession(folder, noon);
  await openSession(folder, new Date('2026-11-21T23:59:59Z'));
  mkdirSync(join(folder, 'zzz'));
  expect(newestSession(folder)).toBe(newest);
});

test('the folder of a session in which nothing happened is removed, and no other one', async () => {
  const [empty, prepared, used] = [
    await openSession(folder, noon),
    await openSession(folder, noon),
    await openSession(folder, noon),
  ];
  for (const each of [prepared, used]) writeFileSync(join(each, 'exchange.json'), '{}');
  mkdirSync(join(used, 'journal'));
  expect(await removeUnused(prepared)).toBe(false);
  expect(await removeUnused(used, ['exchange.json'])).toBe(false);
  expect(readdirSync(used).sort()).toEqual(['exchange.json', 'journal']);
  expect(await removeUnused(prepared, ['exchange.json', 'accounts.json'])).toBe(true);
  expect(await removeUnused(empty)).toBe(true);
  expect(readdirSync(folder)).toEqual([basename(used)]);
  expect(await removeUnused(join(folder, 'none'))).toBe(false);
});

test('a folder that cannot be created is reported in words', async () => {
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file');
  await expect(openSession(folder, noon)).rejects.toThrow("The session's folder cannot be made: ");
});
