/** Only one process at a time writes to a session's folder: the one that holds `journal/lock`. */
import { join } from 'node:path';
import { FolderLockError, isFolderLocked, takeFolderLock } from '../../runtime/folder-lock.ts';
import { SetupError } from '../../runtime/failure.ts';
import { journalFolder } from './journal-folder.ts';

/** Longest wait for an owner. An exchange whose app was killed takes this long to notice and to stop cleanly. */
const WAIT_MS = 5_000;

const OTHER_FOLDER = 'stop that exchange, or choose another folder';

/**
 * Locks the folder for this process. It waits for an owner that is ending.
 * @param remedy what to do while another process keeps it
 * @returns a function that releases the lock
 * @throws SetupError when another process keeps it, or when the folder is not writable
 */
export async function lockSession(session: string, remedy = OTHER_FOLDER): Promise<() => void> {
  try {
    return await takeFolderLock(lockPath(session), { waitMs: WAIT_MS });
  } catch (error) {
    throw error instanceof FolderLockError ? new SetupError(sentenceOf(session, error, remedy)) : error;
  }
}

/** True when a live process writes to the folder. */
export function isInUse(session: string): Promise<boolean> {
  return isFolderLocked(lockPath(session));
}

function lockPath(session: string): string {
  return join(journalFolder(session), 'lock');
}

function sentenceOf(
  session: string,
  { problem, ownerPid, message }: FolderLockError,
  remedy: string,
): string {
  switch (problem) {
    case 'HELD':
      return `${session} is in use by process ${ownerPid} of this machine, of a container or of another machine: ${remedy}.`;
    case 'NOT_REPLACEABLE':
      return `${lockPath(session)} cannot be replaced: delete it.`;
    case 'NOT_WRITABLE':
      return `${session} cannot be written: ${message}. Choose another folder with --data-dir, or do without a journal: --durability memory.`;
  }
}
