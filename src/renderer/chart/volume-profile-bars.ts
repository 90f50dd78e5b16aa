/** The volume profile: a bar for each few pixels of price, from the right edge. The longest bar is stronger. */
import type { VolumeProfile } from '../feed/volume-profile.ts';
import { roundStepAbove } from '../../contract/round-steps.ts';
import type { ChartColors } from './chart-colors.ts';
import type { Scales } from './market-layer.ts';

const WIDTH_SHARE = 0.16;
const WIDTH_MAX_PX = 140;
const ROW_PX_MIN = 4;
const ALPHA = 0.22;
const ALPHA_MOST = 0.45;

/** Number of ticks in a row: 1, 2, 5, 10 … A row has at least the height ROW_PX_MIN. */
export function rowTicks(tickPx: number): number {
  return roundStepAbove(Math.max(1, ROW_PX_MIN / tickPx));
}

export function drawProfile(
  pen: CanvasRenderingContext2D,
  scales: Pick<Scales, 'width' | 'height' | 'yOf' | 'priceOf'>,
  profile: VolumeProfile,
  { tickSize, muted }: Pick<ChartColors, 'muted'> & { readonly tickSize: number },
): void {
  const { width, height, yOf, priceOf } = scales;
  const middle = priceOf(height / 2);
  const ticks = rowTicks(Math.abs(yOf(middle + tickSize) - yOf(middle)));
  const rows = profile.rows(ticks);
  const [first, last] = [priceOf(height), priceOf(0)].map((price) =>
    Math.floor(price / tickSize / ticks),
  ) as [number, number];
  let most = 0;
  for (let row = first; row <= last; row += 1) most = Math.max(most, rows.get(row) ?? 0);
  if (most === 0) return;
  const longest = Math.min(width * WIDTH_SHARE, WIDTH_MAX_PX);
  pen.save();
  pen.fillStyle = muted;
  for (let row = first; row <= last; row += 1) {
    const volume = rows.get(row) ?? 0;
    if (volume === 0) continue;
    const top = Math.round(yOf(((row + 1) * ticks - 0.5) * tickSize));
    const bottom = Math.round(yOf((row * ticks - 0.5) * tickSize));
    const length = (volume / most) * longest;
    pen.globalAlpha = volume === most ? ALPHA_MOST : ALPHA;
    pen.fillRect(width - length, top, length, Math.max(1, bottom - top - 1));
  }
  pen.restore();
}
