/** The tables of live orders against a Map, with keys that collide. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { OrderId } from '../../src/contract/index.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { hashOfId, hashOfText, hashSecret, seedHashes } from '../../src/engine/records/hashes.ts';
import { LiveOrders, OwnOrders } from '../../src/engine/records/live-orders.ts';
import { NOWHERE, OrderTable } from '../../src/engine/records/order-table.ts';
import { BY_ID, BY_NAME, OrderRecords } from '../../src/engine/records/order-records.ts';
import { termsAt } from '../../src/engine/records/shared-terms.ts';
import { NO_RECORD, Order } from '../../src/engine/order.ts';
import type { Position } from '../../src/engine/state.ts';

/** Makes orders with what the tables read. */
function newOrders() {
  const records = new OrderRecords(false);
  const orderOf = (id: number, clientOrderId = `o${id}`, position = { number: 0 } as Position) => {
    const order = new Order(records, NO_RECORD, id as OrderId, clientOrderId, position, termsAt(0));
    records.keep(order);
    return order;
  };
  return { records, orderOf };
}

const SEEDS = [0, 1, 2, 3, 4];
/** The longest run has about 17 places in a table that is half full. In 2,000 tables it never had more than 53. */
const RUN_MAX = 100;

function seedFrom(seed: number): void {
  const random = seededRandom(seed);
  seedHashes((words) => words.forEach((_, at) => (words[at] = random() * 2 ** 32)));
}

afterEach(() => {
  vi.restoreAllMocks();
  seedFrom(0);
});

/** Length of the longest run of occupied places. A search may have to read all of it. */
function longestRun(find: () => void): number {
  const first = vi.spyOn(OrderTable.prototype, 'first');
  find();
  const { contexts, results } = first.mock;
  const places = new Map(contexts.map((table) => [table as OrderTable, [] as number[]]));
  for (const [search, { value }] of results.entries())
    places.get(contexts[search] as OrderTable)?.push(value as number);
  first.mockRestore();
  return Math.max(...[...places.values()].map(runIn));
}

/** @param places occupied places of one table, each once */
function runIn(places: readonly number[]): number {
  const sorted = places.toSorted((a, b) => a - b);
  let [longest, run] = [0, 0];
  for (const [at, place] of sorted.entries()) {
    run = place === (sorted[at - 1] ?? -1) + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

function recordsWith(table: OrderTable, key: number): number[] {
  const found: number[] = [];
  for (let place = table.first(key); place !== NOWHERE; place = table.next(key, place))
    found.push(table.at(place));
  return found.sort((a, b) => a - b);
}

test('a table finds the orders of each key while orders come and go', () => {
  const step = fc.record({ key: fc.integer({ min: -3, max: 3 }), removes: fc.boolean() });
  // Long runs also have orders that are farther from their home than a place can say.
  const steps = fc.array(step, { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(steps, fc.constantFrom(1, 2 ** 20, 2 ** 31 + 1), (all, factor) => {
      const { records, orderOf } = newOrders();
      const table = new OrderTable(records, BY_ID);
      const held = new Map<number, number[]>();
      for (const [id, { key: small, removes }] of all.entries()) {
        const key = (small * factor) | 0;
        const kept = held.get(key) ?? [];
        const oldest = removes ? kept.shift() : undefined;
        expect(oldest === undefined || table.remove(oldest)).toBe(true);
        if (oldest === undefined) {
          const { record } = orderOf(id);
          records.setKey(record, BY_ID, key);
          kept.push(record);
          table.add(record);
        }
        held.set(key, kept);
        for (const [other, its] of held) expect(recordsWith(table, other)).toEqual(its);
        expect([...table.records()]).toHaveLength(table.size);
      }
    }),
    { numRuns: 60 },
  );
});

test('orders are found while a table grows and shrinks', () => {
  const { records, orderOf } = newOrders();
  const orders = new OwnOrders(records);
  const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 3, maxLength: 8 });
  let id = 0;
  fc.assert(
    fc.property(sizes, (wanted) => {
      const live: Order[] = [...orders.values()];
      for (const size of [...wanted, 0]) {
        while (live.length < size) {
          const order = orderOf((id += 1));
          live.push(order);
          orders.add(order);
        }
        // Every third order from the front, so that those that stay are not neighbours by age.
        while (live.length > size) orders.remove(live.splice((3 * size) % live.length, 1)[0] as Order);
        expect(orders.values().map((order) => order.id)).toEqual(live.map((order) => order.id));
        expect(live.every((order) => orders.get(order.clientOrderId)?.id === order.id)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test('who reads the orders of an account reads few empty places, however many orders it has had', () => {
  const { records, orderOf } = newOrders();
  const many = Array.from({ length: 10_000 }, (_, index) => orderOf(index + 1));
  const [fresh, used] = [new OwnOrders(records), new OwnOrders(records)];
  for (const order of many) used.add(order);
  for (const order of many.slice(1)) used.remove(order);
  fresh.add(orderOf(10_001));
  const reading = (orders: OwnOrders) => {
    const startMs = performance.now();
    for (let times = 0; times < 1_000; times += 1) expect(orders.values().length).toBe(1);
    return performance.now() - startMs;
  };
  // Each takes its best of some rounds. With the places of 10,000 orders it was 70 times as long.
  const [shortest, own] = [fresh, used].map((orders) =>
    Math.min(...Array.from({ length: 5 }, () => reading(orders))),
  ) as [number, number];
  expect(own).toBeLessThan(3 * shortest);
});

test('the orders of one market are found, oldest first, without a look at the others', () => {
  const { records, orderOf } = newOrders();
  const orders = new OwnOrders(records);
  const [here, there, nowhere] = [2, 50, 0].map((orderCount) => ({ number: 0, orderCount }) as Position);
  for (let id = 1; id <= 50; id += 1) orders.add(orderOf(id, `o${id}`, there));
  for (const id of [52, 51]) orders.add(orderOf(id, `o${id}`, here));
  const made = vi.spyOn(records, 'at');
  expect(orders.valuesIn(here).map(({ id }) => id)).toEqual([51, 52]);
  expect(orders.valuesIn(nowhere)).toEqual([]);
  expect(orders.valuesIn(undefined)).toEqual([]);
  expect(made).toHaveBeenCalledTimes(2);
  expect(orders.valuesIn(there)).toHaveLength(50);
});

test('a table refuses a record whose number does not fit into a place', () => {
  const table = new OrderTable(newOrders().records, BY_ID);
  expect(() => table.add(2 ** 26)).toThrow('no room for record 67108864');
});

test('an order that is not in the table is not removed', () => {
  const { records, orderOf } = newOrders();
  const table = new OrderTable(records, BY_ID);
  const [one, other, third] = [1, 2, 3].map((id) => orderOf(id).record) as [number, number, number];
  for (const [record, key] of [
    [one, 1],
    [other, 1],
    [third, 2],
  ] as const)
    records.setKey(record, BY_ID, key);
  table.add(one);
  expect(table.remove(other)).toBe(false);
  expect(table.remove(third)).toBe(false);
  expect(table.size).toBe(1);
  expect(() => table.at(table.first(7) + 1)).toThrow('an empty place');
});

test('live orders are found by id far apart and close together', () => {
  const { records, orderOf } = newOrders();
  const orders = new LiveOrders(records);
  const all = [1, 2, 3, 257, 2 ** 31, 2 ** 31 + 1, 2 ** 33 + 1].map((id) => orderOf(id));
  for (const [index, order] of all.entries()) {
    orders.add(order);
    expect(new Set(orders)).toEqual(new Set(all.slice(0, index + 1)));
  }
  for (const order of all) expect(orders.get(order.id)).toBe(order);
  expect(() => orders.add(orderOf(257))).toThrow('order id 257 is given twice');
  for (const order of all) orders.remove(order);
  expect([...orders]).toEqual([]);
  expect(() => orders.remove(orderOf(1))).toThrow('order 1 is not live');
});

test('live orders are found while new ids push others out of the ring', () => {
  const RING = 2 ** 14;
  const distance = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) },
    fc.constantFrom(RING - 1, RING, RING + 1, 3 * RING + 5, 2 ** 40),
    fc.integer({ min: -2 * RING, max: -1 }),
  );
  const step = fc.record({ distance, removes: fc.option(fc.nat(), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const { records, orderOf } = newOrders();
      const [orders, held] = [new LiveOrders(records), new Map<number, Order>()];
      let newest = 2 * RING;
      for (const { distance: by, removes } of steps) {
        const id = newest + by;
        const order = orderOf(id);
        fc.pre(!held.has(id));
        orders.add(order);
        expect(() => orders.add(order)).toThrow(`order id ${id} is given twice`);
        held.set(id, order);
        newest = Math.max(newest, id);
        const removed = removes === undefined ? undefined : [...held.values()][removes % held.size];
        if (removed !== undefined) orders.remove(removed);
        if (removed !== undefined) held.delete(removed.id);
        for (const other of [...held.keys(), id]) {
          expect(orders.get(other as OrderId)).toBe(held.get(other));
          for (const away of [-RING, -1, 1, RING])
            expect(orders.get((other + away) as OrderId)).toBe(held.get(other + away));
        }
        expect(new Set(orders)).toEqual(new Set(held.values()));
        expect(orders.size).toBe(held.size);
      }
      for (const order of held.values()) orders.remove(order);
      for (const order of held.values())
        expect(() => orders.remove(order)).toThrow(`order ${order.id} is not live`);
    }),
    { numRuns: 60, seed: 1 },
  );
});

interface Sequence {
  readonly from: number;
  readonly count: number;
  /** Of so many orders the first one stays, and the others end at once. */
  readonly liveOneIn: number;
}

/** Adds orders with ids in sequence. @returns those that stay */
function addSequence(
  orders: LiveOrders,
  orderOf: (id: number) => Order,
  { from, count, liveOneIn }: Sequence,
): Order[] {
  const live: Order[] = [];
  for (let id = from; id < from + count; id += 1) {
    const order = orderOf(id);
    orders.add(order);
    if ((id - from) % liveOneIn === 0) live.push(order);
    else orders.remove(order);
  }
  return live;
}

test('the ring doubles while an eighth of its places are taken, and its orders move into the tables later', () => {
  const { records, orderOf } = newOrders();
  const orders = new LiveOrders(records);
  const moved = vi.spyOn(OrderTable.prototype, 'add');
  const add = (nth: number, liveOneIn: number) =>
    addSequence(orders, orderOf, { from: nth * 2 ** 16 + 1, count: 2 ** 16, liveOneIn });
  const dense = add(0, 8);
  const sparse = add(1, 64);
  expect(moved).not.toHaveBeenCalled();
  for (const order of dense.splice(1)) orders.remove(order);
  const all = [...dense, ...sparse, ...add(2, 64), ...add(3, 64)];
  expect(moved.mock.calls.length).toBeGreaterThan(500);
  for (const { id } of all) expect(orders.get(id)?.id).toBe(id);
  expect(orders.get(2 as OrderId)).toBe(undefined);
  expect([...orders].map(({ id }) => id).sort((a, b) => a - b)).toEqual(all.map(({ id }) => id));
  for (const order of all) orders.remove(order);
  expect(orders.size).toBe(0);
});

test('the ring ends its growth at a million places', () => {
  const { records, orderOf } = newOrders();
  const orders = new LiveOrders(records);
  const moved = vi.spyOn(OrderTable.prototype, 'add');
  const all = addSequence(orders, orderOf, { from: 1, count: 2 ** 17, liveOneIn: 1 });
  const addAt = (id: number) =>
    all.push(...addSequence(orders, orderOf, { from: id, count: 1, liveOneIn: 1 }));
  for (const places of [2 ** 17, 2 ** 18, 2 ** 19]) addAt(places + 1);
  expect(moved).not.toHaveBeenCalled();
  addAt(2 ** 20 + 1);
  expect(moved.mock.calls).toEqual([[all[0]?.record]]);
  expect(all.every(({ id }) => orders.get(id)?.id === id)).toBe(true);
});

test('an order that has moved into the tables is found there after the ring has doubled', () => {
  const { records, orderOf } = newOrders();
  const orders = new LiveOrders(records);
  const early = addSequence(orders, orderOf, { from: 1, count: 2 ** 16, liveOneIn: 2 ** 12 });
  addSequence(orders, orderOf, { from: 2 ** 16 + 1, count: 2 ** 14 + 100, liveOneIn: 8 });
  for (const { id } of early) expect(orders.get(id)?.id).toBe(id);
  for (const order of early) orders.remove(order);
});

test('ids that a client chose for their product with a public constant do not occupy one run of places', () => {
  const ids: number[] = [];
  for (let id = 1; ids.length < 10_000; id += 1) if (Math.imul(id, 0x9e3779b1) >>> 17 < 64) ids.push(id);
  for (const seed of SEEDS) {
    seedFrom(seed);
    const { records, orderOf } = newOrders();
    const orders = new LiveOrders(records);
    for (const id of ids) orders.add(orderOf(id));
    const run = longestRun(() => expect(ids.map((id) => orders.get(id as OrderId)?.id)).toEqual(ids));
    expect(run).toBeLessThan(RUN_MAX);
  }
});

test('client order ids that share an FNV-1a hash for every seed of a class do not share one', () => {
  // Each block has two variants. With a start value whose low 7 bits are 0x35, all 512 have one 30-bit FNV-1a hash.
  const blocks = 'WJhx|K5tw 1iz7|cZaK ngwq|8XDe A2kO|e-EF U9JZ|y6fA h2aj|6uVF DNOh|h51a 93eh|kZDt iNyW|M5On';
  let names = [''];
  for (const block of blocks.split(' '))
    names = names.flatMap((name) => block.split('|').map((variant) => name + variant));
  expect(names).toHaveLength(512);
  for (const start of [0x35, 0x35 + 128, 0x35 + 128 * 987_654])
    expect(new Set(names.map((name) => fnv1a(name, start))).size).toBe(1);
  for (const seed of SEEDS) {
    seedFrom(seed);
    const { records, orderOf } = newOrders();
    const own = new OwnOrders(records);
    const all = names.map((name, id) => orderOf(id, name));
    for (const order of all) own.add(order);
    expect(new Set(all.map(({ record }) => records.keyOf(record, BY_NAME))).size).toBe(512);
    const run = longestRun(() =>
      expect(names.map((name) => own.get(name)?.id)).toEqual(all.map(({ id }) => id)),
    );
    expect(run).toBeLessThan(RUN_MAX);
  }
});

test('the secret decides the hash, and both bytes of a character have a part in it', () => {
  const hashes = SEEDS.flatMap((seed) => {
    seedFrom(seed);
    const secret = hashSecret();
    return [
      hashOfId(secret, 1),
      ...['a', '\u0161', '\u6100', '\u6161'].map((text) => hashOfText(secret, text)),
    ];
  });
  expect(new Set(hashes).size).toBe(5 * SEEDS.length);
});

function fnv1a(name: string, start: number): number {
  let hash = start;
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash & (2 ** 30 - 1);
}

test('an account finds its orders by client order id, whatever the secret, and lists them oldest first', () => {
  for (const seed of SEEDS) {
    seedFrom(seed);
    const { records, orderOf } = newOrders();
    const own = new OwnOrders(records);
    expect(own.has('')).toBe(false);
    // In UTF-16, and with letters beyond a byte.
    const names = ['', 'a', 'b', 'ä', '注文', '🙂', ...Array.from({ length: 50 }, (_, at) => `o${at}`)];
    const all = names.map((name, id) => orderOf(id, name));
    for (const order of all.toReversed()) own.add(order);
    for (const order of all) expect(own.get(order.clientOrderId)).toBe(order);
    expect(own.values().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    for (const order of all.slice(0, 20)) own.remove(order);
    expect(own.has('b')).toBe(false);
    expect(own.size).toBe(all.length - 20);
    expect(() => own.remove(all[1] as Order)).toThrow("order 1 is not among its owner's");
  }
});
