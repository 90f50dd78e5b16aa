/** Entries of earlier programs: a journal on disk outlives the program. The writer's bytes equal JSON.stringify. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../../src/engine/index.ts';
import { fromWritten, toWritten, type WrittenEntry } from '../../../src/session/journal/entry.ts';
import { writeEntry } from '../../../src/session/journal/entry-writer.ts';
import { StrictWriter } from '../../support/strict-writer.ts';

/** Never change an entry below. A new field comes last, and an entry that lacks it gets its default. */
const WRITTEN: Readonly<
  Record<Command['type'], { readonly values: readonly unknown[]; readonly means: object }>
> = {
  open_account: { values: ['ann', 100], means: { account: 'ann', deposit: 100 } },
  place_order: {
    values: [0, 'a1', 1, 'sell', 'stop_limit', 3, 101, 102, 'ioc', false, true, 'decrement'],
    means: {
      account: 0,
      clientOrderId: 'a1',
      instrument: 1,
      side: 'sell',
      orderType: 'stop_limit',
      quantity: 3,
      price: 101,
      stopPrice: 102,
      timeInForce: 'ioc',
      postOnly: false,
      reduceOnly: true,
      selfTradePrevention: 'decrement',
    },
  },
  cancel_order: { values: [0, { orderId: 7 }], means: { account: 0, order: { orderId: 7 } } },
  amend_order: {
    values: [0, { clientOrderId: 'a1' }, null, 2],
    means: { account: 0, order: { clientOrderId: 'a1' }, price: null, quantity: 2 },
  },
  cancel_all: { values: [0, null, 'user'], means: { account: 0, instrument: null, cause: 'user' } },
  set_margin: {
    values: [0, 1, 'isolated', 50],
    means: { account: 0, instrument: 1, mode: 'isolated', margin: 50 },
  },
  set_index: { values: [0, 1, 105], means: { account: 0, instrument: 1, price: 105 } },
  note_room_event: { values: ['a whale sells 50'], means: { text: 'a whale sells 50' } },
  set_phase: { values: [0, 1, 'halt'], means: { account: 0, instrument: 1, action: 'halt' } },
  advance_time: { values: [], means: {} },
  revalue: { values: [], means: {} },
  close_market: { values: [], means: {} },
  open_market: { values: [], means: {} },
};

test('an entry is as long as the options that it has', () => {
  const cancel = { type: 'cancel_order', account: 0, order: { orderId: 7 } } as unknown as Command;
  expect(toWritten(1, 2, cancel)).toHaveLength(5);
  const [, , what] = fromWritten([9, 1_000, 'place_order', ...WRITTEN.place_order.values]);
  expect(toWritten(9, 1_000, what)).toHaveLength(3 + WRITTEN.place_order.values.length);
  const paired = { ...what, oco: 'other' } as Command;
  const read = fromWritten(JSON.parse(JSON.stringify(toWritten(9, 1_000, paired))) as WrittenEntry);
  expect(read[2]).toMatchObject({ oco: 'other', trailingOffset: null });
});

test.each(Object.entries(WRITTEN))('an old %s keeps its meaning', (type, { values, means }) => {
  const written = [9, 1_000, type, ...values] as unknown as WrittenEntry;
  expect(fromWritten(written)).toStrictEqual([9, 1_000, { type, ...means }]);
});

function written(entry: WrittenEntry): string {
  const json = new StrictWriter();
  writeEntry(json, ...fromWritten(entry));
  return json.bytes.toString();
}

test.each(Object.entries(WRITTEN))('the bytes of a %s are the JSON of its entry', (type, { values }) => {
  const entry = [9, 1_764_547_200_123_456, type, ...values] as unknown as WrittenEntry;
  expect(written(entry)).toBe(JSON.stringify(toWritten(...fromWritten(entry))));
});

test('the bytes of frequent commands are the JSON of their entries, with any options', () => {
  const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 20 }));
  const count = fc.oneof(fc.nat(), fc.maxSafeInteger());
  const price = fc.option(count);
  const flag = fc.boolean();
  const placing = fc.tuple(
    count,
    text,
    count,
    fc.constantFrom('buy', 'sell'),
    fc.constantFrom('limit', 'market', 'stop_limit', 'stop_market'),
    count,
    price,
    price,
    fc.constantFrom('gtc', 'ioc', 'fok'),
    flag,
    flag,
    fc.constantFrom('cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement'),
    fc.option(count, { nil: undefined }),
    fc.option(fc.option(text), { nil: undefined }),
  );
  const canceling = fc.tuple(
    count,
    fc.oneof(fc.record({ clientOrderId: text }), fc.record({ orderId: count })),
  );
  const frequent = fc.oneof(
    placing.map((values) => ['place_order', ...values]),
    canceling.map((values) => ['cancel_order', ...values]),
  );
  fc.assert(
    fc.property(count, count, frequent, (seq, time, what) => {
      const entry = [seq, time, ...what] as unknown as WrittenEntry;
      expect(written(entry)).toBe(JSON.stringify(toWritten(...fromWritten(entry))));
    }),
    { numRuns: 200 },
  );
});

test('the bytes of an order have every field of the command', () => {
  const values = [...WRITTEN.place_order.values, 3, 'other', ...Array.from({ length: 9 }, () => 'newer')];
  const entry = [9, 1_000, 'place_order', ...values] as unknown as WrittenEntry;
  expect(written(entry)).toBe(JSON.stringify(toWritten(...fromWritten(entry))));
});
