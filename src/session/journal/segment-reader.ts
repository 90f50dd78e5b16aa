/**
 * Reads the records of a closed segment in slices, so that a thread needs no memory for the whole file. Memory of many
 * megabytes that is freed after each file stays with the process.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { recordAt, wholeLengthAt, type WholeRecord } from './records.ts';

const SLICE_BYTES = 1_024 * 1_024;

export class SegmentReader {
  /** Number of bytes of the file. */
  readonly size: number;
  readonly #file: number;
  /** Memory for a slice. It grows for a longer record. */
  #room: Buffer;
  /** Bytes of the file from `#from` on. */
  #slice: Buffer;
  #from = 0;

  /** @param sliceBytes at least the length of a record's header */
  constructor(path: string, sliceBytes = SLICE_BYTES) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
    this.#room = Buffer.allocUnsafeSlow(sliceBytes);
    this.#slice = this.#room.subarray(0, 0);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The whole record that begins at `offset`, valid until the next call. Null: there is none. */
  recordAt(offset: number): WholeRecord | null {
    const record = this.#inSlice(offset) ?? this.#inNextSlice(offset);
    return record === null ? null : { ...record, end: this.#from + record.end };
  }

  #inSlice(offset: number): WholeRecord | null {
    const at = offset - this.#from;
    return at < 0 ? null : recordAt(this.#slice, at);
  }

  /** Reads a slice that begins with the record, and a longer one if the record does not fit. */
  #inNextSlice(offset: number): WholeRecord | null {
    this.#load(offset, this.#room.length);
    const length = wholeLengthAt(this.#slice, 0);
    if (length > this.#slice.length && offset + length <= this.size) this.#load(offset, length);
    return recordAt(this.#slice, 0);
  }

  #load(offset: number, length: number): void {
    if (length > this.#room.length) this.#room = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read)
      read = readSync(this.#file, this.#room, filled, length - filled, offset + filled);
    this.#slice = this.#room.subarray(0, filled);
    this.#from = offset;
  }
}
