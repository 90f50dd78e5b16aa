/** Copies of texts in words have the bytes of the text, whatever stands behind it, and change no byte of others. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyBytes, WORD_BYTES } from '../../src/runtime/words.ts';

/** Characters of every length, among them those whose bytes come closest to the end of a NaN: 0xf0 to 0xff, 0x7f. */
const character = fc.constantFrom('a', '\u007f', '\u0080', 'ÿ', '\uffff', '\u{10000}', '\u{10ffff}');
const texts = fc.string({ unit: character, maxLength: 20 }).map((text) => Buffer.from(text));

test('no word of a text is a NaN', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (let at = 0; at + WORD_BYTES <= text.length; at += 1) expect(text.readDoubleLE(at)).not.toBeNaN();
    }),
    { numRuns: 1_000 },
  );
});

test('a text is copied from any place to any place, also when the bytes behind it make a NaN', () => {
  const behind = fc.constantFrom([0xff], [0xf1, 0x7f], [0x7f, 0xf1], [0xf7, 0xff], [0x00]);
  fc.assert(
    fc.property(texts, fc.nat(WORD_BYTES), fc.nat(WORD_BYTES), behind, (text, start, at, garbage) => {
      const from = Buffer.alloc(start + text.length + WORD_BYTES, Uint8Array.from(garbage));
      text.copy(from, start);
      const to = Buffer.alloc(at + text.length + 2 * WORD_BYTES, '!');
      const end = copyBytes(viewOf(to), at, viewOf(from), start, start + text.length);
      expect(end).toBe(at + text.length);
      expect(to.subarray(at, end).equals(text)).toBe(true);
      const others = [to.subarray(0, at), to.subarray(end + WORD_BYTES)];
      expect(others.map(String)).toEqual(['!'.repeat(at), '!'.repeat(WORD_BYTES)]);
    }),
    { numRuns: 1_000 },
  );
});

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
