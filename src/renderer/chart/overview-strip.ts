/**
 * The strip below the chart: all its bars in a small size, and a window that the user drags and resizes. It changes the
 * document directly, without React, because the window moves with every new bar.
 */
import type { Bar } from '../../contract/bars.ts';
import type { ChartColors } from './chart-colors.ts';
import { Pace } from './pace.ts';
import { columnsOf, movedBy, resizedBy, shareOf, type BarRange } from './overview-window.ts';

/** Time between two full redraws of the same candles. */
const REDRAW_MS = 1_000;
const MARGIN_PX = 2;
/** Share of the window's length by which a key moves it. */
const KEY_SHARE = 0.1;

/** The part of the chart that the strip reads and moves. */
export interface Overviewed {
  readonly bars: readonly Bar[];
  readonly range: BarRange | null;
  showRange(range: BarRange): void;
}

type Grip = 'from' | 'to' | 'window';

interface Drag {
  readonly grip: Grip;
  readonly x: number;
  readonly range: BarRange;
}

export class OverviewStrip {
  readonly #root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #window: HTMLElement;
  readonly #chart: Overviewed;
  readonly #colors: ChartColors;
  readonly #ending = new AbortController();
  readonly #resizes: ResizeObserver;
  readonly #pace = new Pace(REDRAW_MS);
  /**
   * Size at the last layout of the page. Reading it again would lay out everything that this frame has changed so far.
   */
  #size = { width: 0, height: 0 };
  #drawn = '';
  #drawnBars: readonly Bar[] = [];
  #drag: Drag | null = null;

  /** @param root element with a canvas and an element of the class `overview-window`, which has two grips */
  constructor(root: HTMLElement, chart: Overviewed, colors: ChartColors) {
    this.#root = root;
    this.#chart = chart;
    this.#colors = colors;
    const [canvas, window] = [
      root.querySelector('canvas'),
      root.querySelector<HTMLElement>('.overview-window'),
    ];
    if (canvas === null || window === null)
      throw new Error('the overview strip lacks its canvas or its window');
    this.#canvas = canvas;
    this.#window = window;
    const { signal } = this.#ending;
    root.addEventListener('pointerdown', (event) => this.#begin(event), { signal });
    root.addEventListener('pointermove', (event) => this.#move(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const)
      root.addEventListener(type, () => (this.#drag = null), { signal });
    window.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.#resizes = new ResizeObserver(([entry]) => this.#resize(entry?.contentRect));
    this.#resizes.observe(root);
  }

  draw(): void {
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    this.#placeWindow();
    const { bars } = this.#chart;
    const key = [width, height, bars.length, bars.at(-1)?.time].join(' ');
    // Candles of another price may have the same times.
    const isOther = bars !== this.#drawnBars;
    if (!isOther && key === this.#drawn) return;
    this.#drawn = key;
    this.#drawnBars = bars;
    this.#pace.run(() => this.#paint(width, height), isOther);
  }

  end(): void {
    this.#ending.abort();
    this.#resizes.disconnect();
    this.#pace.end();
  }

  #resize({ width, height }: Pick<DOMRectReadOnly, 'width' | 'height'> = { width: 0, height: 0 }): void {
    this.#size = { width, height };
    this.draw();
  }

  #placeWindow(): void {
    const { range, bars } = this.#chart;
    if (range === null) return;
    const { left, width } = shareOf(range, bars.length);
    const [leftText, widthText] = [`${(left * 100).toFixed(2)}%`, `${(width * 100).toFixed(2)}%`];
    const { style } = this.#window;
    if (style.left === leftText && style.width === widthText) return;
    style.left = leftText;
    style.width = widthText;
    this.#window.setAttribute('aria-valuenow', String(Math.round((left + width) * 100)));
  }

  #paint(width: number, height: number): void {
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const pen = this.#canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(ratio, ratio);
    const columns = columnsOf(this.#chart.bars, Math.floor(width));
    const low = Math.min(...columns.map((column) => column.low));
    const high = Math.max(...columns.map((column) => column.high));
    const scale = (height - 2 * MARGIN_PX) / Math.max(high - low, Number.EPSILON);
    const yOf = (price: number) => height - MARGIN_PX - (price - low) * scale;
    pen.fillStyle = this.#colors.muted;
    for (const [index, column] of columns.entries()) {
      const [left, right] = [index, index + 1].map((at) => (at / columns.length) * width) as [number, number];
      const top = yOf(column.high);
      pen.fillRect(left, top, right - left, Math.max(1, yOf(column.low) - top));
    }
  }

  #begin(event: PointerEvent): void {
    const { range, bars } = this.#chart;
    if (range === null || event.button !== 0) return;
    const grip = gripOf(event.target);
    this.#root.setPointerCapture(event.pointerId);
    this.#window.focus({ preventScroll: true });
    event.preventDefault();
    if (grip !== null) this.#drag = { grip, x: event.clientX, range };
    else {
      // The pointer is outside the window, which moves there and is then dragged.
      const { left, width } = this.#root.getBoundingClientRect();
      const bar = ((event.clientX - left) / width) * bars.length;
      const centred = movedBy(range, bar - (range.from + range.to) / 2, bars.length);
      this.#chart.showRange(centred);
      this.#drag = { grip: 'window', x: event.clientX, range: centred };
    }
  }

  #move(event: PointerEvent): void {
    if (this.#drag === null) return;
    const { grip, x, range } = this.#drag;
    const count = this.#chart.bars.length;
    const by = ((event.clientX - x) / this.#size.width) * count;
    this.#chart.showRange(grip === 'window' ? movedBy(range, by, count) : resizedBy(range, grip, by, count));
  }

  /** Handles a key. The arrows move the window, and with Shift its left edge. */
  #key(event: KeyboardEvent): void {
    const { range, bars } = this.#chart;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction === undefined || range === null) return;
    event.preventDefault();
    const by = direction * Math.max(1, (range.to - range.from) * KEY_SHARE);
    this.#chart.showRange(
      event.shiftKey ? resizedBy(range, 'from', by, bars.length) : movedBy(range, by, bars.length),
    );
  }
}

function gripOf(target: EventTarget | null): Grip | null {
  if (!(target instanceof HTMLElement)) return null;
  const { grip } = target.dataset;
  if (grip === 'from' || grip === 'to') return grip;
  return target.classList.contains('overview-window') ? 'window' : null;
}
