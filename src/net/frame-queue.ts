/**
 * Frames, first in, first out. Unlike `Array.shift`, `shift` does not move the other frames.
 *
 * A frame is a part of the chunk with which it was read, and keeps the whole chunk in memory. So the queue counts the
 * bytes of chunks: each once for the frames that follow each other in it.
 */

/** Number of taken frames that stay in the list until all of them are dropped together. */
const TAKEN_MAX = 64;
/** Stands for a taken frame, so that its memory is free. */
const TAKEN = Buffer.alloc(0);
/** Memory of a frame in addition to its chunk. */
const FRAME_OVERHEAD_BYTES = 256;

export class FrameQueue {
  #frames: Buffer[] = [];
  #taken = 0;
  #bytes = 0;

  /** Memory that the frames keep. */
  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#frames.length - this.#taken;
  }

  /** Memory that a frame would add to `bytes`. */
  bytesOf(frame: Buffer): number {
    return bytesBeside(this.#frames.at(-1), frame);
  }

  push(frame: Buffer): void {
    this.#bytes += this.bytesOf(frame);
    this.#frames.push(frame);
  }

  /** @returns the oldest frame; undefined: there is none */
  shift(): Buffer | undefined {
    const frame = this.#frames[this.#taken];
    if (frame === undefined) return undefined;
    this.#frames[this.#taken] = TAKEN;
    this.#taken += 1;
    this.#bytes -= bytesBeside(this.#frames[this.#taken], frame);
    if (this.#taken === this.#frames.length) this.clear();
    else if (this.#taken === TAKEN_MAX) {
      this.#frames.splice(0, TAKEN_MAX);
      this.#taken = 0;
    }
    return frame;
  }

  clear(): void {
    this.#frames.length = 0;
    this.#taken = 0;
    this.#bytes = 0;
  }
}

/** @param neighbour frame whose memory is counted already */
function bytesBeside(neighbour: Buffer | undefined, { buffer }: Buffer): number {
  return FRAME_OVERHEAD_BYTES + (neighbour?.buffer === buffer ? 0 : buffer.byteLength);
}
