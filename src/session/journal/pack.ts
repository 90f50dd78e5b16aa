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
import { fileName, listFiles } from './journal-folder.ts';
import { JournalError } from './journal-error.ts';

/**
 * The file appears whole or not at all.
 * @throws JournalError when there is no journal
 * @throws Error when the file cannot be written
 */
export async function packSession(session: string, file: string): Promise<void> {
  const logs = listFiles(session, 'log');
  if (logs.length === 0) throw new JournalError(`${session} has no journal, so there is nothing to save.`);
  const snapshots = listFiles(session, 'snapshot');
  const unfinished = `${file}.unfinished`;
  const still = makeTemporaryFolder();
  try {
    mkdirSync(join(still, 'journal'));
    const names = [
      ...copyFiles('log', logs, session, still),
      ...copyFiles('snapshot', snapshots, session, still),
    ];
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
 * Copies files of the journal, because tar refuses a file that grows while tar reads it, as the journal of a running
 * session does. A running exchange may meanwhile delete the oldest ones, so the newest are copied first.
 * @param segments numbers of the files, ascending
 * @returns names of the copied files in the pack, whose separator is a slash on every system
 */
function copyFiles(
  kind: 'log' | 'snapshot',
  segments: readonly number[],
  session: string,
  folder: string,
): readonly string[] {
  const newestFirst: string[] = [];
  for (const segment of segments.toReversed()) {
    const name = `journal/${fileName(kind, segment)}`;
    if (!copy(join(session, name), join(folder, name))) break;
    newestFirst.push(name);
  }
  return newestFirst.toReversed();
}

/** @returns false when the file is gone */
function copy(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
