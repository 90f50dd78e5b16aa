/** Copies a session's CSV files to where the user wants them. The exchange may be appending to them meanwhile. */
import { copyFile, open, stat } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';

export const CSV_FILES = ['trades.csv', 'performance.csv'] as const;
export type CsvFileName = (typeof CSV_FILES)[number];

export interface CsvCopy {
  readonly file: CsvFileName;
  readonly target: string;
}

/** A row is far shorter than this. */
const TAIL_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'its folder does not exist',
  EISDIR: 'it is a folder',
};

/** Says which session it is of, so that one export does not replace another: `trades-2026-11-23T09-30-00.csv`. */
export function exportName(file: CsvFileName, sessionFolder: string): string {
  const { name, ext } = parse(file);
  return `${name}-${basename(sessionFolder)}${ext}`;
}

/** Rejects with words for the user. */
export async function exportCsv(sessionFolder: string, copies: readonly CsvCopy[]): Promise<void> {
  for (const { file } of copies) await requireRows(join(sessionFolder, file), file);
  for (const { file, target } of copies) await copy(join(sessionFolder, file), target);
}

async function requireRows(path: string, file: CsvFileName): Promise<void> {
  if (!(await hasRows(path))) {
    throw new Error(`${file} has no rows yet: nothing has happened in this session.`);
  }
}

/** More than a header: there is a line after the first one. */
async function hasRows(path: string): Promise<boolean> {
  const head = await readBytes(path, 0, TAIL_BYTES).catch(() => null);
  if (head === null) return false;
  const headerEnd = head.indexOf(NEWLINE);
  return headerEnd !== -1 && head.length > headerEnd + 1;
}

async function copy(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target);
    await dropTornRow(target);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`${target} cannot be written: ${PROBLEMS[code] ?? message}.`, { cause: error });
  }
}

/** A copy taken while the exchange appends may end in half a row. */
async function dropTornRow(path: string): Promise<void> {
  const { size } = await stat(path);
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = await readBytes(path, start, TAIL_BYTES);
  const end = start + tail.lastIndexOf(NEWLINE) + 1;
  if (end === size) return;
  const file = await open(path, 'r+');
  await file.truncate(end).finally(() => file.close());
}

async function readBytes(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
