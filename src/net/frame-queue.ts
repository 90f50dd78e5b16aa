/**
 * Frames of one connection, first in, first out. The queue copies them into memory of its own, each behind its length,
 * so that a waiting frame keeps neither the chunk with which it was read nor an object.
 */
import { withRoom } from '../runtime/grow-buffer.ts';

const LENGTH_BYTES = 4;
const NONE = Buffer.alloc(0);
/** Bytes that a loop copies at once. */
const STEP_BYTES = 4;
/** Longest frame that a loop copies faster than the function of Buffer, whose call takes as long as 300 bytes. */
const LOOP_BYTES_MAX = 512;

export class FrameQueue {
  /** Memory of the frames and of the taken one. */
  memory: Buffer<ArrayBuffer> = NONE;
  #view = viewOf(NONE);
  /** Part of the memory with the frame that `shift` has taken. */
  start = 0;
  end = 0;
  #length = 0;
  /** Part of the memory with the waiting frames. */
  #first = 0;
  #last = 0;

  /** Number of frames. */
  get length(): number {
    return this.#length;
  }

  /** Number of bytes of the frames. */
  get bytes(): number {
    return this.#last - this.#first;
  }

  /** Appends a copy of the frame that is in `chunk` from `start` to `end`. */
  push(chunk: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#last + LENGTH_BYTES + length > this.memory.length) this.#makeRoom(chunk.length - start);
    this.#view.setUint32(this.#last, length);
    this.#last += LENGTH_BYTES;
    if (length <= LOOP_BYTES_MAX) copyInSteps(sourceOf(chunk), start, length, this.#view, this.#last);
    else chunk.copy(this.memory, this.#last, start, end);
    this.#last += length;
    this.#length += 1;
  }

  /**
   * Takes the oldest frame. Its bytes are those of `memory` from `start` to `end`, until the next `push`.
   * @returns false when there is none
   */
  shift(): boolean {
    if (this.#length === 0) return false;
    this.start = this.#first + LENGTH_BYTES;
    this.end = this.start + this.#view.getUint32(this.#first);
    this.#first = this.end;
    this.#length -= 1;
    return true;
  }

  /** Drops all frames and the memory. */
  clear(): void {
    this.#use(NONE);
    this.#first = 0;
    this.#last = 0;
    this.#length = 0;
  }

  /** @param rest bytes of the chunk from the frame on; the frames after it will follow, and fit in as well */
  #makeRoom(rest: number): void {
    this.memory.copyWithin(0, this.#first, this.#last);
    this.#last -= this.#first;
    this.#first = 0;
    this.#use(withRoom(this.memory, this.#last, LENGTH_BYTES + rest));
  }

  #use(memory: Buffer<ArrayBuffer>): void {
    this.memory = memory;
    this.#view = viewOf(memory);
  }
}

/** The last chunk and its view. Most chunks have many frames. */
let lastChunk: Buffer = NONE;
let lastView = viewOf(NONE);

function sourceOf(chunk: Buffer): DataView {
  if (chunk !== lastChunk) {
    lastChunk = chunk;
    lastView = viewOf(chunk);
  }
  return lastView;
}

function copyInSteps(from: DataView, start: number, length: number, to: DataView, at: number): void {
  const stepsEnd = length - (length % STEP_BYTES);
  for (let index = 0; index < stepsEnd; index += STEP_BYTES) {
    to.setUint32(at + index, from.getUint32(start + index, true), true);
  }
  for (let index = stepsEnd; index < length; index += 1)
    to.setUint8(at + index, from.getUint8(start + index));
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
