/** The buffer of a growing record, and the search for a record behind damage. */
import { expect, test } from 'vitest';
import { WORD_BYTES } from '../../../src/runtime/words.ts';
import { canBeEntries } from '../../../src/session/journal/entry-formats.ts';
import { writeRow } from '../../../src/session/journal/entry-rows.ts';
import { fromWritten } from '../../../src/session/journal/entry.ts';
import {
  GrowingRecord,
  hasRecordAfter,
  toRecord,
  type PayloadTest,
} from '../../../src/session/journal/records.ts';

test('the next record uses the same buffer, however near to its end the last one ended', () => {
  const record = new GrowingRecord();
  const bytes = record.payload.view.byteLength;
  while (record.payload.length < bytes - WORD_BYTES - 1) {
    record.payload.reserve(1);
    record.payload.moveTo(record.payload.length + 1);
  }
  expect(record.payload.view.byteLength).toBe(bytes);
  record.clear();
  expect(record.payload.view.byteLength).toBe(bytes);
  expect(record.isEmpty).toBe(true);
});

/** A record as a busy turn of the exchange writes it. */
function ofRows(orders: number): Buffer {
  const record = new GrowingRecord();
  for (let order = 0; order < orders; order += 1) {
    const [seq, time] = [9e6 + 3 * order, 1_764_547_200_123_456 + 7 * order];
    const terms = ['limit', 5, 90_000 + order, null, 'gtc', false, false, 'decrement'];
    const values = [order % 40, `maker-${order}`, order % 3, 'buy', ...terms];
    writeRow(record.payload, ...fromWritten([seq, time, 'place_order', ...values] as never));
    const cancel = [order % 40, { orderId: 5e5 + order }];
    writeRow(record.payload, ...fromWritten([seq + 1, time + 3, 'cancel_order', ...cancel] as never));
    if (order % 9 === 0)
      writeRow(record.payload, ...fromWritten([seq + 2, time + 5, 'advance_time'] as never));
  }
  return Buffer.from(record.finish());
}

test.each([
  ['rows', ofRows(3)],
  ['JSON', toRecord('[[1,2,"advance_time"]]')],
])('a record of %s behind damage is found, and not behind itself', (_, record) => {
  const damaged = Buffer.concat([ofRows(100), record]);
  const start = damaged.length - record.length;
  expect(hasRecordAfter(damaged, start - 1, canBeEntries)).toBe(true);
  expect(hasRecordAfter(damaged, start, canBeEntries)).toBe(false);
  damaged[start - 1] = (damaged[start - 1] ?? 0) ^ 1;
  expect(hasRecordAfter(damaged, 0, canBeEntries)).toBe(true);
});

test('hardly any CRC is computed in a record that was cut short', () => {
  const torn = ofRows(2_000).subarray(0, -1);
  let [candidates, crcs] = [0, 0];
  const counted: PayloadTest = (bytes, start, end) => {
    const canBe = canBeEntries(bytes, start, end);
    if (end > start) candidates += 1;
    if (end > start && canBe) crcs += 1;
    return canBe;
  };
  expect(hasRecordAfter(torn, 0, counted)).toBe(false);
  expect(candidates).toBeGreaterThan(1_000);
  expect(crcs).toBeLessThan(candidates / 100);
});
