import { describe, expect, test } from 'vitest';
import type { Liquidation } from '../../src/contract/events.ts';
import {
  groupMarks,
  labelLines,
  markOf,
  type LiquidationMark,
} from '../../src/renderer/chart/liquidation-marks.ts';
import { markAt } from '../../src/renderer/chart/mark-label.ts';
import { liquidationCases } from '../../src/renderer/liquidations/cases.ts';

const step = (seq: number, stage: Liquidation['stage'], price?: number): Liquidation => ({
  type: 'liquidation',
  seq,
  time: seq,
  account: 'ann',
  symbol: 'A',
  side: 'buy',
  quantity: 5,
  bankruptcyPrice: 90,
  stage,
  ...(price !== undefined && { price }),
});

const mark = (time: number, price: number, change: Partial<LiquidationMark> = {}): LiquidationMark => ({
  time,
  price,
  account: `a${time}`,
  side: 'buy',
  quantity: 2,
  ...change,
});

test.each([
  ['the first fill', [step(1, 'started'), step(2, 'taken_over', 91), step(3, 'filled', 95)], 3, 95],
  ['the takeover before a fill', [step(1, 'started'), step(2, 'taken_over', 91)], 2, 91],
  ['the bankruptcy price at first', [step(1, 'started')], 1, 90],
])('a liquidation is marked at %s', (_, steps, time, price) => {
  const marks = liquidationCases(steps).map((one) => markOf(one));
  expect(marks).toEqual([{ time, price, account: 'ann', side: 'buy', quantity: 5 }]);
});

describe('marks on the chart', () => {
  const scales = {
    from: 0,
    to: 500,
    height: 100,
    xOf: (micros: number) => micros,
    yOf: (price: number) => 100 - price,
  };
  const places = (marks: readonly LiquidationMark[]) =>
    groupMarks(marks, scales).map((group) => [group.x, group.y, group.marks.length]);

  test('near ones share a triangle, opposite ones and far ones do not', () => {
    const near = [mark(100, 50), mark(104, 53), mark(109, 50), mark(101, 50, { side: 'sell' })];
    expect(places([...near, mark(300, 50), mark(100, 80)])).toEqual([
      [100, 50, 3],
      [101, 50, 1],
      [300, 50, 1],
      [100, 20, 1],
    ]);
  });

  test('a price out of sight is at the edge, a time out of sight has no mark', () => {
    expect(places([mark(50, 900), mark(50, -900), mark(600, 50)])).toEqual([
      [50, 10, 1],
      [50, 90, 1],
    ]);
  });

  test('the pointer finds the nearest within its reach', () => {
    const groups = groupMarks([mark(100, 50), mark(112, 50)], scales);
    expect(markAt(groups, { x: 108, y: 50 })).toBe(groups[1]);
    expect(markAt(groups, { x: 140, y: 50 })).toBeUndefined();
    expect(markAt(groups, null)).toBeUndefined();
  });

  test('the label names four and counts the rest', () => {
    const marks = Array.from({ length: 7 }, (_, index) => mark(index, 50));
    const lines = labelLines(marks, { tickSize: 0.5, lotSize: 0.001 });
    expect(lines[0]).toMatch(/a0 long 2\.000 liquidated at 50\.0$/);
    expect([lines.length, lines.at(-1)]).toEqual([5, 'and 3 more']);
    expect(labelLines(marks.slice(0, 4), { tickSize: 0.5, lotSize: 0.001 })).toHaveLength(4);
  });
});
