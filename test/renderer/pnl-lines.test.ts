import { expect, test } from 'vitest';
import type { PositionUpdate } from '../../src/contract/events.ts';
import { assignSlots, drawnAccounts, LINES_MAX, topAccounts } from '../../src/renderer/pnl/line-slots.ts';
import { drawdowns } from '../../src/renderer/pnl/lines-view.ts';

const held = (realizedPnl: number) =>
  new Map([
    ['X', { symbol: 'X', markPrice: 1, realizedPnl, unrealizedPnl: 0, feesPaid: 0 } as PositionUpdate],
  ]);
const positions = new Map(Array.from({ length: 20 }, (_, index) => [`a${index}`, held(index)]));
const market = { positions, markets: new Map() };

test('the best are drawn until the user chooses, the selected account always', () => {
  expect(topAccounts(market, 2, false)).toEqual(['a19', 'a18']);
  expect(drawnAccounts(market, { chosen: null, selected: 'a3', withHouse: false })).toEqual([
    'a3',
    'a19',
    'a18',
    'a17',
    'a16',
    'a15',
  ]);
  expect(drawnAccounts(market, { chosen: ['a1', 'gone'], selected: 'a1', withHouse: false })).toEqual(['a1']);
  expect(
    drawnAccounts(market, { chosen: [...positions.keys()], selected: null, withHouse: false }),
  ).toHaveLength(LINES_MAX);
});

test('the crowd is left out of the best unless the user shows it', () => {
  const withCrowd = new Map([...positions, ['crowd.maker-1', held(100)]]);
  expect(topAccounts({ positions: withCrowd, markets: new Map() }, 1, false)).toEqual(['a19']);
  expect(topAccounts({ positions: withCrowd, markets: new Map() }, 1, true)).toEqual(['crowd.maker-1']);
});

test('an account keeps its colour while it is drawn', () => {
  const before = assignSlots(new Map(), ['a', 'b', 'c']);
  expect(Object.fromEntries(assignSlots(before, ['d', 'c', 'e']))).toEqual({ c: 2, d: 0, e: 1 });
});

test('drawdown is the distance to the highest earlier value', () => {
  const samples = [5, 8, 6, 9].map((value, time) => ({ time, value }));
  expect(drawdowns(samples).map(({ value }) => value)).toEqual([0, 0, -2, 0]);
});
