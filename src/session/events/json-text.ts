/** Texts of messages, as bytes. A text is copied in words: runtime/words.ts. */
import { WORD_BYTES, type Text } from '../../runtime/words.ts';

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
