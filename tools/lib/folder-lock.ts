// Only one process at a time builds, or downloads Electron. The others wait for it.

import { FolderLockError, takeFolderLock } from '../../src/runtime/folder-lock.ts';

const WAIT_MS = 15 * 60_000;

/**
 * Runs `work` while no other process holds the lock at `folder`.
 * @param options `onWait` is called once, if there is another process to wait for
 */
export async function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  { onWait }: { onWait?: (ownerPid: number) => void } = {},
): Promise<Result> {
  const unlock = await takeFolderLock(folder, { waitMs: WAIT_MS, onWait }).catch(explain(folder));
  try {
    return await work();
  } finally {
    unlock();
  }
}

function explain(folder: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof FolderLockError)) throw error;
    if (error.problem === 'NOT_WRITABLE')
      throw new Error(`${folder} cannot be written: ${error.message}`, { cause: error });
    throw new Error(
      `waited ${WAIT_MS / 60_000} minutes: ${error.message}. If that process is none of Botpit's, delete that folder and try again.`,
      { cause: error },
    );
  };
}
