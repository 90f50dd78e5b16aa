// One process at a time, across processes. The lock is a folder that holds one file named after its owner.
// Taking it is one rename of a folder that already names the owner, so there is never a lock without an owner.
// A dead owner's lock is broken by deleting the dead owner's own file: that name is unique, so nobody can
// delete the lock of the one who took it over meanwhile.

import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
const WAIT_MS_MAX = 15 * 60_000;

/**
 * Runs `work` while no other process holds the lock at `folder`.
 * @param options `onWait` is called once, if another process has to be waited for
 */
export async function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  { onWait }: { onWait?: (ownerPid: number) => void } = {},
): Promise<Result> {
  const owner = `${process.pid}-${randomUUID()}`;
  await takeLock(folder, owner, onWait);
  try {
    return await work();
  } finally {
    await releaseLock(folder, owner);
  }
}

async function takeLock(folder: string, owner: string, onWait: ((ownerPid: number) => void) | undefined) {
  const mine = `${folder}.${owner}`;
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(mine);
  await writeFile(join(mine, owner), '');
  try {
    const deadline = Date.now() + WAIT_MS_MAX;
    for (let waited = false; !(await renamed(mine, folder));) {
      const livePid = await breakIfDead(folder);
      if (livePid === undefined) continue;
      if (Date.now() > deadline) throw new Error(tooLong(folder, livePid));
      if (!waited) onWait?.(livePid);
      waited = true;
      await sleep(POLL_MS);
    }
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

async function renamed(from: string, to: string) {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errorCode(error))) return false;
    throw error;
  }
}

/**
 * @returns the pid that holds the lock, or undefined when nobody does (any more)
 */
async function breakIfDead(folder: string): Promise<number | undefined> {
  const [owner] = await readdir(folder).catch(() => []);
  if (owner === undefined) {
    await rmdir(folder).catch(() => {});
    await sleep(POLL_MS / 10);
    return undefined;
  }
  const pid = Number.parseInt(owner, 10);
  if (isAlive(pid)) return pid;
  await releaseLock(folder, owner);
  return undefined;
}

async function releaseLock(folder: string, owner: string) {
  await rm(join(folder, owner), { force: true });
  await rmdir(folder).catch(() => {}); // somebody else may have taken it in between
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function errorCode(error: unknown) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function tooLong(folder: string, pid: number) {
  return (
    `waited ${WAIT_MS_MAX / 60_000} minutes for process ${pid}, which holds ${folder}. ` +
    `If that process is none of Botpit's, delete that folder and try again.`
  );
}
