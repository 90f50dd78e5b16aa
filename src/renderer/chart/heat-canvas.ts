/** The heatmap as a small canvas. It is repainted only after a new column or a moved view, and drawn over the pane. */
import type { DepthSegment } from '../feed/depth-history.ts';
import { roundStepAbove } from '../../contract/round-steps.ts';
import { paintHeat } from './heat-image.ts';
import type { HeatCutoffs } from './heat-cutoffs.ts';
import { heatScale, HeatSteps } from './heat-scale.ts';
import type { Scales } from './market-layer.ts';

interface HeatView {
  readonly scales: Scales;
  readonly segments: readonly DepthSegment[];
  readonly version: number;
  readonly cutoffs: HeatCutoffs;
}

/** Size of a pixel of the picture on the pane: the width, and the smallest height. */
const CELL_PX = 3;
const ROW_PX_MIN = 4;
/** Height above which rows get sharp edges. */
const SMOOTH_ROW_PX_MAX = 10;
const ROWS_MAX = 1_000;
const STRIP_ROWS = 8;

/** The visible prices, in rows of `ticks` each, counted in ticks from 0. */
interface Rows {
  readonly ticks: number;
  /** Number of the top row. */
  readonly top: number;
  readonly count: number;
}

export class HeatCanvas {
  readonly #canvas = document.createElement('canvas');
  readonly #scale: Uint32Array;
  readonly #tickSize: number;
  #image: ImageData | null = null;
  #painted = '';

  constructor(stops: readonly string[], tickSize: number) {
    this.#scale = heatScale(stops);
    this.#tickSize = tickSize;
  }

  draw(context: CanvasRenderingContext2D, view: HeatView): void {
    const { scales, version, cutoffs } = view;
    const rows = rowsInSight(scales, this.#tickSize);
    const { low, high } = cutoffs;
    const place = [scales.width, scales.from, scales.to, rows.ticks, rows.top, rows.count];
    const key = [version, low, high, ...place].join(' ');
    if (key !== this.#painted) this.#paint(view, rows);
    this.#painted = key;
    const top = scales.yOf(this.#upperEdge(rows, 0));
    const bottom = scales.yOf(this.#upperEdge(rows, rows.count));
    context.imageSmoothingEnabled = (bottom - top) / rows.count < SMOOTH_ROW_PX_MAX;
    if (scales.isLogarithmic) this.#drawStrips(context, scales, rows);
    else context.drawImage(this.#canvas, 0, top, this.#canvas.width * CELL_PX, bottom - top);
  }

  /** Draws in strips. Within a few rows, a logarithmic scale is almost straight. */
  #drawStrips(context: CanvasRenderingContext2D, scales: Scales, rows: Rows): void {
    const { width } = this.#canvas;
    for (let row = 0; row < rows.count; row += STRIP_ROWS) {
      const count = Math.min(STRIP_ROWS, rows.count - row);
      const [top, bottom] = [row, row + count].map((edge) =>
        Math.round(scales.yOf(this.#upperEdge(rows, edge))),
      ) as [number, number];
      context.drawImage(this.#canvas, 0, row, width, count, 0, top, width * CELL_PX, bottom - top);
    }
  }

  /** Price at the edge between a row of the picture and the one above it. */
  #upperEdge({ ticks, top }: Rows, row: number): number {
    return ((top + 1 - row) * ticks - 0.5) * this.#tickSize;
  }

  #paint({ scales, segments, cutoffs }: HeatView, rows: Rows): void {
    const pen = this.#canvas.getContext('2d');
    const width = Math.ceil(scales.width / CELL_PX);
    if (pen === null || width === 0) return;
    if (this.#image?.width !== width || this.#image.height !== rows.count) {
      this.#canvas.width = width;
      this.#canvas.height = rows.count;
      this.#image = new ImageData(width, rows.count);
    }
    const grid = {
      width,
      height: rows.count,
      xOf: (micros: number) => scales.xOf(micros) / CELL_PX,
      rowOf: (price: number) => rows.top - Math.floor(Math.round(price / this.#tickSize) / rows.ticks),
      isCoarse: rows.ticks > 1,
    };
    const steps = new HeatSteps(cutoffs.low, cutoffs.high);
    paintHeat(new Uint32Array(this.#image.data.buffer), grid, segments, this.#scale, steps);
    pen.putImageData(this.#image, 0, 0);
  }
}

function rowsInSight(scales: Scales, tickSize: number): Rows {
  const { height } = scales;
  const middle = scales.priceOf(height / 2);
  const tickPx = Math.abs(scales.yOf(middle + tickSize) - scales.yOf(middle));
  const needed = Math.max(ROW_PX_MIN / tickPx, height / tickPx / ROWS_MAX);
  const ticks = roundStepAbove(Math.max(1, needed));
  const rowAt = (y: number) => Math.floor(Math.round(scales.priceOf(y) / tickSize) / ticks);
  const [top, bottom] = [rowAt(0) + 1, rowAt(height) - 1];
  return { ticks, top, count: top - bottom + 1 };
}
