/** Lines of VWAP, over the candles, and of cumulative volume delta, in a pane below. */
import {
  createTextWatermark,
  LineSeries,
  PriceScaleMode,
  type IChartApi,
  type ISeriesApi,
  type LineSeriesPartialOptions,
  type UTCTimestamp,
  type WhitespaceData,
  type LineData,
} from 'lightweight-charts';
import type { Instrument } from '../../contract/instrument.ts';
import type { FlowPoint } from '../feed/trade-flow.ts';
import { formatPosition } from '../format/numbers.ts';
import type { ChartColors } from './chart-colors.ts';
import { Pace } from './pace.ts';

const TITLE_PX = 10;
/**
 * Time between two updates. Each new point makes the library lay out all panes again, and neither sum moves far in this
 * time.
 */
const UPDATE_MS = 250;

type Kind = 'vwap' | 'delta';

export interface FlowShown extends Readonly<Record<Kind, boolean>> {
  /** Share of the height that the delta gets when it appears. */
  readonly deltaShare: number;
}

/** A line that draws the points since its last call, or all points after candles were dropped. */
class Line {
  readonly series: ISeriesApi<'Line'>;
  readonly #valueOf: (point: FlowPoint) => number | undefined;
  #points: readonly FlowPoint[] | null = null;
  #from = 0;
  #drawnUntil = 0;

  constructor(series: ISeriesApi<'Line'>, kind: Kind) {
    this.series = series;
    this.#valueOf = (point) => point[kind];
  }

  /** @param from time of the first candle; an earlier point would move the axis */
  draw(points: readonly FlowPoint[], from: number): void {
    if (points === this.#points && from === this.#from) {
      let first = points.length;
      while (first > 0 && (points[first - 1]?.time ?? 0) >= this.#drawnUntil) first -= 1;
      for (const point of points.slice(first)) this.series.update(this.#dataOf(point));
    } else {
      this.series.setData(points.filter(({ time }) => time >= from).map((point) => this.#dataOf(point)));
    }
    this.#points = points;
    this.#from = from;
    this.#drawnUntil = points.at(-1)?.time ?? 0;
  }

  #dataOf(point: FlowPoint): LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp> {
    const [time, value] = [point.time as UTCTimestamp, this.#valueOf(point)];
    return value === undefined ? { time } : { time, value };
  }
}

export class FlowLines {
  readonly #chart: IChartApi;
  readonly #muted: string;
  readonly #options: Readonly<Record<Kind, LineSeriesPartialOptions>>;
  readonly #lines = new Map<Kind, Line>();
  readonly #pace = new Pace(UPDATE_MS);
  #drawn = '';
  #points: readonly FlowPoint[] | null = null;

  constructor(chart: IChartApi, colors: ChartColors, { lotSize }: Pick<Instrument, 'lotSize'>) {
    this.#chart = chart;
    this.#muted = colors.muted;
    const plain = {
      lineWidth: 2,
      priceLineVisible: false,
      // A label would cover figures of the axis, and the legend already shows the value.
      lastValueVisible: false,
      crosshairMarkerVisible: false,
    } as const;
    this.#options = {
      // Only the candles determine the scale.
      vwap: { ...plain, color: colors.vwap, autoscaleInfoProvider: () => null },
      delta: {
        ...plain,
        color: colors.muted,
        priceFormat: {
          type: 'custom',
          minMove: lotSize,
          formatter: (quantity: number) => formatPosition(quantity, lotSize),
        },
      },
    };
  }

  /** Share of the height that the delta takes. Undefined: it is hidden. */
  get deltaShare(): number | undefined {
    if (!this.#lines.has('delta')) return undefined;
    const [candles = 0, delta = 0] = this.#chart.panes().map((pane) => pane.getHeight());
    return delta / (candles + delta);
  }

  /** @returns true when the scale of the delta was logarithmic */
  keepLinear(): boolean {
    const scale = this.#lines.get('delta')?.series.priceScale();
    if (scale === undefined || scale.options().mode === PriceScaleMode.Normal) return false;
    scale.applyOptions({ mode: PriceScaleMode.Normal });
    return true;
  }

  /** @param from start of the first candle, in seconds since the Unix epoch */
  draw(points: readonly FlowPoint[], from: number, shown: FlowShown): void {
    const drawn = [from, shown.vwap, shown.delta].join(' ');
    const isOther = points !== this.#points || drawn !== this.#drawn;
    this.#points = points;
    this.#drawn = drawn;
    this.#pace.run(() => this.#draw(points, from, shown), isOther);
  }

  end(): void {
    this.#pace.end();
  }

  #draw(points: readonly FlowPoint[], from: number, shown: FlowShown): void {
    for (const kind of ['vwap', 'delta'] as const) {
      if (shown[kind]) this.#lineOf(kind, shown.deltaShare).draw(points, from);
      else this.#remove(kind);
    }
  }

  #lineOf(kind: Kind, deltaShare: number): Line {
    const found = this.#lines.get(kind);
    if (found !== undefined) return found;
    const pane = kind === 'delta' ? 1 : 0;
    const line = new Line(this.#chart.addSeries(LineSeries, this.#options[kind], pane), kind);
    this.#lines.set(kind, line);
    if (kind === 'delta') this.#openPane(deltaShare);
    return line;
  }

  #openPane(deltaShare: number): void {
    const [candles, delta] = this.#chart.panes();
    candles?.setStretchFactor(1 - deltaShare);
    delta?.setStretchFactor(deltaShare);
    const text = 'Cumulative volume delta';
    if (delta === undefined) return;
    createTextWatermark(delta, {
      horzAlign: 'left',
      vertAlign: 'top',
      lines: [{ text, color: this.#muted, fontSize: TITLE_PX, fontFamily: 'Inter, sans-serif' }],
    });
  }

  /** Removes a line. The library then removes the empty pane. */
  #remove(kind: Kind): void {
    const line = this.#lines.get(kind);
    if (line !== undefined) this.#chart.removeSeries(line.series);
    this.#lines.delete(kind);
  }
}
