/** The constant parts of messages, as bytes: a text is copied whole, four bytes at a time. */

/** The bytes of a text in little-endian words; the last word ends with zeros. */
export interface Text {
  readonly words: Uint32Array;
  /** In bytes. */
  readonly length: number;
}

export const WORD_BYTES = 4;

export function ascii(text: string): Text {
  return inWords(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** A JSON string. */
export function quoted(text: string): Text {
  return inWords(Buffer.from(JSON.stringify(text)));
}

function inWords(bytes: Uint8Array): Text {
  const count = Math.ceil(bytes.length / WORD_BYTES);
  const view = new DataView(new ArrayBuffer(count * WORD_BYTES));
  for (const [at, byte] of bytes.entries()) view.setUint8(at, byte);
  const words = Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * WORD_BYTES, true));
  return { words, length: bytes.length };
}
