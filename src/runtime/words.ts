/**
 * Copies texts eight bytes at a time, in the form of doubles, because V8 moves no other number of eight bytes without a
 * BigInt. V8 may change the bits of a NaN, but no UTF-8 text has one: the first byte of a character of four bytes would
 * stand before a character of one byte. The bytes behind a text may make one. V8 at most makes it quiet, by a bit of its
 * seventh byte, which then is behind the text as well.
 */

export const WORD_BYTES = 8;

/** Bytes of a UTF-8 text in little-endian words. What fills the last word has no meaning. */
export interface Text {
  readonly words: Float64Array;
  /** Length in bytes. */
  readonly length: number;
}

/**
 * Copies the UTF-8 text from `start` to `end` of another view. Both views have WORD_BYTES more bytes, and those of `view`
 * are overwritten.
 * @returns the position after the copy
 */
export function copyBytes(view: DataView, at: number, from: DataView, start: number, end: number): number {
  for (let next = start, to = at; next < end; next += WORD_BYTES, to += WORD_BYTES) {
    view.setFloat64(to, from.getFloat64(next, true), true);
  }
  return at + end - start;
}
