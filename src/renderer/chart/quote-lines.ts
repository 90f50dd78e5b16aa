/**
 * The best bid and the best ask over the heatmap, as lines. They are interrupted where a side was empty or time is
 * missing.
 */
import type { DepthSegment } from '../feed/depth-history.ts';
import type { ChartColors } from './chart-colors.ts';
import type { Scales } from './market-layer.ts';

const LINE_PX = 1.25;

export function drawQuotes(
  pen: CanvasRenderingContext2D,
  scales: Scales,
  segments: readonly DepthSegment[],
  { buy, sell }: Pick<ChartColors, 'buy' | 'sell'>,
): void {
  pen.lineWidth = LINE_PX;
  for (const [side, color] of [
    ['bid', buy],
    ['ask', sell],
  ] as const) {
    pen.beginPath();
    for (const segment of segments) traceBest(pen, scales, segment, side);
    pen.strokeStyle = color;
    pen.stroke();
  }
}

function traceBest(
  pen: CanvasRenderingContext2D,
  scales: Scales,
  { tier, first, last, until }: DepthSegment,
  side: 'bid' | 'ask',
): void {
  let end = Number.NaN;
  for (let column = first; column < last; column += 1) {
    const best = tier.best(column);
    if (best === undefined) {
      end = Number.NaN;
      continue;
    }
    const start = tier.start(column);
    const y = scales.yOf(best[side]);
    if (start === end) pen.lineTo(scales.xOf(start), y);
    else pen.moveTo(scales.xOf(start), y);
    end = tier.end(column);
    pen.lineTo(scales.xOf(Math.min(end, until)), y);
  }
}
