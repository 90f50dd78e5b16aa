/** Folders of killed processes are deleted, and those of living ones stay. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteAbandoned, deleteOwn, makeOwnFolder } from '../../src/runtime/own-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-own-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A process that lives until it is killed. */
function start(): ChildProcess {
  return spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1_000)']);
}

/** A process that has been killed. */
async function killed(): Promise<ChildProcess> {
  const child = start();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return child;
}

/** The folder that another process would have made. */
function folderOf({ pid = 0 }: ChildProcess): string {
  const own = makeOwnFolder('strategy');
  const path = join(folder, basename(own).replace(`-${process.pid}-`, `-${pid}-`));
  rmSync(own, { recursive: true });
  mkdirSync(path);
  writeFileSync(join(path, 'strategy.mjs'), '');
  return path;
}

test('the folder of a killed process is deleted, not those of a living one and of this one', async () => {
  const living = start();
  const [stays, goes, own] = [folderOf(living), folderOf(await killed()), makeOwnFolder('strategy')];
  deleteAbandoned('strategy');
  expect([stays, goes, own].map(existsSync)).toEqual([true, false, true]);
  living.kill('SIGKILL');
  await once(living, 'exit');
  deleteAbandoned('strategy');
  expect([stays, own].map(existsSync)).toEqual([false, true]);
});

test('a process deletes its own folders before it ends', async () => {
  const [own, other] = [makeOwnFolder('strategy'), makeOwnFolder('lab-worker')];
  const killedOnes = folderOf(await killed());
  deleteOwn('strategy');
  expect([own, other, killedOnes].map(existsSync)).toEqual([false, true, true]);
  deleteOwn('lab-worker');
  expect([other, killedOnes].map(existsSync)).toEqual([false, true]);
});

test('nothing else is deleted: folders of another purpose, place or program', async () => {
  const ended = await killed();
  const mine = basename(folderOf(ended));
  const { pid = 0 } = ended;
  const others = [
    mine.replace('-strategy-', '-lab-worker-'),
    mine.replace(/-[0-9a-f]{12}-/, '-0123456789ab-'),
    mine.replace(/-[0-9a-f]{12}-/, '-'),
    `botpit-strategy-${pid}`,
    'botpit-strategy-Ab12Cd',
    'botpit-strategy-',
    `strategy-${pid}`,
  ];
  for (const name of others) mkdirSync(join(folder, name));
  deleteAbandoned('strategy');
  expect(readdirSync(folder).toSorted()).toEqual(others.toSorted());
});

test('a folder of another user stays', async () => {
  const path = folderOf(await killed());
  const uid = vi.spyOn(process, 'geteuid').mockReturnValue(statSync(path).uid + 1);
  deleteAbandoned('strategy');
  expect(existsSync(path)).toBe(true);
  uid.mockRestore();
  deleteAbandoned('strategy');
  expect(existsSync(path)).toBe(false);
});

test('a link or a file with such a name stays, and so does what the link leads to', async () => {
  const path = folderOf(await killed());
  rmSync(path, { recursive: true });
  const kept = join(folder, 'kept');
  mkdirSync(kept);
  writeFileSync(join(kept, 'file'), '');
  symlinkSync(kept, path);
  writeFileSync(`${path}x`, '');
  deleteAbandoned('strategy');
  expect(readdirSync(folder)).toHaveLength(3);
  expect(readdirSync(kept)).toEqual(['file']);
});

test('a temporary folder that cannot be listed is no failure', () => {
  vi.stubEnv('TMPDIR', join(folder, 'absent'));
  expect(() => deleteAbandoned('strategy')).not.toThrow();
});
