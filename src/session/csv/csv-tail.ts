/** The position at which a CSV file continues after a crash. */
import { closeSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';

const LINE_END = '\r\n';
const TAIL_BYTES = 65_536;

export interface Tail {
  /** `seq` of the last row. 0: there is none. */
  readonly lastSeq: number;
  /** Number of bytes that remain. */
  readonly size: number;
  /** Number of bytes that were cut off. */
  readonly cut: number;
}

/**
 * Cuts off the last row if it is torn, and every row beyond `seqMax`. Rows ascend by `seq`, their first column. A
 * missing file has no rows.
 */
export function cutTail(path: string, seqMax: number): Tail {
  const found = findEnd(path, seqMax);
  if (found === null) return { lastSeq: 0, size: 0, cut: 0 };
  const { end, size, lastSeq } = found;
  if (end < size) truncateSync(path, end);
  return { lastSeq, size: end, cut: size - end };
}

function findEnd(path: string, seqMax: number) {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    for (let length = Math.min(size, TAIL_BYTES); ; length = Math.min(size, length * 8)) {
      const found = lastRow(read(file, size - length, length), length === size, seqMax);
      if (found !== null) return { end: size - length + found.end, size, lastSeq: found.seq };
      if (length === size) return { end: 0, size, lastSeq: 0 };
    }
  } finally {
    closeSync(file);
  }
}

/** Text of a part of the file, with one character for each byte. */
function read(file: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes.toString('latin1');
}

/**
 * The last whole row up to `seqMax`. The header counts as row 0.
 * @param isWhole true when the text begins with the file
 */
function lastRow(text: string, isWhole: boolean, seqMax: number) {
  let end = text.lastIndexOf(LINE_END);
  while (end >= 0) {
    const before = end === 0 ? -1 : text.lastIndexOf(LINE_END, end - 1);
    if (before < 0 && !isWhole) return null;
    const start = before < 0 ? 0 : before + LINE_END.length;
    const seq = start === 0 ? 0 : Number(text.slice(start, text.indexOf(',', start)));
    if (seq <= seqMax) return { end: end + LINE_END.length, seq };
    end = before;
  }
  return null;
}
