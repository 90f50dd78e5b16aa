/** The position at which a CSV file continues after a crash. */
import { closeSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';

const LINE_END = '\r\n';
const TAIL_BYTES = 65_536;

/** The end of the last row that counts. */
export interface Tail {
  /** `seq` of that row. 0: there is none. */
  readonly lastSeq: number;
  /** Number of bytes up to its end. */
  readonly size: number;
  /** Number of bytes behind it. */
  readonly rest: number;
}

/**
 * Finds the last whole row up to `seqMax`. Rows ascend by `seq`, their first column. A missing file has none.
 */
export function findTail(path: string, seqMax = Number.MAX_SAFE_INTEGER): Tail {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lastSeq: 0, size: 0, rest: 0 };
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    for (let length = Math.min(size, TAIL_BYTES); ; length = Math.min(size, length * 8)) {
      const found = lastRow(read(file, size - length, length), length === size, seqMax);
      if (found !== null)
        return { lastSeq: found.seq, size: size - length + found.end, rest: length - found.end };
      if (length === size) return { lastSeq: 0, size: 0, rest: size };
    }
  } finally {
    closeSync(file);
  }
}

/** Cuts off what follows the last whole row up to `seqMax`. @returns the tail, whose rest is gone */
export function cutTail(path: string, seqMax: number): Tail {
  const tail = findTail(path, seqMax);
  if (tail.rest > 0) truncateSync(path, tail.size);
  return tail;
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
