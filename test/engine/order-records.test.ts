/** Orders keep everything from command to command, and ended orders leave nothing. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { TEXT_LENGTH_MAX } from '../../src/contract/protocol.ts';
import type { OrderId, PriceTicks, QuantityLots } from '../../src/contract/index.ts';
import { OrderMemory } from '../../src/engine/records/order-memory.ts';
import { OrderRecords } from '../../src/engine/records/order-records.ts';
import { sharedTerms, termsAt } from '../../src/engine/records/shared-terms.ts';
import { NO_RECORD, Order } from '../../src/engine/order.ts';
import type { Position } from '../../src/engine/state.ts';
import { TestPit } from '../support/pit.ts';

const newPosition = () => ({ number: 0 }) as Position;

function newOrder(records: OrderRecords, id: number, name = `o${id}`, position = newPosition()): Order {
  const order = new Order(records, NO_RECORD, id as OrderId, name, position, termsAt(id));
  records.keep(order);
  return order;
}

const fieldsOf = (order: Order): object => Object.fromEntries(Object.entries(order));

/** Set by the constructor and by `keep`. */
const CREATED = ['record', 'id', 'position', 'terms'];
/** A record has no place for them. */
const NOT_KEPT = ['isChanged', 'takeover'];

test('a live order has the same fields in the next command, in another object', () => {
  const records = new OrderRecords(true);
  const [one, other] = [newOrder(records, 1), newOrder(records, 2)];
  const large = 2 ** 45;
  const kept = {
    price: large,
    open: large + 1,
    lossTicks: large + 2,
    priority: 3,
    slot: 4,
    isLive: true,
    stopPrice: -5,
    trailingOffset: 6,
    isWaiting: true,
    linked: other,
    reportedLots: large,
    reportedPrice: 8,
    reportedPriority: 9,
  };
  // A new field of an order must join one of the three lists. If it is kept, its value here is not its default.
  expect(Object.keys(one).sort()).toEqual([...CREATED, ...NOT_KEPT, ...Object.keys(kept)].sort());
  for (const [field, value] of Object.entries(kept)) expect(Reflect.get(one, field)).not.toBe(value);
  Object.assign(one, kept);
  Object.assign(other, { isLive: true, linked: one });
  const before = Object.entries({ ...fieldsOf(one), linked: null });
  records.putBack();
  const again = records.at(one.record);
  expect(again).not.toBe(one);
  expect(Object.entries({ ...fieldsOf(again), linked: null })).toEqual(before);
  expect(again.clientOrderId).toBe('o1');
  expect(again.position).toBe(one.position);
  expect(again.linked).toBe(records.at(other.record));
  expect(again.linked?.linked).toBe(again);
  expect(records.read(one.record)).toBe(again);
});

test('a market order has no price, and an order that loses its rare terms does not get them back', () => {
  const records = new OrderRecords(false);
  const { record } = Object.assign(newOrder(records, 1), { isLive: true, stopPrice: 5 as PriceTicks });
  records.putBack();
  records.at(record).stopPrice = null;
  records.putBack();
  expect(records.at(record)).toMatchObject({ price: null, stopPrice: null, open: 0 });
});

test('a reader gets an object of its own, which the next command does not store', () => {
  const records = new OrderRecords(false);
  const { record } = Object.assign(newOrder(records, 1), { isLive: true, open: 5 as QuantityLots });
  records.putBack();
  const read = records.read(record);
  read.open = 1 as QuantityLots;
  expect(records.at(record).open).toBe(5);
});

const LENGTH_MAX = TEXT_LENGTH_MAX.clientOrderId;
/** Texts up to the largest length: ASCII, Latin-1, and any sequence of 16-bit units, also half of a surrogate pair. */
const unit = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 0xff }),
  fc.nat(0xffff),
);
const name = fc
  .array(unit, { minLength: 1, maxLength: LENGTH_MAX })
  .map((units) => String.fromCharCode(...units));

test('every client order id comes back, and equals no other text', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), name, (names, other) => {
      const records = new OrderRecords(false);
      // The records once had other names.
      for (const id of names.keys())
        newOrder(records, id, id % 2 === 0 ? 'ż'.repeat(9) : 'x'.repeat(LENGTH_MAX));
      records.putBack();
      const all = names.map((text, id) => Object.assign(newOrder(records, id, text), { isLive: true }));
      expect(all.map(({ clientOrderId }) => clientOrderId)).toEqual(names);
      records.putBack();
      for (const [id, text] of names.entries()) {
        const record = all[id]?.record as number;
        expect(records.nameOf(record)).toBe(text);
        expect(records.at(record).clientOrderId).toBe(text);
        for (const asked of [other, ...names, `${text} `, text.slice(1)])
          expect(records.hasName(record, asked)).toBe(asked === text);
      }
    }),
  );
});

test('an order keeps the string of the caller that finds it by name', () => {
  const records = new OrderRecords(false);
  const { record } = Object.assign(newOrder(records, 1), { isLive: true });
  records.putBack();
  const nameOf = vi.spyOn(records, 'nameOf');
  expect(records.at(record, 'o1').clientOrderId).toBe('o1');
  expect(nameOf).not.toHaveBeenCalled();
});

test('the record of an order that has ended is used again, and a free record is not read', () => {
  const records = new OrderRecords(false);
  const all = Array.from({ length: 3_000 }, (_, id) => newOrder(records, id % 384));
  for (const order of all) order.isLive = order.record % 2 === 0;
  expect(records.countLive()).toBe(1_500);
  records.putBack();
  expect(records.countLive()).toBe(1_500);
  expect(() => records.at(1)).toThrow('record 1 is free');
  const next = Array.from({ length: 1_500 }, () => newOrder(records, 1).record);
  expect(next.every((record) => record % 2 === 1 && record <= 3_000)).toBe(true);
  expect(records.at(2).clientOrderId).toBe('o1');
});

test('an order that has ended leaves no long name and no rare terms behind', () => {
  const memory = new OrderMemory(false);
  const records = new OrderRecords(false, memory);
  const order = newOrder(records, 1, 'x'.repeat(LENGTH_MAX));
  Object.assign(order, { isLive: true, stopPrice: 5 });
  records.putBack();
  const { others } = memory.names;
  expect([others.size, memory.rareTerms.size]).toEqual([1, 1]);
  records.at(order.record).isLive = false;
  records.putBack();
  expect([others.size, memory.rareTerms.size]).toEqual([0, 0]);
});

test('orders keep everything when the first page grows, and when others are added', () => {
  const records = new OrderRecords(true);
  const add = (count: number): void => {
    for (let id = 0; id < count; id += 1) {
      const order = newOrder(records, id % 384);
      Object.assign(order, { isLive: true, open: order.record, reportedLots: order.record });
    }
    records.putBack();
  };
  add(50);
  add(39_950);
  expect(newOrder(records, 1).record).toBe(40_001);
  for (const record of [1, 50, 51, 63, 64, 4_095, 4_096, 4_097, 36_864, 40_000]) {
    expect(records.at(record)).toMatchObject({ record, open: record, reportedLots: record });
    expect(records.nameOf(record)).toBe(`o${(record <= 50 ? record - 1 : record - 51) % 384}`);
  }
});

test('each combination of terms has a number', () => {
  for (let number = 0; number < 384; number += 1)
    expect(sharedTerms({ ...termsAt(number) })).toBe(termsAt(number));
  expect(() => termsAt(384)).toThrow('no terms have the number 384');
});

test('an order gets a record when it rests or waits, and none when it fills at once or is refused', () => {
  const pit = new TestPit();
  const keep = vi.spyOn(pit.state.orderRecords, 'keep');
  const kept = () => keep.mock.calls.map(([{ clientOrderId }]) => clientOrderId);
  pit.place('ann', 'sell', 5, 100, { id: 'rests' });
  pit.place('bob', 'buy', 2, 100, { id: 'fills' });
  pit.place('bob', 'buy', 2, 100, { id: 'refused', postOnly: true });
  expect(kept()).toEqual(['rests']);
  pit.place('bob', 'buy', 9, 100, { id: 'rests in part' });
  pit.place('bob', 'sell', 1, 90, { id: 'waits', orderType: 'stop_limit', stopPrice: 80 });
  expect(kept()).toEqual(['rests', 'rests in part', 'waits']);
});
