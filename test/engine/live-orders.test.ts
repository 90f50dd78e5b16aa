/** The tables of live orders against a Map, with keys that collide. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveOrders, OwnOrders, seedNames } from '../../src/engine/live-orders.ts';
import { NOWHERE, OrderTable } from '../../src/engine/order-table.ts';
import type { Order } from '../../src/engine/state.ts';

/** As much of an order as the tables read. */
const orderOf = (id: number, clientOrderId = `o${id}`) => ({ id, clientOrderId, nameHash: 0 }) as Order;

function ordersWith(table: OrderTable, key: number): number[] {
  const ids: number[] = [];
  for (let place = table.first(key); place !== NOWHERE; place = table.next(place))
    ids.push(table.at(place).id);
  return ids.sort((a, b) => a - b);
}

test('a table finds the orders of each key while orders come and go', () => {
  const steps = fc.array(fc.record({ key: fc.integer({ min: -3, max: 3 }), removes: fc.boolean() }));
  fc.assert(
    fc.property(steps, fc.constantFrom(1, 2 ** 20, 2 ** 31 + 1), (all, factor) => {
      const table = new OrderTable();
      const held = new Map<number, Order[]>();
      for (const [id, { key: small, removes }] of all.entries()) {
        const key = small * factor;
        const orders = held.get(key) ?? [];
        const oldest = removes ? orders.shift() : undefined;
        const added = oldest === undefined ? orderOf(id) : null;
        if (added !== null) {
          orders.push(added);
          table.add(key, added);
        }
        expect(oldest === undefined || table.remove(key, oldest)).toBe(true);
        held.set(key, orders);
        for (const [other, kept] of held)
          expect(ordersWith(table, other)).toEqual(kept.map((order) => order.id));
        expect([...table]).toHaveLength(table.size);
      }
    }),
    { numRuns: 60 },
  );
});

test('an order that is not in the table is not removed', () => {
  const table = new OrderTable();
  table.add(1, orderOf(1));
  expect(table.remove(1, orderOf(2))).toBe(false);
  expect(table.remove(2, orderOf(1))).toBe(false);
  expect(table.size).toBe(1);
  expect(() => table.at(table.first(7) + 1)).toThrow('an empty place');
});

test('live orders are found by id far apart and close together', () => {
  const orders = new LiveOrders();
  const all = [1, 2, 3, 257, 2 ** 31, 2 ** 31 + 1, 2 ** 33 + 1].map((id) => orderOf(id));
  for (const order of all) orders.add(order);
  for (const order of all) expect(orders.get(order.id)).toBe(order);
  expect(() => orders.add(orderOf(257))).toThrow('order id 257 is given twice');
  for (const order of all) orders.remove(order);
  expect([...orders]).toEqual([]);
  expect(() => orders.remove(orderOf(1))).toThrow('order 1 is not live');
});

test('an account finds its orders by name, whatever the seed, and lists them oldest first', () => {
  for (const seed of [0, 1, 2 ** 30 - 1]) {
    seedNames(seed);
    const own = new OwnOrders();
    expect(own.has('')).toBe(false);
    // In UTF-16, and with letters beyond a byte.
    const names = ['', 'a', 'b', 'ä', '注文', '🙂', ...Array.from({ length: 50 }, (_, at) => `o${at}`)];
    const all = names.map((name, id) => orderOf(id, name));
    for (const order of all.toReversed()) own.add(order);
    for (const order of all) expect(own.get(order.clientOrderId)).toBe(order);
    expect(own.values()).toEqual(all);
    for (const order of all.slice(0, 20)) own.remove(order);
    expect(own.has('b')).toBe(false);
    expect(own.size).toBe(all.length - 20);
    expect(() => own.remove(all[1] as Order)).toThrow("order 1 is not among its owner's");
  }
  seedNames(0);
});
