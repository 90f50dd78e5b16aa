import { expect, test } from 'vitest';
import { placeOf, spanText } from '../../src/renderer/chart/phase-spans.ts';
import { PhaseHistory, SPANS_MAX } from '../../src/renderer/feed/phase-history.ts';

const SECOND = 1_000_000;

test('a halt and its auction are two spans; repetitions change nothing', () => {
  const history = new PhaseHistory();
  const enter = (phase: 'halted' | 'auction' | 'continuous', seconds: number) =>
    history.add({ symbol: 'A', phase, time: seconds * SECOND });
  enter('continuous', 1);
  enter('halted', 10);
  enter('halted', 11);
  enter('auction', 40);
  expect(history.of('A').map(spanText)).toEqual(['Halted 30 s', 'Auction']);
  enter('continuous', 50);
  enter('continuous', 51);
  expect(history.of('A').map(spanText)).toEqual(['Halted 30 s', 'Auction 10 s']);
  expect(history.of('B')).toEqual([]);
  history.clear();
  expect(history.of('A')).toEqual([]);
});

test('the newest spans are kept', () => {
  const history = new PhaseHistory();
  for (let second = 0; second < 3 * SPANS_MAX; second += 1) {
    const phase = second % 2 === 0 ? 'halted' : 'continuous';
    history.add({ symbol: 'A', phase, time: second * SECOND });
  }
  expect(history.of('A')).toHaveLength(SPANS_MAX);
  expect(history.of('A').at(-1)?.to).toBe((3 * SPANS_MAX - 1) * SECOND);
});

test('a span is cut at the edges of the chart, and never vanishes between two candles', () => {
  const scales = { from: 100, to: 200, width: 100, xOf: (micros: number) => micros - 100 };
  expect(placeOf({ from: 120, to: 150 }, scales)).toEqual({ x: 20, width: 30 });
  expect(placeOf({ from: 50, to: 110 }, scales)).toEqual({ x: 0, width: 10 });
  expect(placeOf({ from: 190, to: undefined }, scales)).toEqual({ x: 90, width: 10 });
  expect(placeOf({ from: 120, to: 121 }, scales)).toEqual({ x: 20, width: 3 });
  expect(placeOf({ from: 20, to: 90 }, scales)).toBeNull();
  expect(placeOf({ from: 210, to: undefined }, scales)).toBeNull();
});
