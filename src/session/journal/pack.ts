/**
 * A session as one `.botpit` file: a gzipped tar of its journal. The CSV files are not in it, for the journal makes them.
 * What is packed while the session runs is what it had come to at that moment.
 */
import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { create, extract } from 'tar';
import { JournalError, listFiles } from './segment.ts';

/** All that a packed session may hold. */
const PACKED = /^journal\/\d{6,}\.(?:log|snapshot)$/;
/** A file that says it is larger is not unpacked. */
const UNPACKED_BYTES_MAX = 64 * 1_024 ** 3;

/** The file appears whole or not at all. @throws JournalError when there is no journal; Error when it cannot be written */
export async function packSession(session: string, file: string): Promise<void> {
  const logs = listFiles(session, 'log').map((number) => nameOf(number, 'log'));
  if (logs.length === 0) throw new JournalError(`${session} has no journal, so there is nothing to save.`);
  const snapshots = listFiles(session, 'snapshot').map((number) => nameOf(number, 'snapshot'));
  const unfinished = `${file}.unfinished`;
  const still = mkdtempSync(join(tmpdir(), 'botpit-pack-'));
  try {
    const names = [...logs, ...snapshots];
    copyInto(still, session, names);
    await create({ gzip: true, portable: true, cwd: still, file: unfinished }, names);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(still, { recursive: true, force: true });
  }
}

/** tar refuses a file that grows between its look at the size and its reading, as the journal of a session that runs does. */
function copyInto(folder: string, session: string, names: readonly string[]): void {
  mkdirSync(join(folder, 'journal'));
  for (const name of names) {
    copyFileSync(join(session, name), join(folder, name), constants.COPYFILE_FICLONE);
  }
}

function nameOf(number: number, kind: string): string {
  return `journal/${String(number).padStart(6, '0')}.${kind}`;
}

/**
 * @param folder that is made for it
 * @throws JournalError when the file holds no session
 */
export async function unpackSession(file: string, folder: string): Promise<void> {
  if (!existsSync(file)) throw new JournalError(`${file} is not there.`);
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  const filter = (path: string, entry: { readonly size?: number | undefined }) => {
    if (!PACKED.test(path) || !('type' in entry) || entry.type !== 'File') return false;
    bytes += entry.size ?? 0;
    return bytes <= UNPACKED_BYTES_MAX;
  };
  try {
    await extract({ file, cwd: folder, strict: true, filter });
  } catch (error) {
    throw new JournalError(`${file} is no .botpit file, or a damaged one: ${(error as Error).message}.`);
  }
  if (bytes > UNPACKED_BYTES_MAX)
    throw new JournalError(`${file} holds more than ${UNPACKED_BYTES_MAX} bytes.`);
  if (listFiles(folder, 'log').length === 0) throw new JournalError(`${basename(file)} holds no session.`);
}
