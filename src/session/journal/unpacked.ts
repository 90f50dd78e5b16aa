/** A `.botpit` file as a session's folder, for as long as it is used. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackSession } from './unpack.ts';

/** @param use gets a temporary folder, which is deleted afterwards. Rejects with JournalError when the file holds no session */
export async function withUnpacked<Result>(
  file: string,
  use: (session: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-session-'));
  try {
    await unpackSession(file, folder);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
