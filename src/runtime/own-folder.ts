/**
 * Temporary folders whose names say which process uses them, so that another process can delete what a killed one has
 * left behind.
 *
 * 1. A folder is abandoned when no process has the id in its name. An id that another process has got meanwhile keeps
 *    the folder.
 * 2. Process ids mean something only since the same boot and within the same container. So the name says both, and
 *    nobody deletes the folder of another place.
 */
import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process'; // the lab watches the global
import { bootId } from './folder-lock.ts';

type Purpose = 'strategy' | 'lab-worker';

/** Makes a folder that only this process uses. @returns its real path, by which Node identifies modules */
export function makeOwnFolder(purpose: Purpose): string {
  return mkdtempSync(join(realpathSync(tmpdir()), `${prefixOf(purpose)}${process.pid}-${placeId()}-`));
}

/** Deletes the folders of this machine's processes that have ended. A folder that cannot be deleted stays. */
export function deleteAbandoned(purpose: Purpose): void {
  deleteFolders(purpose, (pid) => !isAlive(pid));
}

/** Deletes the folders of this process, which is about to end. */
export function deleteOwn(purpose: Purpose): void {
  deleteFolders(purpose, (pid) => pid === process.pid);
}

function deleteFolders(purpose: Purpose, isOf: (pid: number) => boolean): void {
  const parent = tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = ownerOf(name, purpose);
    if (owner === null || !isOf(owner)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}

/** @returns the id of the process that made a folder of this name; null: it is no such folder, or is of another place */
function ownerOf(name: string, purpose: Purpose): number | null {
  const prefix = prefixOf(purpose);
  if (!name.startsWith(prefix)) return null;
  const [, pid, place] = /^(\d+)-(.+)-[^-]+$/.exec(name.slice(prefix.length)) ?? [];
  return pid !== undefined && place === placeId() ? Number(pid) : null;
}

function prefixOf(purpose: Purpose): string {
  return `botpit-${purpose}-`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Identifies the boot and, on Linux, the namespace of process ids. */
function placeId(): string {
  try {
    const namespace = readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
    return `${bootId()}-${namespace}`;
  } catch {
    return bootId();
  }
}
