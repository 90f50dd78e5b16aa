/** A buffer that grows as bytes are appended. */

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
