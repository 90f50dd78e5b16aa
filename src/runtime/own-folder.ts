/**
 * Temporary folders whose names say which process uses them, so that another process can delete what a killed one has
 * left behind.
 *
 * 1. A folder is abandoned when no process has the id in its name. An id that another process has got meanwhile keeps
 *    the folder.
 * 2. Process ids mean something only on the same machine, since the same boot and within the same container. So the
 *    name says them, and nobody deletes the folder of another place.
 * 3. Only folders of the same user are deleted. While one of another user is deleted, that user could replace a part of it
 *    by a link to files of this one.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process'; // the lab watches the global
import { bootId } from './folder-lock.ts';

type Purpose = 'strategy' | 'lab-session' | 'lab-worker' | 'session';

/** Characters of a place in a name. A host name may be too long for one. */
const PLACE_LENGTH = 12;

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
  const place = placeId();
  for (const name of namesIn(parent)) {
    const owner = ownerOf(name, purpose, place);
    if (owner !== null && isOf(owner)) deleteFolder(join(parent, name));
  }
}

/** Names in a folder. The temporary folder may permit new entries and no list of them. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function deleteFolder(path: string): void {
  try {
    const found = lstatSync(path);
    // Windows gives no user id, and each user a temporary folder.
    const isMine = found.uid === (process.geteuid?.() ?? found.uid);
    if (isMine && found.isDirectory()) rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process has deleted it, or it cannot be deleted.
  }
}

/** @returns the id of the process that made a folder of this name; null: it is no such folder, or is of another place */
function ownerOf(name: string, purpose: Purpose, here: string): number | null {
  const prefix = prefixOf(purpose);
  if (!name.startsWith(prefix)) return null;
  const [, pid, place] = /^(\d+)-([0-9a-f]+)-[^-]+$/.exec(name.slice(prefix.length)) ?? [];
  return pid !== undefined && place === here ? Number(pid) : null;
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

/** Identifies the machine and, on Linux, the boot and the namespace of process ids. */
function placeId(): string {
  const place = [hostname(), bootId(), processNamespace()];
  return createHash('sha256').update(place.join('\n')).digest('hex').slice(0, PLACE_LENGTH);
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
