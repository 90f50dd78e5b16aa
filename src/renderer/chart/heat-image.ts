/**
 * The heatmap's picture, with a pixel for a few pixels of time and a bin of prices. Drawing enlarges it, so neighbours
 * blend and depth looks like a field, not like lines. A bin of several prices has the colour of its largest quantity,
 * so a wall keeps its colour at every zoom.
 */
import type { DepthSegment } from '../feed/depth-history.ts';
import type { HeatSteps } from './heat-scale.ts';

/** Positions of times and prices in the picture, in its pixels. */
export interface HeatGrid {
  readonly width: number;
  readonly height: number;
  xOf(micros: number): number;
  /** Row of a price. Outside the picture, it is below 0, or at least `height`. */
  rowOf(price: number): number;
  /** True when a row holds several prices. A quantity at one of them then also colours the adjacent rows. */
  readonly isCoarse: boolean;
}

/** Shares of a quantity that are visible one row and two rows away, because a quote's steps often skip a row. */
const SHINE_NEAR = 0.5;
const SHINE_FAR = 0.2;

export function paintHeat(
  pixels: Uint32Array,
  grid: HeatGrid,
  segments: readonly DepthSegment[],
  scale: Uint32Array,
  steps: HeatSteps,
): void {
  pixels.fill(0);
  const rows = new HeatRows(grid);
  for (const segment of segments) {
    for (let column = segment.first; column < segment.last; column += 1) {
      paintColumn(pixels, rows, segment, column, (quantity) => scale[steps.of(quantity)] ?? 0);
    }
  }
}

function paintColumn(
  pixels: Uint32Array,
  rows: HeatRows,
  { tier, until }: DepthSegment,
  column: number,
  colorOf: (quantity: number) => number,
): void {
  const { width, height } = rows.grid;
  const left = Math.max(0, Math.round(rows.grid.xOf(tier.start(column))));
  const right = Math.min(width, Math.round(rows.grid.xOf(Math.min(tier.end(column), until))));
  if (right <= left) return;
  const quantities = rows.of(tier, column);
  for (let row = 0; row < height; row += 1) {
    const quantity = quantities[row] ?? 0;
    if (quantity === 0) continue;
    const color = colorOf(quantity);
    for (let at = row * width + left; at < row * width + right; at += 1) pixels[at] = color;
  }
}

/**
 * The largest resting quantity in each row of the picture, for one column at a time. The next column reuses the arrays.
 */
class HeatRows {
  readonly grid: HeatGrid;
  readonly #resting: Float64Array;
  readonly #shining: Float64Array;

  constructor(grid: HeatGrid) {
    this.grid = grid;
    this.#resting = new Float64Array(grid.height);
    this.#shining = new Float64Array(grid.height);
  }

  of(tier: DepthSegment['tier'], column: number): Float64Array {
    const { grid } = this;
    const resting = this.#resting.fill(0);
    tier.eachLevel(column, (price, quantity) => {
      const row = grid.rowOf(price);
      if (row >= 0 && row < grid.height) resting[row] = Math.max(resting[row] ?? 0, quantity);
    });
    return grid.isCoarse ? this.#shine() : resting;
  }

  #shine(): Float64Array {
    const rows = this.#resting;
    for (let row = 0; row < rows.length; row += 1) {
      const beside = Math.max(rows[row - 1] ?? 0, rows[row + 1] ?? 0);
      const beyond = Math.max(rows[row - 2] ?? 0, rows[row + 2] ?? 0);
      this.#shining[row] = Math.max(rows[row] ?? 0, SHINE_NEAR * beside, SHINE_FAR * beyond);
    }
    return this.#shining;
  }
}
