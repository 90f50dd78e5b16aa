/** Frames, first in, first out. Unlike `Array.shift`, `shift` does not move the other frames. */

/** Number of taken frames that stay in the list until all of them are dropped together. */
const TAKEN_MAX = 64;
/** Stands for a taken frame, so that its memory is free. */
const TAKEN = Buffer.alloc(0);

export class FrameQueue {
  #frames: Buffer[] = [];
  #taken = 0;

  get length(): number {
    return this.#frames.length - this.#taken;
  }

  push(frame: Buffer): void {
    this.#frames.push(frame);
  }

  /** @returns the oldest frame; undefined: there is none */
  shift(): Buffer | undefined {
    const frame = this.#frames[this.#taken];
    if (frame === undefined) return undefined;
    this.#frames[this.#taken] = TAKEN;
    this.#taken += 1;
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
  }
}
