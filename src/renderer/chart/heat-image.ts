/** The heatmap's pixels: columns of depth, drawn into a picture of the pane's size. */
import type { DepthSegment } from '../feed/depth-history.ts';
import { heatStep, referenceOf } from './heat-scale.ts';

/** Where times and prices are in the picture, in its pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  xOf(micros: number): number;
  yOf(price: number): number;
  /** Height of a tick; a level is drawn at least `LEVEL_PX_MIN` high. */
  readonly tickHeight: number;
}

const LEVEL_PX_MIN = 2;

export function paintHeat(
  pixels: Uint32Array,
  frame: Frame,
  segments: readonly DepthSegment[],
  scale: Uint32Array,
): void {
  pixels.fill(0);
  const reference = referenceOf(quantitiesOf(segments));
  for (const { tier, first, last, until } of segments) {
    for (let column = first; column < last; column += 1) {
      const left = Math.max(0, Math.round(frame.xOf(tier.start(column))));
      const right = Math.min(frame.width, Math.round(frame.xOf(Math.min(tier.end(column), until))));
      if (right <= left) continue;
      tier.eachLevel(column, (price, quantity) => {
        const step = heatStep(quantity, reference);
        paintLevel(pixels, frame, left, right, price, step, scale);
      });
    }
  }
}

/** Steps of the levels in sight, one column in so many. */
function quantitiesOf(segments: readonly DepthSegment[]): readonly number[] {
  const quantities: number[] = [];
  for (const { tier, first, last } of segments) {
    const stride = Math.max(1, Math.ceil((last - first) / 64));
    for (let column = first; column < last; column += stride) {
      tier.eachLevel(column, (_price, quantity) => quantities.push(quantity));
    }
  }
  return quantities;
}

/** Where two levels share a pixel the deeper one is seen. */
function paintLevel(
  pixels: Uint32Array,
  frame: Frame,
  left: number,
  right: number,
  price: number,
  step: number,
  scale: Uint32Array,
): void {
  const { width, height, tickHeight } = frame;
  const high = Math.max(tickHeight, LEVEL_PX_MIN);
  const middle = frame.yOf(price);
  const top = Math.max(0, Math.round(middle - high / 2));
  const bottom = Math.min(height, Math.round(middle + high / 2));
  const color = scale[step] ?? 0;
  for (let y = top; y < bottom; y += 1) {
    const from = y * width + left;
    if (tickHeight >= LEVEL_PX_MIN || (pixels[from] ?? 0) >>> 24 <= color >>> 24) {
      pixels.fill(color, from, y * width + right);
    }
  }
}
