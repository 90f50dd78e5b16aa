/** A buffer that grows as bytes are appended. */

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
