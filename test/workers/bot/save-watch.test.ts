import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SaveWatch } from '../../../src/workers/bot/save-watch.ts';

let folder: string;
let file: string;
let saves: number;
let watch: SaveWatch;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-watch-'));
  file = join(folder, 'mine.ts');
  writeFileSync(file, 'one\r\ntwo');
  saves = 0;
  watch = new SaveWatch(() => (saves += 1));
});
afterEach(() => {
  watch.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a save is noticed, even at once', async () => {
  watch.watchSources(new Map([[file, ['one', 'two']]]));
  expect(saves).toBe(0);
  writeFileSync(file, 'three');
  await expect.poll(() => saves).toBeGreaterThan(0);
});

test('a file that appears is noticed', async () => {
  watch.watch([join(folder, 'missing.ts')]);
  writeFileSync(join(folder, 'missing.ts'), '');
  await expect.poll(() => saves).toBeGreaterThan(0);
});

test('a file that was saved while it was loaded is noticed at once', () => {
  watch.watchSources(new Map([[file, ['zero']]]));
  expect(saves).toBe(1);
});

test('a folder behind a symbolic link that comes to point elsewhere is noticed', async () => {
  const other = mkdtempSync(join(tmpdir(), 'botpit-watch-'));
  writeFileSync(join(other, 'mine.ts'), 'one\r\ntwo');
  const link = join(folder, 'current');
  symlinkSync(folder, link);
  watch.watchSources(new Map([[join(link, 'mine.ts'), ['one', 'two']]]));
  unlinkSync(link);
  symlinkSync(other, link);
  await expect.poll(() => saves).toBeGreaterThan(0);
  rmSync(other, { recursive: true });
});
