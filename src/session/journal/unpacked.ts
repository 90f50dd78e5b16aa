/** Unpacks a `.botpit` file into a temporary session folder. */
import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { unpackSession } from './unpack.ts';

/**
 * Rejects with JournalError when the file contains no session.
 * @param use called with a temporary folder, which is deleted afterwards
 */
export async function withUnpacked<Result>(
  file: string,
  use: (session: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = makeTemporaryFolder();
  try {
    await unpackSession(file, folder);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
