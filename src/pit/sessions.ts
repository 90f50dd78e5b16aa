/** One folder per session. Its name is the UTC time of the session's start, so names sort by age. */
import { readdirSync } from 'node:fs';
import { mkdir, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionName } from '../session/session-name.ts';

const SESSION_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?$/;
/** Largest number of sessions that are opened within one second. */
const SAME_SECOND_MAX = 100;

/** Rejects with a message for the user. */
export async function openSession(sessionsFolder: string, now: Date): Promise<string> {
  const name = sessionName(now);
  try {
    await mkdir(sessionsFolder, { recursive: true });
    for (let number = 1; number <= SAME_SECOND_MAX; number += 1) {
      const folder = join(sessionsFolder, number === 1 ? name : `${name}-${String(number).padStart(3, '0')}`);
      if (await made(folder)) return folder;
    }
  } catch (error) {
    throw new Error(`The session's folder cannot be made: ${(error as Error).message}.`, { cause: error });
  }
  throw new Error(`${sessionsFolder} already has ${SAME_SECOND_MAX} sessions of this second.`);
}

/**
 * Removes the folder of a session in which nothing has happened.
 * @param prepared names of the files that were written before its processes began
 * @returns false when it has other files, or cannot be removed. It does not reject.
 */
export async function removeUnused(folder: string, prepared: readonly string[] = []): Promise<boolean> {
  try {
    const names = await readdir(folder);
    if (!names.every((name) => prepared.includes(name))) return false;
    for (const name of names) await unlink(join(folder, name));
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}

export function newestSession(sessionsFolder: string): string | undefined {
  try {
    const names = readdirSync(sessionsFolder).filter((name) => SESSION_NAME.test(name));
    const newest = names.sort().at(-1);
    return newest === undefined ? undefined : join(sessionsFolder, newest);
  } catch {
    return undefined; // no session yet
  }
}

async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
