/** A lab's process runs the code that is on the disk, and bundles it again only after a change. */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BundleCache } from '../../src/lab/bundle-cache.ts';

const BEGAN_MS = 1_700_000_000_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-test-'));
  path = join(folder, 'mine.ts');
  save('one', BEGAN_MS - 1_000);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function save(text: string, atMs: number): void {
  writeFileSync(path, text);
  utimesSync(path, atMs / 1_000, atMs / 1_000);
}

/** @param whileBundling called after the bundler has read the file */
function scene(whileBundling: () => void = () => {}) {
  const counts = { bundles: 0 };
  const bundle = (file: string) => {
    counts.bundles += 1;
    const code = readFileSync(file, 'utf8');
    whileBundling();
    return Promise.resolve({ code, sources: new Map([[file, [code]]]) });
  };
  return { counts, cache: new BundleCache(bundle, () => BEGAN_MS) };
}

test('a strategy is bundled once, and again after a change', async () => {
  const { counts, cache } = scene();
  expect((await cache.codeOf(path)).code).toBe('one');
  expect((await cache.codeOf(path)).code).toBe('one');
  expect(counts.bundles).toBe(1);
  save('two', BEGAN_MS - 500);
  expect((await cache.codeOf(path)).code).toBe('two');
  expect(counts.bundles).toBe(2);
});

test('a strategy that is saved while it is bundled is bundled again', async () => {
  const { cache } = scene(() => save('two', BEGAN_MS));
  expect((await cache.codeOf(path)).code).toBe('one');
  expect((await cache.codeOf(path)).code).toBe('two');
});

test('a bundle whose file was deleted meanwhile is not used again', async () => {
  const { counts, cache } = scene(() => rmSync(path));
  await cache.codeOf(path);
  await expect(cache.codeOf(path)).rejects.toThrow('ENOENT');
  expect(counts.bundles).toBe(2);
});
