/** Orders keep everything from command to command, and ended orders leave nothing. */
import { expect, test } from 'vitest';
import type { OrderId, PriceTicks, QuantityLots } from '../../src/contract/index.ts';
import { OrderRecords } from '../../src/engine/order-records.ts';
import { sharedTerms, termsAt, type Order } from '../../src/engine/order.ts';
import type { Position } from '../../src/engine/state.ts';

const position = { account: {}, market: {} } as Position;

function newOrder(records: OrderRecords, id: number): Order {
  return records.create(id as OrderId, `o${id}`, position, termsAt(id));
}

const fieldsOf = (order: Order): object => Object.fromEntries(Object.entries(order));

/** Set by `create`. */
const CREATED = ['record', 'id', 'clientOrderId', 'position', 'terms'];
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

test('orders keep everything when a page of records is added', () => {
  const records = new OrderRecords(true);
  const all = Array.from({ length: 40_000 }, (_, id) => newOrder(records, id % 384));
  for (const order of all)
    Object.assign(order, { isLive: true, open: order.record, reportedLots: order.record });
  records.putBack();
  const added = newOrder(records, 1);
  expect(added.record).toBe(40_001);
  for (const record of [1, 16_383, 16_384, 16_385, 32_768, 40_000]) {
    expect(records.at(record)).toMatchObject({ record, open: record, reportedLots: record });
    expect(records.nameOf(record)).toBe(`o${(record - 1) % 384}`);
  }
});

test('each combination of terms has a number', () => {
  for (let number = 0; number < 384; number += 1)
    expect(sharedTerms({ ...termsAt(number) })).toBe(termsAt(number));
  expect(() => termsAt(384)).toThrow('no terms have the number 384');
});
