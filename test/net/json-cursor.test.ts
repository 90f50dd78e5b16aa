/** Comparisons of words and texts of every length, up to the last byte of the memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownText, JsonCursor, words } from '../../src/net/json-cursor.ts';

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
      const take = (from: Buffer) => cursorAt(from, first.length).takeKnown(knownText(text));
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

test('a text of up to 64 characters is copied with its quotes, also at the end of the memory', () => {
  const characters = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
  for (let length = 0; length <= 64; length += 1) {
    const quoted = `"${characters.slice(0, length)}"`;
    for (const [before, behind] of [
      ['', ''],
      ['', ','.repeat(9)],
      ['é', '\xff\xff\xff\xff\xff\xff\xff'],
    ]) {
      const first = Buffer.from(before as string);
      const bytes = Buffer.concat([first, Buffer.from(quoted), Buffer.from(behind as string, 'latin1')]);
      const cursor = cursorAt(Buffer.from(new Uint8Array(bytes).buffer), first.length);
      const copy = cursor.quotedText(64);
      expect(Buffer.from(copy?.words.buffer as ArrayBuffer, 0, copy?.length).toString()).toBe(quoted);
      expect(copy?.words).toHaveLength(Math.ceil(quoted.length / 8));
      expect(cursor.at).toBe(first.length + quoted.length);
    }
  }
  expect(cursorAt(Buffer.from('"ab"'), 0).quotedText(1)).toBeUndefined();
  expect(cursorAt(Buffer.from(`"${'x'.repeat(90)}"`), 0).quotedText(100)).toBeUndefined();
  expect(cursorAt(Buffer.from('"\\n"'), 0).quotedText(64)).toBeUndefined();
});

test('a word is read whichever word was read before, and with space before it', () => {
  const known = words('"', 'buy', 'sell', 'short');
  for (const word of ['buy', 'sell', 'sell', 'short', 'buy'] as const) {
    expect(cursorAt(Buffer.from(` \n"${word}"`), 0).word(known)?.word).toBe(word);
    expect(cursorAt(Buffer.from(`"${word}s"`), 0).word(known)).toBeUndefined();
    expect(cursorAt(Buffer.from(`"${word}"`), 0).word(known)?.word).toBe(word);
  }
});
