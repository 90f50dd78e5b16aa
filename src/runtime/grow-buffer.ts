/** Bytes that grow as others are appended. */
import { WORD_BYTES } from './words.ts';

/** Memory that others append to in place. */
export interface Room {
  /** Number of bytes before the next one. */
  readonly length: number;
  /** The memory, with room for so many more bytes and a word (words.ts) after `length`, valid until the next `reserve`. */
  reserve(more: number): DataView;
  /** @param length the new number of bytes, after writing */
  moveTo(length: number): void;
}

/**
 * @returns the buffer, or a larger one that begins with its first `length` bytes and has room for `more` bytes after
 * them
 */
export function withRoom(bytes: Buffer<ArrayBuffer>, length: number, more: number): Buffer<ArrayBuffer> {
  if (length + more <= bytes.length) return bytes;
  const grown = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, length + more));
  bytes.copy(grown, 0, 0, length);
  return grown;
}

const FIRST_BYTES = 4_096;
/** Largest number of UTF-8 bytes of a character of a string. */
const UTF8_BYTES_MAX = 3;

/** Bytes in memory that is used again after `clear`. */
export class GrowingBytes implements Room {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes so far, valid until the next write. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The same bytes without the cost of a new object. At least WORD_BYTES more bytes follow. */
  get view(): DataView {
    return this.#view;
  }

  clear(): void {
    this.#length = 0;
  }

  reserve(more: number): DataView {
    const grown = withRoom(this.#bytes, this.#length, more + WORD_BYTES);
    if (grown !== this.#bytes) {
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return this.#view;
  }

  moveTo(length: number): void {
    this.#length = length;
  }

  /** Appends a text as UTF-8. */
  addText(text: string): void {
    this.reserve(text.length * UTF8_BYTES_MAX);
    this.#length += this.#bytes.write(text, this.#length);
  }
}
