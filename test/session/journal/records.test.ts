/** The buffer of a growing record. */
import { expect, test } from 'vitest';
import { WORD_BYTES } from '../../../src/runtime/words.ts';
import { ascii } from '../../../src/session/events/json-text.ts';
import { GrowingRecord } from '../../../src/session/journal/records.ts';

test('the next record uses the same buffer, however near to its end the last one ended', () => {
  const record = new GrowingRecord();
  const bytes = record.payload.view.byteLength;
  const letter = ascii('1');
  while (record.payload.length < bytes - WORD_BYTES - 1) record.payload.raw(letter);
  expect(record.payload.view.byteLength).toBe(bytes);
  record.clear();
  expect(record.payload.view.byteLength).toBe(bytes);
  expect(record.isEmpty).toBe(true);
});
