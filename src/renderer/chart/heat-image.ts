/**
 * The heatmap's picture: a pixel for each few pixels of time and each bin of prices. It is drawn larger than it is, so that
 * neighbours run into each other: depth is seen as a field, not as lines.
 */
import type { DepthSegment } from '../feed/depth-history.ts';
import { heatStep, referenceOf } from './heat-scale.ts';

/** Where times and prices are in the picture, in its pixels. */
export interface HeatGrid {
  readonly width: number;
  readonly height: number;
  xOf(micros: number): number;
  /** The row of a price; outside of the picture it is below 0, or `height` and more. */
  rowOf(price: number): number;
  /** A row holds several prices: what rests at one of them shines on the rows beside it. */
  readonly isCoarse: boolean;
}

/** Columns that the scale's bound is taken from. */
const SAMPLED_COLUMNS = 48;
/** How much of a row is seen in it and in the rows beside it, as the steps of a quote often skip a row. */
const SHINE = [3, 2, 1] as const;
const SHINE_SUM = 3 + 2 * (2 + 1);

export function paintHeat(
  pixels: Uint32Array,
  grid: HeatGrid,
  segments: readonly DepthSegment[],
  scale: Uint32Array,
): void {
  pixels.fill(0);
  const reference = referenceOf(sampledQuantities(grid, segments));
  for (const segment of segments) {
    for (let column = segment.first; column < segment.last; column += 1) {
      paintColumn(pixels, grid, segment, column, (quantity) => scale[heatStep(quantity, reference)] ?? 0);
    }
  }
}

function paintColumn(
  pixels: Uint32Array,
  grid: HeatGrid,
  { tier, until }: DepthSegment,
  column: number,
  colorOf: (quantity: number) => number,
): void {
  const left = Math.max(0, Math.round(grid.xOf(tier.start(column))));
  const right = Math.min(grid.width, Math.round(grid.xOf(Math.min(tier.end(column), until))));
  if (right <= left) return;
  const rows = rowsOf(grid, tier, column);
  for (let row = 0; row < grid.height; row += 1) {
    const quantity = rows[row] ?? 0;
    if (quantity > 0) pixels.fill(colorOf(quantity), row * grid.width + left, row * grid.width + right);
  }
}

/** What rests in each row of the picture. */
function rowsOf(grid: HeatGrid, tier: DepthSegment['tier'], column: number): Float64Array {
  const rows = new Float64Array(grid.height);
  tier.eachLevel(column, (price, quantity) => {
    const row = grid.rowOf(price);
    if (row >= 0 && row < grid.height) rows[row] = (rows[row] ?? 0) + quantity;
  });
  return grid.isCoarse ? shining(rows) : rows;
}

function shining(rows: Float64Array): Float64Array {
  const [own, near, far] = SHINE;
  return rows.map((quantity, row) => {
    const beside = (rows[row - 1] ?? 0) + (rows[row + 1] ?? 0);
    const beyond = (rows[row - 2] ?? 0) + (rows[row + 2] ?? 0);
    return (own * quantity + near * beside + far * beyond) / SHINE_SUM;
  });
}

function sampledQuantities(grid: HeatGrid, segments: readonly DepthSegment[]): readonly number[] {
  const quantities: number[] = [];
  for (const { tier, first, last } of segments) {
    const stride = Math.max(1, Math.ceil((last - first) / SAMPLED_COLUMNS));
    for (let column = first; column < last; column += stride) {
      for (const quantity of rowsOf(grid, tier, column)) if (quantity > 0) quantities.push(quantity);
    }
  }
  return quantities;
}
