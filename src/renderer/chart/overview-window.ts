/** The window of the overview strip: the range of bars that the chart shows. */

/** A range of bars, in the chart's count: bar 3 reaches from 2.5 to 3.5. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

export const BARS_MIN = 5;
/** Left edge of the first bar. */
const FIRST = -0.5;

/**
 * The range moved by some bars, with the same length and within the bars. At the right end, the chart follows the
 * newest bar.
 */
export function movedBy({ from, to }: BarRange, by: number, count: number): BarRange {
  const length = to - from;
  const last = Math.max(FIRST, count + FIRST - length);
  const start = Math.min(Math.max(FIRST, from + by), last);
  return { from: start, to: start + length };
}

/**
 * The range after an edge was dragged by some bars. It keeps at least BARS_MIN. An edge that lies beyond the bars is drawn
 * at their end, so it is dragged from there and stays under the pointer.
 */
export function resizedBy({ from, to }: BarRange, edge: 'from' | 'to', by: number, count: number): BarRange {
  const last = count + FIRST;
  return edge === 'from'
    ? { from: Math.min(Math.max(FIRST, Math.max(FIRST, from) + by), to - BARS_MIN), to }
    : { from, to: Math.max(Math.min(last, Math.min(last, to) + by), from + BARS_MIN) };
}

/** The range in shares of the strip's width. */
export function shareOf(
  { from, to }: BarRange,
  count: number,
): { readonly left: number; readonly width: number } {
  const place = (bar: number) => Math.min(1, Math.max(0, (bar - FIRST) / Math.max(1, count)));
  const left = place(from);
  return { left, width: place(to) - left };
}

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The lowest and the highest price of the bars in each column of the strip. */
export function columnsOf(bars: readonly Extent[], width: number): readonly Extent[] {
  const count = Math.min(width, bars.length);
  return Array.from({ length: count }, (_, column) => {
    const first = Math.floor((column / count) * bars.length);
    const last = Math.floor(((column + 1) / count) * bars.length);
    let [low, high] = [Infinity, -Infinity];
    for (let index = first; index < last; index += 1) {
      low = Math.min(low, bars[index]?.low ?? Infinity);
      high = Math.max(high, bars[index]?.high ?? -Infinity);
    }
    return { low, high };
  });
}
