/**
 * Rows of one file that wait until the disk has them. They are copied into memory that later rows use again: rows live
 * for half a second, so an object for each frame would become old, and only a full collection would free it.
 */
import { withRoom } from '../../runtime/grow-buffer.ts';

const FIRST_BYTES = 4_096;
/** Largest memory that is kept for few rows or none. */
const KEPT_BYTES_MAX = 4 * 1_024 * 1_024;

/** Whole rows, each with its line end. */
interface Rows {
  readonly bytes: Buffer;
  readonly count: number;
}

export class WaitingRows {
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;
  #count = 0;

  /** Number of rows. */
  get count(): number {
    return this.#count;
  }

  /** Number of bytes. */
  get length(): number {
    return this.#length;
  }

  /** @param rows rows whose bytes are copied at once */
  add({ bytes, count }: Rows): void {
    this.#memory = withRoom(this.#memory, this.#length, bytes.length);
    this.#length += bytes.copy(this.#memory, this.#length);
    this.#count += count;
  }

  /** All rows so far. Their bytes do not change until `remove` or `clear`. */
  peek(): Rows {
    return { bytes: this.#memory.subarray(0, this.#length), count: this.#count };
  }

  /** Removes the rows that `peek` has returned. */
  remove({ bytes: { length }, count }: Rows): void {
    const rest = this.#memory.subarray(length, this.#length);
    const isMuchTooLarge = this.#memory.length > KEPT_BYTES_MAX && 4 * rest.length < this.#memory.length;
    if (isMuchTooLarge) this.#memory = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * rest.length));
    this.#length = rest.copy(this.#memory);
    this.#count -= count;
  }

  clear(): void {
    this.#memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#length = 0;
    this.#count = 0;
  }
}
