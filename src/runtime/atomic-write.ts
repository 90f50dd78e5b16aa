/** Files that appear whole or not at all, however their writing ends. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'its folder does not exist',
  EISDIR: 'it is a folder',
};

/**
 * Writes a file. The old content stays until the new content is complete. Rejects with a message for the user.
 * @param write writes the content; system errors in it count as errors of the file, others pass through
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    const file = await open(unfinished, 'w+');
    await write(file).finally(() => file.close());
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw asWriteError(path, error);
  }
}

/** @returns a system error as a sentence for the user, and any other error unchanged */
export function asWriteError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return error;
  return new Error(`${path} cannot be written: ${PROBLEMS[code] ?? message}.`, { cause: error });
}
