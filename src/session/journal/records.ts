/**
 * Records on disk: the u32 length of the payload, its u32 CRC-32 (both little endian), and the payload.
 *
 * Only a whole record counts. The bytes after a broken record show what happened: if nothing follows, the last write
 * was cut short; if a whole record follows, the file was damaged.
 */
import { readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { GrowingBytes } from '../../runtime/grow-buffer.ts';

const HEADER_BYTES = 8;
/** Longest first record. A longer length means damage. */
const FIRST_RECORD_BYTES_MAX = 4 * 1_024 * 1_024;

/** One record, ready to write. @param payload text, which is written as UTF-8 */
export function toRecord(payload: string): Buffer {
  const length = Buffer.byteLength(payload);
  const record = Buffer.allocUnsafe(HEADER_BYTES + length);
  record.write(payload, HEADER_BYTES, 'utf8');
  return withHeader(record);
}

/** Writes the header into a record with its payload. */
function withHeader(record: Buffer): Buffer {
  writeHeader(record, record.length - HEADER_BYTES, crc32(record.subarray(HEADER_BYTES)));
  return record;
}

function writeHeader(bytes: Buffer, length: number, crc: number): void {
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt32LE(crc, 4);
}

/** Bytes of a payload that are read at once to compute its CRC. */
const CHUNK_BYTES = 256 * 1_024;

/** Starts a record in an empty file, for a payload that is written to the file in pieces. @returns where it begins */
export function startRecord(file: number): number {
  return writeSync(file, Buffer.alloc(HEADER_BYTES));
}

/** Writes the header of a file's record, once the payload is complete. @param file open for reading as well */
export function finishRecord(file: number): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let [end, crc] = [HEADER_BYTES, 0];
  for (let read = -1; read !== 0; end += read) {
    read = readSync(file, chunk, 0, CHUNK_BYTES, end);
    crc = crc32(chunk.subarray(0, read), crc);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  writeHeader(header, end - HEADER_BYTES, crc);
  writeSync(file, header, 0, HEADER_BYTES, 0);
}

/** A record whose payload is written piece by piece, in memory that the next record uses again. */
export class GrowingRecord {
  /** Room of the payload, behind that of the header. */
  readonly payload = new GrowingBytes();

  constructor() {
    this.clear();
  }

  get isEmpty(): boolean {
    return this.payload.length === HEADER_BYTES;
  }

  /** Starts the next record. */
  clear(): void {
    this.payload.clear();
    this.payload.reserve(HEADER_BYTES);
    this.payload.moveTo(HEADER_BYTES);
  }

  /** The record with the payload so far, valid until the next write. */
  finish(): Buffer {
    return withHeader(this.payload.bytes);
  }
}

export interface WholeRecord {
  /** Part of the bytes that were read. */
  readonly payload: Buffer;
  /** Offset of the byte behind it. */
  readonly end: number;
}

/** The whole record that begins at `offset`. Null: there is none. */
export function recordAt(bytes: Buffer, offset: number): WholeRecord | null {
  const start = offset + HEADER_BYTES;
  if (start > bytes.length) return null;
  const end = start + bytes.readUInt32LE(offset);
  if (end === start || end > bytes.length) return null;
  const payload = bytes.subarray(start, end);
  if (crc32(payload) !== bytes.readUInt32LE(offset + 4)) return null;
  return { payload, end };
}

/** Length of the record that begins at `offset`, with its header, as the header says. 0: the header is not whole. */
export function wholeLengthAt(bytes: Buffer, offset: number): number {
  return offset + HEADER_BYTES > bytes.length ? 0 : HEADER_BYTES + bytes.readUInt32LE(offset);
}

/** A fast look at bytes that may be a payload. False: they are none. */
export type PayloadTest = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * True when a whole record begins anywhere after `offset`. Many bytes in the middle of a record look like the length of
 * a long one, whose CRC would take milliseconds each. The test of the payload spares nearly all of them: with a damaged
 * record of 200 KB in a segment of 16 MB, the search takes 0.05 s instead of 12 s.
 */
export function hasRecordAfter(bytes: Buffer, offset: number, canBePayload: PayloadTest): boolean {
  for (let at = offset + 1; at + HEADER_BYTES < bytes.length; at += 1) {
    const end = at + wholeLengthAt(bytes, at);
    if (end > bytes.length || !canBePayload(bytes, at + HEADER_BYTES, end)) continue;
    if (recordAt(bytes, at) !== null) return true;
  }
  return false;
}

/** The start of a file, as long as its first record. @param read reads from the file's beginning into these bytes */
export function headOf(read: (bytes: Buffer) => number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  if (read(head) < HEADER_BYTES) return head.subarray(0, 0);
  const length = Math.min(head.readUInt32LE(0), FIRST_RECORD_BYTES_MAX);
  const bytes = Buffer.alloc(HEADER_BYTES + length);
  return bytes.subarray(0, read(bytes));
}
