import { describe, expect, test } from 'vitest';
import { groupLevels, groupOf, GROUPINGS, nextGrouping } from '../../src/renderer/ladder/group-levels.ts';
import { ladderWindow } from '../../src/renderer/ladder/ladder-window.ts';
import { nextSymbol } from '../../src/renderer/feed/next-symbol.ts';

describe('groups of levels', () => {
  const instrument = { tickSize: 0.5, lotSize: 0.1 };
  const asks = [
    [100.5, 0.1],
    [101, 0.2],
    [101.5, 0.3],
    [104, 1],
  ] as const;

  test('asks go up to their edge, bids down, and quantities add up exactly', () => {
    expect(groupLevels(asks, 'ask', instrument, 2, 9)).toEqual([
      [101, 0.3],
      [102, 0.3],
      [104, 1],
    ]);
    const bids = asks.map(([price, quantity]) => [200.5 - price, quantity] as const);
    expect(groupLevels(bids, 'bid', instrument, 10, 9)).toEqual([
      [100, 0.1],
      [95, 1.5],
    ]);
  });

  test('one tick gives the book itself, and the count counts groups', () => {
    expect(groupLevels(asks, 'ask', instrument, 1, 2)).toEqual(asks.slice(0, 2));
    expect(groupLevels(asks, 'ask', instrument, 2, 1)).toEqual([[101, 0.3]]);
  });

  test.each([
    [0.00001, 0.00001, 10, 'bid', 0],
    [0.00001, 0.00001, 10, 'ask', 0.0001],
    [10_000_000, 0.00001, 1_000, 'ask', 10_000_000],
    [10_000_000.00001, 0.00001, 1_000, 'ask', 10_000_000.01],
    [0.3, 0.1, 1, 'bid', 0.3],
  ] as const)(
    '%d with ticks of %d is in the group of %d, as a %s, at %d',
    (price, tick, ticks, side, group) => {
      expect(groupOf(price, side, tick, ticks)).toBe(group);
    },
  );

  test('groupings go from ×1 to ×1000 and stay there', () => {
    expect([GROUPINGS[0], GROUPINGS.at(-1)]).toEqual([1, 1_000]);
    expect([nextGrouping(1, 1), nextGrouping(1, -1), nextGrouping(1_000, 1), nextGrouping(10, -1)]).toEqual([
      2, 1, 1_000, 5,
    ]);
  });
});

test.each([
  ['in the middle both sides have half', 0, [0, 5], [0, 5], true],
  ['higher asks come in as bids go out', 3, [0, 8], [0, 2], true],
  ['far up there are only asks', 20, [15, 25], [0, 0], false],
  ['and far down bids', -20, [0, 0], [15, 25], false],
])('%s', (_, shift, asks, bids, hasSpread) => {
  const view = ladderWindow(10, shift);
  expect([view.asks.from, view.asks.to]).toEqual(asks);
  expect([view.bids.from, view.bids.to]).toEqual(bids);
  expect(view.hasSpread).toBe(hasSpread);
});

test('instruments wrap around', () => {
  const all = ['A', 'B', 'C'];
  expect([
    nextSymbol(all, null, 1),
    nextSymbol(all, 'C', 1),
    nextSymbol(all, 'A', -1),
    nextSymbol([], null, 1),
  ]).toEqual(['B', 'A', 'C', null]);
});
