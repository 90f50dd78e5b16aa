/** Texts are those of JSON.stringify. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { append, CHARACTER_BYTES_MAX, quoted, string } from '../../../src/session/events/json-text.ts';
import { StrictRoom } from '../../support/strict-room.ts';

const anything = fc.string({ unit: 'binary', maxLength: 80 });

test('a string of any characters', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const room = new StrictRoom();
      room.moveTo(string(room.reserve(text.length * CHARACTER_BYTES_MAX + 2), 0, text));
      expect(String(room.bytes)).toBe(JSON.stringify(text));
    }),
    { numRuns: 5_000 },
  );
});

test('texts one behind the other', () => {
  fc.assert(
    fc.property(fc.array(anything), (texts) => {
      const room = new StrictRoom();
      for (const text of texts) append(room, quoted(text));
      expect(String(room.bytes)).toBe(texts.map((text) => JSON.stringify(text)).join(''));
    }),
  );
});
