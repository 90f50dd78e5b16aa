/** Entries of earlier programs, whose journals outlive them, and entries as rows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../../src/engine/index.ts';
import { fromWritten, toWritten, type Entry, type WrittenEntry } from '../../../src/session/journal/entry.ts';
import { canBeRows, readRows, writeRow } from '../../../src/session/journal/entry-rows.ts';
import { StrictRoom } from '../../support/strict-room.ts';

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

/** Never change a row below: sessions have them. */
const ROWS: readonly {
  readonly hex: string;
  readonly type: Command['type'];
  readonly values: readonly unknown[];
}[] = [
  {
    hex: '010200020100000000000000000022400000000000408f4002000000000000000000084000000000004059406131',
    type: 'place_order',
    values: [1, 'a1', 2, 'buy', 'limit', 3, 101, null, 'gtc', false, false, 'cancel_resting'],
  },
  {
    hex: '0102c0020100000000000000000022400000000000408f4002000000000000000000084000000000004059406131',
    type: 'place_order',
    values: [1, 'a1', 2, 'buy', 'limit', 3, 101, null, 'gtc', true, false, 'cancel_both'],
  },
  {
    hex: '01022b000100000000000000000022400000000000408f400200000000000000000008406131',
    type: 'place_order',
    values: [1, 'a1', 2, 'sell', 'market', 3, null, null, 'ioc', false, false, 'cancel_incoming'],
  },
  {
    hex: '010174060100000000000000000022400000000000408f4002000000000000000000084000000000004059400000000000805940e9',
    type: 'place_order',
    values: [1, 'é', 2, 'buy', 'stop_limit', 3, 101, 102, 'fok', false, false, 'decrement'],
  },
  {
    hex: '010206050100000000000000000022400000000000408f4002000000000000000000084000000000008059406131',
    type: 'place_order',
    values: [1, 'a1', 2, 'buy', 'stop_market', 3, null, 102, 'gtc', false, true, 'cancel_resting'],
  },
  {
    hex: '020000000100000000000000000022400000000000408f400000000000001c40',
    type: 'cancel_order',
    values: [1, { orderId: 7 }],
  },
  {
    hex: '030200000100000000000000000022400000000000408f406131',
    type: 'cancel_order',
    values: [1, { clientOrderId: 'a1' }],
  },
  { hex: '00000000160000005b392c313030302c226f70656e5f6d61726b6574225d', type: 'open_market', values: [] },
];

test.each(ROWS)('row $hex keeps its meaning', ({ hex, type, values }) => {
  const entry = fromWritten([9, 1_000, type, ...values] as unknown as WrittenEntry);
  expect(readRows(Buffer.from(hex, 'hex'))).toStrictEqual([entry]);
  const rows = new StrictRoom();
  writeRow(rows, ...entry);
  expect(rows.bytes.toString('hex')).toBe(hex);
});

/** The entries as they come back from rows. */
function throughRows(...entries: readonly Entry[]): readonly Entry[] {
  const rows = new StrictRoom();
  for (const entry of entries) writeRow(rows, ...entry);
  expect(canBeRows(rows.bytes, 0, rows.length)).toBe(true);
  return readRows(rows.bytes);
}

test('rows have the entries of every command', () => {
  const all = Object.entries(WRITTEN).map(([type, { values }]) =>
    fromWritten([9, 1_764_547_200_123_456, type, ...values] as unknown as WrittenEntry),
  );
  expect(throughRows(...all)).toStrictEqual(all);
});

test('rows have any orders and cancels, one after the other', () => {
  const short = { maxLength: 40 };
  const text = fc.oneof(
    fc.string(short),
    fc.string({ ...short, unit: fc.integer({ min: 0, max: 0x1ff }).map(String.fromCharCode) }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ minLength: 250, maxLength: 260 }),
  );
  const count = fc.oneof(fc.nat(), fc.maxSafeInteger());
  const index = fc.oneof(fc.nat(), fc.constant(2 ** 32 - 1));
  const price = fc.option(count);
  const placing = fc.tuple(
    index,
    text,
    index,
    fc.constantFrom('buy', 'sell'),
    fc.constantFrom('limit', 'market', 'stop_limit', 'stop_market'),
    count,
    price,
    price,
    fc.constantFrom('gtc', 'ioc', 'fok'),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom('cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement'),
  );
  const rare = fc.tuple(fc.option(count), fc.option(text));
  const canceling = fc.tuple(
    index,
    fc.oneof(
      text.map((clientOrderId) => ({ clientOrderId })),
      count.map((orderId) => ({ orderId })),
    ),
  );
  const what = fc.oneof(
    placing.map((values) => ['place_order', ...values]),
    fc.tuple(placing, rare).map(([values, more]) => ['place_order', ...values, ...more]),
    canceling.map((values) => ['cancel_order', ...values]),
    fc.constant(['advance_time']),
  );
  const entry = fc
    .tuple(count, count, what)
    .map(([seq, time, values]) => fromWritten([seq, time, ...values] as unknown as WrittenEntry));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), (all) => {
      expect(throughRows(...all)).toStrictEqual(all);
    }),
    { numRuns: 300 },
  );
});

test('a field that was added to orders is not lost, whichever it is', () => {
  const { values } = WRITTEN.place_order;
  for (let before = 0; before < 8; before += 1) {
    const more = [...Array.from({ length: before }), 'newer'];
    const entry = fromWritten([9, 1_000, 'place_order', ...values, ...more] as unknown as WrittenEntry);
    const throughJson = JSON.parse(JSON.stringify(toWritten(...entry))) as WrittenEntry;
    expect(throughRows(entry)).toEqual([fromWritten(throughJson)]);
  }
});

test('an order of a row takes half of the bytes of its JSON', () => {
  const order = fromWritten([
    9e6,
    1_764_547_200_123_456,
    'place_order',
    ...WRITTEN.place_order.values,
  ] as never);
  const rows = new StrictRoom();
  writeRow(rows, ...order);
  expect(rows.length).toBeLessThanOrEqual(JSON.stringify(toWritten(...order)).length / 2);
});

test.each([
  ['a row of an unknown kind', (row: Buffer) => (row[0] = 9), /no row of kind 9/],
  ['an unknown word', (row: Buffer) => (row[2] = 0b11 << 3), /no order has flags/],
  ['an unknown flag', (row: Buffer) => (row[3] = 1 << 3), /no row of kind 1 has flags/],
  ['a name that is too long', (row: Buffer) => (row[1] = 200), /cut short/],
])('%s is an error', (_, change, message) => {
  const rows = new StrictRoom();
  writeRow(rows, ...fromWritten([9, 1_000, 'place_order', ...WRITTEN.place_order.values] as never));
  const row = Buffer.from(rows.bytes);
  change(row);
  expect(() => readRows(row)).toThrow(message);
});

test('a row that is cut short anywhere is an error', () => {
  for (const [type, { values }] of Object.entries(WRITTEN)) {
    const rows = new StrictRoom();
    writeRow(rows, ...fromWritten([9, 1_000, type, ...values] as unknown as WrittenEntry));
    for (let length = 1; length < rows.length; length += 1) {
      expect(() => readRows(Buffer.from(rows.bytes.subarray(0, length)))).toThrow();
      expect(canBeRows(rows.bytes, 0, length)).toBe(false);
    }
  }
});

test.each(['new_command', 'constructor', '__proto__'])('JSON of the unknown type %s is an error', (type) => {
  const entry = [9, 1_000, type] as unknown as WrittenEntry;
  expect(() => fromWritten(entry)).toThrow(`no entry of type '${type}'`);
});

test('JSON that ends before its row does is an error', () => {
  const rows = new StrictRoom();
  writeRow(rows, ...fromWritten([9, 1_000, 'advance_time'] as never));
  rows.view.setUint32(4, rows.view.getUint32(4, true) + 1, true);
  expect(() => readRows(rows.bytes)).toThrow(/cut short/);
  expect(canBeRows(rows.bytes, 0, rows.length)).toBe(false);
});

test.each([-0, 2 ** 53 + 2, -1, 0.5, NaN, Infinity])('the number %d of a row stays as it is', (number) => {
  const values = [
    0,
    'a1',
    1,
    'buy',
    'stop_limit',
    number,
    number,
    number,
    ...WRITTEN.place_order.values.slice(8),
  ];
  const order = fromWritten([number, number, 'place_order', ...values] as never);
  const cancel = fromWritten([number, number, 'cancel_order', 0, { orderId: number }] as never);
  expect(throughRows(order, cancel)).toStrictEqual([order, cancel]);
});
