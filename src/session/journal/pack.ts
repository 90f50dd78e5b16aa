/**
 * A session as one `.botpit` file: a gzipped tar of its journal. It leaves out the CSV files, because the journal
 * yields them, and the bots' logs, because a strategy may have written a secret there. Packing a running session packs
 * its current state.
 */
import { constants, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { asWriteError } from '../../runtime/atomic-write.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { listFiles } from './journal-folder.ts';
import { JournalError } from './journal-error.ts';

/**
 * The file appears whole or not at all.
 * @throws JournalError when there is no journal
 * @throws Error when the file cannot be written
 */
export async function packSession(session: string, file: string): Promise<void> {
  const logs = listFiles(session, 'log').map((number) => nameOf(number, 'log'));
  if (logs.length === 0) throw new JournalError(`${session} has no journal, so there is nothing to save.`);
  const snapshots = listFiles(session, 'snapshot').map((number) => nameOf(number, 'snapshot'));
  const unfinished = `${file}.unfinished`;
  const still = makeTemporaryFolder();
  try {
    const names = [...logs, ...snapshots];
    copyInto(still, session, names);
    await create({ gzip: true, portable: true, cwd: still, file: unfinished }, names);
    renameSync(unfinished, file);
  } catch (error) {
    throw asWriteError(file, error);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(still, { recursive: true, force: true });
  }
}

/**
 * Copies the files, because tar refuses a file that grows while tar reads it, as the journal of a running session does.
 */
function copyInto(folder: string, session: string, names: readonly string[]): void {
  mkdirSync(join(folder, 'journal'));
  for (const name of names) {
    copyFileSync(join(session, name), join(folder, name), constants.COPYFILE_FICLONE);
  }
}

function nameOf(number: number, kind: string): string {
  return `journal/${String(number).padStart(6, '0')}.${kind}`;
}
