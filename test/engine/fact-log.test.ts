/** The log of facts: records that later commands fill again, and facts that the caller keeps. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { kindOf, perform } from '../../src/engine/index.ts';
import { FactLog } from '../../src/engine/facts/fact-log.ts';
import { LevelLists } from '../../src/engine/facts/level-lists.ts';
import { ListsInUse, Reused } from '../../src/engine/facts/reused.ts';
import { newPit, stepsWithPairs } from '../support/any-commands.ts';
import { TestPit, type EngineEvent } from '../support/pit.ts';

const RUNS = 20;
/** The types of facts whose records are filled again. */
const FREQUENT = [
  'trade',
  'fill',
  'order_accepted',
  'order_amended',
  'order_canceled',
  'order_update',
  'book_update',
  'position_update',
  'mark_price',
];

test('facts in records that are filled again are those that a caller keeps', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(stepsWithPairs, (all) => {
      const [keeping, reading] = [
        newPit({ publishesOrders: true }),
        newPit({ publishesOrders: true, isEmpty: true }),
      ];
      for (const step of all) step(keeping);
      for (const { command, time, events } of keeping.record) {
        const facts = perform(reading.state, command, time);
        expect([...facts]).toEqual(events);
        for (const [index, { type }] of events.entries()) {
          expect(facts.kindAt(index)).toBe(kindOf(type));
          seen.add(type);
        }
      }
    }),
    { seed: 5, numRuns: RUNS },
  );
  expect([...seen]).toEqual(expect.arrayContaining(FREQUENT));
});

test('later commands do not change the facts that a caller keeps', () => {
  fc.assert(
    fc.property(stepsWithPairs, (all) => {
      const pit = newPit({ publishesOrders: true });
      const kept = all.map((step) => {
        const facts = step(pit);
        return { facts, copy: structuredClone(facts) };
      });
      for (const { facts, copy } of kept) expect(facts).toEqual(copy);
    }),
    { seed: 6, numRuns: RUNS },
  );
});

test('a fact is valid until the next command, which fills its record', () => {
  const [pit, other] = [new TestPit(), new TestPit()];
  for (const quantity of [1, 2]) other.place('ann', 'buy', quantity, 90);
  const accepted = other.record.flatMap(({ command, time }) =>
    [...perform(pit.state, command, time)].filter(({ type }) => type === 'order_accepted'),
  );
  expect(accepted).toHaveLength(2);
  expect(accepted[0]).toBe(accepted[1]);
});

test('facts that are held stay valid through later commands, until they are released', () => {
  fc.assert(
    fc.property(stepsWithPairs, fc.integer({ min: 1, max: 5 }), (all, commands) => {
      const [keeping, reading] = [
        newPit({ publishesOrders: true }),
        newPit({ publishesOrders: true, isEmpty: true }),
      ];
      for (const step of all) step(keeping);
      for (let from = 0; from < keeping.record.length; from += commands) {
        const turn = keeping.record.slice(from, from + commands);
        const held = turn.map(({ command, time }) => {
          const log = perform(reading.state, command, time);
          const facts = [...log];
          expect(facts.map((_, index) => log.kindAt(index))).toEqual(facts.map(({ type }) => kindOf(type)));
          log.hold();
          return facts;
        });
        expect(held).toEqual(turn.map(({ events }) => events));
        reading.state.facts.release();
      }
    }),
    { seed: 7, numRuns: RUNS },
  );
});

test('records that were held are filled again after their release', () => {
  const log = new FactLog();
  const first = log.markPrices.next();
  log.hold();
  log.begin();
  expect([...log]).toEqual([]);
  expect(log.markPrices.next()).not.toBe(first);
  expect(log.count).toBe(1);
  log.release();
  log.begin();
  expect(log.markPrices.next()).toBe(first);
});

test('the facts that are taken are those of the current command, while others are held', () => {
  const log = new FactLog();
  const held = log.markPrices.next();
  log.hold();
  log.begin();
  const taken = log.markPrices.next();
  expect(log.take()).toEqual([taken]);
  log.begin();
  expect([held, taken]).not.toContain(log.markPrices.next());
});

test('of the records of a command with very many facts, the first ones are filled again and the others are not kept', () => {
  const log = new FactLog();
  const takeMany = () => Array.from({ length: 5_000 }, () => log.markPrices.next());
  const before = takeMany();
  log.begin();
  const after = takeMany();
  const kept = before.filter((record, place) => record === after[place]);
  expect(kept).toHaveLength(4_096);
  expect(new Set([...before, ...after]).size).toBe(10_000 - kept.length);
});

test('of the facts of a command with many orders, only the first ones keep names until they are filled again', () => {
  const log = new FactLog();
  const canceled = Array.from({ length: 40 }, (_, order) =>
    Object.assign(log.cancellations.next(), { clientOrderId: `o${order}` }),
  );
  log.begin();
  const names = canceled.map(({ clientOrderId }) => clientOrderId);
  expect(names.slice(30, 34)).toEqual(['o30', 'o31', '', '']);
  expect(names.slice(32)).toEqual(Array(8).fill(''));
});

test('a log that has given its facts away is empty, and makes new ones', () => {
  const log = new FactLog();
  const first = log.markPrices.next();
  expect(log.take()).toEqual([first]);
  expect([...log]).toEqual([]);
  expect(log.markPrices.next()).not.toBe(first);
});

test('a fact can come before others', () => {
  const log = new FactLog();
  const [opened, later] = [0, 1].map((account) => ({ type: 'account_opened', account }) as EngineEvent);
  if (opened === undefined || later === undefined) throw new Error('no facts');
  log.add(later);
  log.markPrices.next();
  log.insert(0, opened);
  expect([...log].slice(0, 2)).toEqual([opened, later]);
  expect([0, 1, 2].map((index) => log.kindAt(index))).toEqual(
    (['account_opened', 'account_opened', 'mark_price'] as const).map(kindOf),
  );
});

test.each([0, 1, 8, 9, 40])('lists of %i level changes have that length, and two in use differ', (length) => {
  const inUse = new ListsInUse();
  const lists = new LevelLists(inUse);
  const [one, two] = [lists.next(length), lists.next(length)];
  expect([one.length, two.length]).toEqual([length, length]);
  for (const [index, change] of one.entries()) expect(change).not.toBe(two[index]);
  inUse.reuse();
  expect(lists.next(length)).toHaveLength(length);
});

test.each(['reuse', 'giveAway'] as const)('%s visits only the lists with items in use, each once', (way) => {
  const inUse = new ListsInUse();
  const lists = Array.from({ length: 3 }, () => new Reused(() => ({}), inUse));
  const visits = lists.map((list) => vi.spyOn(list, way));
  for (const index of [2, 0, 2]) lists[index]?.next();
  for (let round = 0; round < 2; round += 1) inUse[way]();
  expect(visits.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
});
