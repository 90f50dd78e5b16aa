/**
 * The journal's files in a session's folder: `journal/000001.log`, `000002.log` and so on, the segments (segment.ts).
 * Each except the first has a snapshot such as `000002.snapshot`, the state before its first entry, which is a single
 * record (snapshot-file.ts).
 */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export function journalFolder(session: string): string {
  return join(session, 'journal');
}

export function segmentPath(session: string, segment: number): string {
  return join(journalFolder(session), fileName('log', segment));
}

export function snapshotPath(session: string, segment: number): string {
  return join(journalFolder(session), fileName('snapshot', segment));
}

/** A snapshot while it is written. A crash may leave it behind. */
export function unfinishedPath(session: string, segment: number): string {
  return `${snapshotPath(session, segment)}.unfinished`;
}

export function fileName(kind: FileKind, segment: number): string {
  return `${String(segment).padStart(6, '0')}.${kind}`;
}

/** Syncs the folder, because file names must survive as well. Windows offers no such call and does not need one. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

type FileKind = 'log' | 'snapshot' | 'snapshot.unfinished';

/** Numbers of the files of one kind, ascending. */
export function listFiles(session: string, kind: FileKind): readonly number[] {
  const pattern = new RegExp(`^(\\d{6,})\\.${kind}$`);
  return namesIn(journalFolder(session))
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
