import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withFolderLock } from '../../tools/lib/folder-lock.ts';

const LOCK_SOURCE = fileURLToPath(new URL('../../tools/lib/folder-lock.ts', import.meta.url));

let folder: string;
let lock: string;
/** The lock as plain JavaScript, for child processes. */
let lockModule: string;
let bundleFolder: string;

beforeAll(async () => {
  bundleFolder = await mkdtemp(join(tmpdir(), 'botpit-lock-bundle-'));
  const outfile = join(bundleFolder, 'folder-lock.mjs');
  await build({ entryPoints: [LOCK_SOURCE], outfile, bundle: true, platform: 'node', format: 'esm' });
  lockModule = pathToFileURL(outfile).href;
});

afterAll(() => rm(bundleFolder, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botpit-lock-'));
  lock = join(folder, 'the.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Adds one to a counter file `times` times, each time by reading, pausing and writing under the lock. */
const COUNT = `
  const { withFolderLock } = await import(process.argv[1]);
  const { readFile, writeFile } = await import('node:fs/promises');
  const [, , lock, counter, times] = process.argv;
  for (let i = 0; i < Number(times); i += 1) {
    await withFolderLock(lock, async () => {
      const count = Number(await readFile(counter, 'utf8'));
      await new Promise(setImmediate);
      await writeFile(counter, String(count + 1));
    });
  }
`;

const HOLD = `
  const { withFolderLock } = await import(process.argv[1]);
  await withFolderLock(process.argv[2], async () => { console.log('held'); await new Promise(() => setInterval(() => {}, 1000)); });
`;

function startNode(source: string, ...args: string[]) {
  return spawn(process.execPath, ['--input-type=module', '-e', source, lockModule, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A process that holds the lock until it is killed. */
async function startHolder() {
  const holder = startNode(HOLD, lock);
  await once(holder.stdout, 'data');
  return holder;
}

test('processes that count under the lock lose no count, and leave nothing behind', async () => {
  const counter = join(folder, 'counter');
  await writeFile(counter, '0');
  const children = [1, 2, 3, 4].map(() => startNode(COUNT, lock, counter, '10'));
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(await readFile(counter, 'utf8')).toBe('40');
  expect(await readdir(folder)).toEqual(['counter']);
}, 60_000);

test('a lock whose owner is dead is taken over at once', async () => {
  const holder = await startHolder();
  const exited = once(holder, 'exit');
  holder.kill('SIGKILL');
  await exited;
  expect(await readdir(lock)).toHaveLength(1);
  const waitedFor: number[] = [];
  const result = await withFolderLock(lock, async () => 'done', { onWait: (pid) => waitedFor.push(pid) });
  expect(result).toBe('done');
  expect(waitedFor).toEqual([]);
});

test('a lock whose owner was killed while it held it is taken over', async () => {
  const holder = await startHolder();
  const waitedFor: number[] = [];
  const onWait = (pid: number) => {
    waitedFor.push(pid);
    holder.kill('SIGKILL');
  };
  expect(await withFolderLock(lock, async () => 'mine now', { onWait })).toBe('mine now');
  expect(waitedFor).toEqual([holder.pid]);
});

test('work that throws releases the lock', async () => {
  const failing = withFolderLock(lock, () => Promise.reject(new Error('no luck')));
  await expect(failing).rejects.toThrow('no luck');
  expect(await readdir(folder)).toEqual([]);
});
