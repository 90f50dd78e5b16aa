/** Folders of killed processes are deleted, and those of living ones stay. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteAbandoned, makeOwnFolder } from '../../src/runtime/own-folder.ts';

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
  const [living, killed] = [start(), start()];
  const [stays, goes, own] = [folderOf(living), folderOf(killed), makeOwnFolder('strategy')];
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  deleteAbandoned('strategy');
  expect([stays, goes, own].map(existsSync)).toEqual([true, false, true]);
  living.kill('SIGKILL');
  await once(living, 'exit');
  deleteAbandoned('strategy');
  expect([stays, own].map(existsSync)).toEqual([false, true]);
});

test('nothing else is deleted: folders of another purpose, place or program', async () => {
  const killed = start();
  const mine = folderOf(killed);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const { pid = 0 } = killed;
  const others = [
    basename(mine).replace('-strategy-', '-lab-worker-'),
    `botpit-strategy-${pid}-another-place-Ab12Cd`,
    `botpit-strategy-${pid}`,
    'botpit-strategy-Ab12Cd',
    'botpit-strategy-',
    `strategy-${pid}`,
  ];
  for (const name of others) mkdirSync(join(folder, name));
  deleteAbandoned('strategy');
  expect(readdirSync(folder).toSorted()).toEqual(others.toSorted());
});
