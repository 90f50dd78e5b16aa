/**
 * A segment of the journal, which journal-folder.ts names. The first record is its header (segment-header.ts). Each
 * later record contains the entries of one turn of the exchange's event loop.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Entry } from './entry.ts';
import { canBeEntries, readEntries } from './entry-formats.ts';
import { JournalError } from './journal-error.ts';
import { segmentPath } from './journal-folder.ts';
import { hasRecordAfter, headOf, recordAt, type WholeRecord } from './records.ts';
import { parseHeader, type SegmentHeader } from './segment-header.ts';

/** Entries that were written together, and their position in the file. */
export interface Group {
  readonly entries: readonly Entry[];
  readonly offset: number;
  readonly end: number;
}

/** The file of a segment, whether it is in memory or is read in slices. */
export interface SegmentFile {
  readonly path: string;
  readonly header: SegmentHeader;
  /** Number of bytes. */
  readonly size: number;
}

/** One segment in memory. */
export class Segment implements SegmentFile {
  readonly path: string;
  readonly header: SegmentHeader;
  /** Offset of its first group. */
  readonly start: number;
  #bytes: Buffer;
  /** The buffer behind `#bytes` once the file has grown, with space for more. */
  #room: Buffer = Buffer.alloc(0);

  private constructor(path: string, header: SegmentHeader, bytes: Buffer, start: number) {
    this.path = path;
    this.header = header;
    this.start = start;
    this.#bytes = bytes;
  }

  /** @returns null when the file ends within its header @throws JournalError when this program did not write it */
  static read(session: string, segment: number): Segment | null {
    const path = segmentPath(session, segment);
    const bytes = attempt(segment, path, () => readFileSync(path));
    const record = recordAt(bytes, 0);
    if (record === null) {
      if (!hasRecordAfter(bytes, 0, canBeEntries)) return null;
      const place = { segment, offset: 0 };
      throw new JournalError(`${path} is damaged at its beginning: byte 0 of ${bytes.length}.`, place);
    }
    return new Segment(path, parseHeader(path, record.payload), bytes, record.end);
  }

  /**
   * Reads the header, without the rest of the file where possible.
   * @returns null when it is not whole
   * @throws JournalError as `read` does
   */
  static readHeader(session: string, segment: number): SegmentHeader | null {
    const path = segmentPath(session, segment);
    const head = attempt(segment, path, () =>
      readAt(path, (file) => headOf((bytes) => readSync(file, bytes, 0, bytes.length, 0))),
    );
    const record = recordAt(head, 0);
    return record === null
      ? (Segment.read(session, segment)?.header ?? null)
      : parseHeader(path, record.payload);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /**
   * Groups of the segment from an offset on, up to the end of the file or to a last write that was cut short.
   * @returns number of whole bytes of the file
   * @throws JournalError where the file is damaged
   */
  *groups(start = this.start): Generator<Group, number> {
    let offset = start;
    for (;;) {
      const group = this.groupAt(offset);
      if (group === null) return offset;
      yield group;
      offset = group.end;
    }
  }

  /**
   * Group that begins at the offset. Null: the file ends there, or its last write was cut short.
   * @throws JournalError where the file is damaged
   */
  groupAt(offset: number): Group | null {
    const record = this.recordAt(offset);
    if (record === null) return null;
    return { entries: parseEntries(this, record.payload, offset), offset, end: record.end };
  }

  /** Reads a group like `groupAt`, but does not parse it. */
  recordAt(offset: number): WholeRecord | null {
    const record = recordAt(this.#bytes, offset);
    if (record === null) this.#checkEnd(offset);
    return record;
  }

  /**
   * Reads what has been written since.
   * @param whole number of bytes that cannot change any more
   * @returns true when anything changed
   */
  readOn(whole: number): boolean {
    const { size } = statSync(this.path);
    if (size === this.#bytes.length) return false;
    this.#bytes = size < whole ? readFileSync(this.path) : this.#grown(whole, size);
    return true;
  }

  /** A buffer with spare capacity, so that a growing file is not copied at each look. */
  #grown(whole: number, size: number): Buffer {
    if (this.#room.length < size) {
      const room = Buffer.allocUnsafeSlow(2 * size);
      this.#bytes.copy(room, 0, 0, whole);
      this.#room = room;
    }
    const read = readAt(this.path, (file) => readSync(file, this.#room, whole, size - whole, whole));
    return this.#room.subarray(0, whole + read);
  }

  #checkEnd(offset: number): void {
    if (offset < this.#bytes.length && hasRecordAfter(this.#bytes, offset, canBeEntries)) {
      throw new JournalError(
        `${this.path} is damaged at byte ${offset} of ${this.#bytes.length}: the record there is not what was written, and whole ones follow it.`,
        { segment: this.header.segment, offset },
      );
    }
  }
}

/** Reads a segment that must exist and have a whole header. @throws JournalError */
export function readWhole(session: string, number: number): Segment {
  const segment = Segment.read(session, number);
  if (segment === null) throw withoutHeader(session, number);
  return segment;
}

/** Header of a segment that must exist and have a whole one. @throws JournalError */
export function readWholeHeader(session: string, number: number): SegmentHeader {
  const header = Segment.readHeader(session, number);
  if (header === null) throw withoutHeader(session, number);
  return header;
}

/** The error for a segment that ends within its header. */
function withoutHeader(session: string, number: number): JournalError {
  const place = { segment: number, offset: 0 };
  return new JournalError(`${segmentPath(session, number)} is cut short before its first entry.`, place);
}

/**
 * Checks that nothing is missing between two segments.
 * @param whole number of whole bytes of the first one
 * @throws JournalError
 */
export function checkFollows(
  { previousBytes }: SegmentHeader,
  { path, header, size }: SegmentFile,
  whole: number,
): void {
  const expected = previousBytes ?? size;
  if (whole === expected && whole === size) return;
  throw new JournalError(
    `${path} is damaged at byte ${whole} of ${size}: it had ${expected} bytes, all of them whole, when the next segment was begun.`,
    { segment: header.segment, offset: whole },
  );
}

/** Entries of a record's payload. @throws JournalError when it is not a list of entries */
export function parseEntries(
  { path, header }: SegmentFile,
  payload: Buffer,
  offset: number,
): readonly Entry[] {
  try {
    return readEntries(header.format, payload);
  } catch (error) {
    throw new JournalError(
      `${path}: the record at byte ${offset} is not a list of entries: ${(error as Error).message}.`,
      { segment: header.segment, offset },
    );
  }
}

function attempt<Result>(segment: number, path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const place = code === 'ENOENT' ? { segment, offset: 0 } : undefined;
    throw new JournalError(`${path} cannot be read: ${message}.`, place);
  }
}

function readAt<Result>(path: string, read: (file: number) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}
