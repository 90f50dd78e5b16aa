import { describe, expect, test } from 'vitest';
import {
  BARS_MIN,
  columnsOf,
  movedBy,
  resizedBy,
  shareOf,
} from '../../src/renderer/chart/overview-window.ts';

const COUNT = 100;

describe('the window of the strip', () => {
  test.each([
    ['moves', { from: 20, to: 40 }, 10, { from: 30, to: 50 }],
    ['stops at the first bar', { from: 20, to: 40 }, -50, { from: -0.5, to: 19.5 }],
    ['stops at the newest bar', { from: 20, to: 40 }, 500, { from: 79.5, to: 99.5 }],
    [
      'that shows more than all bars begins with the first',
      { from: -80, to: 103 },
      30,
      { from: -0.5, to: 182.5 },
    ],
  ])('%s', (_, range, by, expected) => {
    expect(movedBy(range, by, COUNT)).toEqual(expected);
  });

  test.each([
    ['left edge moves', 'from', 5, { from: 25, to: 40 }],
    ['left edge stops at the first bar', 'from', -500, { from: -0.5, to: 40 }],
    ['left edge keeps some bars', 'from', 500, { from: 40 - BARS_MIN, to: 40 }],
    ['right edge moves', 'to', -5, { from: 20, to: 35 }],
    ['right edge stops at the newest bar', 'to', 500, { from: 20, to: 99.5 }],
    ['right edge keeps some bars', 'to', -500, { from: 20, to: 20 + BARS_MIN }],
  ] as const)('%s', (_, edge, by, expected) => {
    expect(resizedBy({ from: 20, to: 40 }, edge, by, COUNT)).toEqual(expected);
  });

  test('an edge beyond the bars is dragged from their end, where it is drawn', () => {
    const wide = { from: -30, to: 112 };
    expect(resizedBy(wide, 'to', -40, COUNT)).toEqual({ from: -30, to: 59.5 });
    expect(resizedBy(wide, 'from', 40, COUNT)).toEqual({ from: 39.5, to: 112 });
  });

  test.each([
    [
      { from: -0.5, to: 99.5 },
      { left: 0, width: 1 },
    ],
    [
      { from: -300, to: 120 },
      { left: 0, width: 1 },
    ],
    [
      { from: 49.5, to: 74.5 },
      { left: 0.5, width: 0.25 },
    ],
  ])('%j has its place in the strip', (range, share) => {
    expect(shareOf(range, COUNT)).toEqual(share);
  });
});

test('a column of the strip has the extremes of its bars', () => {
  const bars = Array.from({ length: 10 }, (_, index) => ({ low: index, high: index + 1 }));
  expect(columnsOf(bars, 2)).toEqual([
    { low: 0, high: 5 },
    { low: 5, high: 10 },
  ]);
  expect(columnsOf(bars, 500)).toHaveLength(10);
  expect(columnsOf([], 500)).toEqual([]);
});
