/**
 * Texts of messages, as bytes. They are copied in words (runtime/words.ts), so a text may overwrite the WORD_BYTES bytes
 * that follow it.
 */
import type { Room } from '../../runtime/grow-buffer.ts';
import { WORD_BYTES, type Text } from '../../runtime/words.ts';

/** Largest number of bytes of a character in a JSON string: `\u0000`. */
export const CHARACTER_BYTES_MAX = 6;
/** Characters of one byte that JSON does not change, except for the quote and the backslash. */
const [PLAIN_MIN, PLAIN_MAX] = [0x20, 0x7e] as const;
const [QUOTE, BACKSLASH] = [0x22, 0x5c] as const;

/** Text of a JSON string, with its quotes. */
export function quoted(text: string): Text {
  return utf8(JSON.stringify(text));
}

/** A loop over the bytes would take 8 times as long, and the instruments in a checkpoint are a long text. */
export function utf8(text: string): Text {
  const bytes = Buffer.from(text);
  const words = new Float64Array(Math.ceil(bytes.length / WORD_BYTES));
  new Uint8Array(words.buffer).set(bytes);
  return { words, length: bytes.length };
}

/** @returns the position after the text */
export function copyText(view: DataView, at: number, { words, length }: Text): number {
  for (let index = 0, to = at; index < words.length; index += 1, to += WORD_BYTES) {
    view.setFloat64(to, words[index] as number, true);
  }
  return at + length;
}

/** Writes a text behind what the room contains. */
export function append(room: Room, text: Text): void {
  room.moveTo(copyText(room.reserve(text.length), room.length, text));
}

/**
 * Writes a string in quotes, with any content.
 * @param view has room for CHARACTER_BYTES_MAX bytes for each character and for two quotes
 * @returns the position after it
 */
export function string(view: DataView, at: number, value: string): number {
  view.setUint8(at, QUOTE);
  let end = at + 1;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    const isPlain = code >= PLAIN_MIN && code <= PLAIN_MAX && code !== QUOTE && code !== BACKSLASH;
    if (!isPlain) return copyText(view, at, quoted(value));
    view.setUint8(end, code);
    end += 1;
  }
  view.setUint8(end, QUOTE);
  return end + 1;
}
