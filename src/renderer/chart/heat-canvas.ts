/** The heatmap as a canvas that is painted anew only when a column came or the view moved. */
import type { DepthSegment } from '../feed/depth-history.ts';
import { paintHeat } from './heat-image.ts';
import { heatScale } from './heat-scale.ts';
import type { Scales } from './market-layer.ts';

interface HeatView {
  readonly scales: Scales;
  readonly segments: readonly DepthSegment[];
  readonly version: number;
  /** In device pixels. */
  readonly width: number;
  readonly height: number;
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
    const { scales, width, height, version } = view;
    const key = [version, width, height, scales.from, scales.to, scales.yOf(0), scales.yOf(1)].join(' ');
    if (key !== this.#painted) this.#paint(view);
    this.#painted = key;
    context.drawImage(this.#canvas, 0, 0);
  }

  #paint({ scales, segments, width, height }: HeatView): void {
    const pen = this.#canvas.getContext('2d');
    if (pen === null || width === 0 || height === 0) return;
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = new ImageData(width, height);
    }
    const [ratioX, ratioY] = [width / scales.width, height / scales.height];
    const frame = {
      width,
      height,
      xOf: (micros: number) => scales.xOf(micros) * ratioX,
      yOf: (price: number) => scales.yOf(price) * ratioY,
      tickHeight: Math.abs(scales.yOf(this.#tickSize) - scales.yOf(0)) * ratioY,
    };
    paintHeat(new Uint32Array(this.#image.data.buffer), frame, segments, this.#scale);
    pen.putImageData(this.#image, 0, 0);
  }
}
