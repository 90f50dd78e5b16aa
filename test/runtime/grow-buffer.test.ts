/** Bytes that grow keep what they have, and the promised room. */
import { expect, test } from 'vitest';
import { GrowingBytes } from '../../src/runtime/grow-buffer.ts';
import { WORD_BYTES } from '../../src/runtime/words.ts';

test('more than the first memory', () => {
  const texts = Array.from({ length: 3_000 }, (_, index) => `,"é${index}":"€"`);
  const all = new GrowingBytes();
  for (const text of texts) all.addText(text);
  expect(String(all.bytes)).toBe(texts.join(''));
  expect(all.length).toBe(Buffer.byteLength(texts.join('')));
});

test('the room is a word larger than asked for, because texts are copied in words', () => {
  for (let more = 4_000; more < 4_200; more += 1) {
    expect(new GrowingBytes().reserve(more).byteLength).toBeGreaterThanOrEqual(more + WORD_BYTES);
  }
});
