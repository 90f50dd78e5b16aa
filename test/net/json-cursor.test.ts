/** Comparisons of words and texts of every length, up to the last byte of the memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, JsonCursor, words } from '../../src/net/json-cursor.ts';

const LENGTH_MAX = 20;

function cursorAt(bytes: Buffer, at: number): JsonCursor {
  const cursor = new JsonCursor();
  cursor.begin(bytes);
  cursor.at = at;
  return cursor;
}

test('a text is taken if all of its bytes are next, and no other text is', () => {
  const before = fc.string({ unit: 'binary-ascii', maxLength: LENGTH_MAX });
  const expected = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: LENGTH_MAX });
  fc.assert(
    fc.property(before, expected, fc.nat(LENGTH_MAX - 1), (first, text, place) => {
      const bytes = Buffer.from(first + text);
      const take = (from: Buffer) => cursorAt(from, first.length).takeAll(ascii(text));
      expect(take(bytes)).toBe(true);
      expect(take(Buffer.concat([bytes, Buffer.from('!')]))).toBe(true);
      expect(take(bytes.subarray(0, -1))).toBe(false);
      const changed = first.length + (place % text.length);
      bytes[changed] = (bytes[changed] as number) ^ 1;
      expect(take(bytes)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('a text of any length is read, also at the end of the memory', () => {
  expect(cursorAt(Buffer.from('""'), 0).text(0, 0)).toBe('');
  for (let length = 1; length <= LENGTH_MAX; length += 1) {
    const text = 'abcdefghijklmnopqrstuvwxyz'.slice(0, length);
    const bytes = Buffer.from(`"${text}"`);
    expect(cursorAt(bytes, 0).text(0, LENGTH_MAX)).toBe(text);
    expect(cursorAt(Buffer.from(`"${text}"${' '.repeat(LENGTH_MAX)}`), 0).text(0, length)).toBe(text);
    expect(cursorAt(bytes, 0).text(0, length - 1)).toBeUndefined();
  }
});

test('a word is read whichever word was read before, and with space before it', () => {
  const known = words('"', 'buy', 'sell', 'short');
  for (const word of ['buy', 'sell', 'sell', 'short', 'buy'] as const) {
    expect(cursorAt(Buffer.from(` \n"${word}"`), 0).word(known)?.word).toBe(word);
    expect(cursorAt(Buffer.from(`"${word}s"`), 0).word(known)).toBeUndefined();
    expect(cursorAt(Buffer.from(`"${word}"`), 0).word(known)?.word).toBe(word);
  }
});
