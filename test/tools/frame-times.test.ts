/** A small trace with two whole frames between the first and the last one. */
import { expect, test } from 'vitest';
import { frameTimes, type TraceEvent } from '../../tools/bench/commands/frame-times.ts';

const slice = (name: string, ts: number, dur: number, tdur: number, data?: object): TraceEvent => ({
  name,
  ph: 'X',
  pid: 1,
  tid: 1,
  ts,
  dur,
  tdur,
  args: data === undefined ? {} : { data },
});
const commit = (ts: number) => slice('Commit', ts, 10, 10);

const TRACE: TraceEvent[] = [
  commit(0),
  slice('RunTask', 1_000, 9_000, 6_000),
  slice('FireAnimationFrame', 1_100, 6_000, 4_500),
  slice('FunctionCall', 1_200, 5_000, 4_000, { functionName: 'paint' }),
  slice('Layout', 7_200, 1_000, 1_000),
  commit(10_000),
  slice('RunTask', 11_000, 3_000, 2_500),
  slice('EventDispatch', 11_100, 2_000, 1_900, { type: 'message' }),
  { ...slice('FunctionCall', 11_100, 9_000, 9_000), tid: 2 },
  commit(20_000),
  slice('RunTask', 21_000, 500, 400),
  slice('FunctionCall', 21_100, 300, 300),
  commit(30_000),
];

test('a frame’s scripts are its outermost slices, only on the window’s thread', () => {
  const { ours, drawing, all } = frameTimes(TRACE);
  expect(ours).toEqual({ wall: { p50: 0.3, p99: 0.3 }, cpu: { p50: 0.3, p99: 0.3 } });
  expect(drawing.cpu).toEqual({ p50: 0, p99: 0 });
  expect(all.cpu.p50).toBe(0.4);
});

test('frames are counted by the time of their scripts', () => {
  // One with 0.3 ms and one with 1.9; time before the first frame and after the last belongs to none.
  expect(frameTimes(TRACE).histogram).toEqual([1, 1]);
});

test('the longest tasks name their slices, without nested ones', () => {
  const [first, second] = frameTimes(TRACE).longest;
  expect(first).toEqual({
    cpuMs: 6,
    wallMs: 9,
    slices: { 'FunctionCall paint': 4, Layout: 1, FireAnimationFrame: 0.5, RunTask: 0.5 },
  });
  expect(second?.slices).toMatchObject({ 'EventDispatch message': 1.9 });
});
