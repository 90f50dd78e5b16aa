/** Copies a session's CSV files to the user's folder. The exchange may append to them at the same time. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { writeWhole } from '../runtime/atomic-write.ts';
import type { CsvFileName } from '../session/csv/csv-files.ts';
import type { ExportWatch } from './export-runner.ts';

export interface CsvCopy {
  readonly file: CsvFileName;
  readonly target: string;
}

/** Number of bytes at the end of a file that are sure to contain a whole row. */
const TAIL_BYTES = 64 * 1024;
const CHUNK_BYTES = 1024 * 1024;
/** Size above which the copy reports progress. A smaller copy ends before anyone could read it. */
export const LARGE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Name of the exported file. It contains the session's name, so exports do not replace each other:
 * `trades-2026-11-23T09-30-00.csv`.
 */
export function exportName(file: string, sessionFolder: string): string {
  const { name, ext } = parse(file);
  return `${name}-${basename(sessionFolder)}${ext}`;
}

/** Each file appears whole or not at all. Rejects with a message for the user, or when the signal aborts. */
export async function exportCsv(
  sessionFolder: string,
  copies: readonly CsvCopy[],
  { signal, onProgress }: ExportWatch,
): Promise<void> {
  for (const { file } of copies) await requireRows(join(sessionFolder, file), file);
  const sources = await Promise.all(copies.map((copy) => sourceOf(sessionFolder, copy)));
  const total = sources.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const copied = (bytes: number) => {
    signal.throwIfAborted();
    done += bytes;
    if (total >= LARGE_BYTES) onProgress(done / total);
  };
  for (const source of sources) await writeWhole(source.target, (target) => copyTo(target, source, copied));
}

interface Source {
  readonly path: string;
  /** Path of the copy. */
  readonly target: string;
  /** Bytes of complete rows, because the last row may be only partly written. */
  readonly size: number;
}

async function sourceOf(sessionFolder: string, { file, target }: CsvCopy): Promise<Source> {
  const path = join(sessionFolder, file);
  const { size } = await stat(path);
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = await readBytes(path, start, size - start);
  return { path, target, size: start + tail.lastIndexOf(NEWLINE) + 1 };
}

async function requireRows(path: string, file: CsvFileName): Promise<void> {
  if (!(await hasRows(path))) {
    throw new Error(`${file} has no rows yet: nothing has happened in this session.`);
  }
}

/** True when the file has a line after its header. */
async function hasRows(path: string): Promise<boolean> {
  const head = await readBytes(path, 0, TAIL_BYTES).catch(() => null);
  if (head === null) return false;
  const headerEnd = head.indexOf(NEWLINE);
  return headerEnd !== -1 && head.length > headerEnd + 1;
}

async function copyTo(
  target: FileHandle,
  { path, size }: Source,
  copied: (bytes: number) => void,
): Promise<void> {
  const source = await open(path, 'r');
  try {
    for (let at = 0; at < size; at += CHUNK_BYTES) {
      const bytes = await readFrom(source, at, Math.min(CHUNK_BYTES, size - at));
      await target.appendFile(bytes);
      copied(bytes.length);
    }
  } finally {
    await source.close();
  }
}

async function readBytes(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  return readFrom(file, start, length).finally(() => file.close());
}

async function readFrom(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}
