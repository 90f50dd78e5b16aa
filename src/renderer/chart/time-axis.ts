/**
 * Converts times to the chart's axis, which counts bars. This also works within a bar, before the first and after the
 * last one.
 */
import type { Bar } from '../../contract/bars.ts';
import { firstIndex } from '../../contract/first-index.ts';

const MICROS_PER_SECOND = 1_000_000;

type Bars = readonly Pick<Bar, 'time'>[];

/** @returns the index of a bar with a fraction: bar 3 reaches from 2.5 to 3.5 */
export function logicalOf(bars: Bars, seconds: number, micros: number): number {
  const time = micros / MICROS_PER_SECOND;
  const index = Math.max(0, lastBarAt(bars, time));
  const passed = (time - (bars[index]?.time ?? 0)) / seconds;
  // A gap between two bars belongs to the end of the first one.
  return index + (index < bars.length - 1 ? Math.min(passed, 1) : passed) - 0.5;
}

/** Time at a place on the axis, in microseconds. */
export function timeAt(bars: Bars, seconds: number, logical: number): number {
  const index = Math.min(Math.max(Math.floor(logical + 0.5), 0), Math.max(bars.length - 1, 0));
  return ((bars[index]?.time ?? 0) + (logical + 0.5 - index) * seconds) * MICROS_PER_SECOND;
}

/** Index of the last bar that begins at or before the time. -1: there is none. */
function lastBarAt(bars: Bars, time: number): number {
  return firstIndex(0, bars.length, (index) => (bars[index]?.time ?? 0) > time) - 1;
}
