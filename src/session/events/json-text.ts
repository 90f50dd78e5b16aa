/** Constant parts of messages, as bytes. A text is copied in words: runtime/words.ts. */
import { WORD_BYTES } from '../../runtime/words.ts';

/** Bytes of a text in little-endian words. Zeros fill the last word. */
export interface Text {
  readonly words: Float64Array;
  /** Length in bytes. */
  readonly length: number;
}

export function ascii(text: string): Text {
  return inWords(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Text of a JSON string, with its quotes. */
export function quoted(text: string): Text {
  return utf8(JSON.stringify(text));
}

export function utf8(text: string): Text {
  return inWords(Buffer.from(text));
}

function inWords(bytes: Uint8Array): Text {
  const count = Math.ceil(bytes.length / WORD_BYTES);
  const view = new DataView(new ArrayBuffer(count * WORD_BYTES));
  for (const [at, byte] of bytes.entries()) view.setUint8(at, byte);
  const words = Float64Array.from({ length: count }, (_, index) => view.getFloat64(index * WORD_BYTES, true));
  return { words, length: bytes.length };
}
