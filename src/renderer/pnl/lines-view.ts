/** Lines on one time axis, with drawdowns below them. */
import {
  AreaSeries,
  ColorType,
  createChart,
  createTextWatermark,
  LineSeries,
  type IChartApi,
  type IPaneApi,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Sample, SampledSeries } from '../../contract/sampled-series.ts';
import { formatMoney } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';

const MICROS_PER_SECOND = 1_000_000;
/** Width of `12:34:56`. */
const TIME_LABEL_PX = 60;
/** Height of a pane's name with the space around it, and the largest share of a low pane that it may take. */
const PANE_NAME_PX = 22;
const PANE_NAME_SHARE_MAX = 0.6;

export interface Line {
  readonly id: string;
  readonly series: SampledSeries;
  /** Number of its colour. */
  readonly slot: number;
}

interface Look {
  readonly line: string;
  readonly muted: string;
  /** Colours by slot. */
  readonly colors: readonly string[];
}

interface Drawn {
  readonly main: ISeriesApi<'Line'>;
  readonly below: ISeriesApi<'Area'> | null;
  /** State at the last drawing, from which a change is detected. */
  mark: string;
}

/** Distance below the highest value so far, as an amount of at most 0. */
export function drawdowns(samples: readonly Sample[]): readonly Sample[] {
  let peak = -Infinity;
  return samples.map(({ time, value }) => {
    peak = Math.max(peak, value);
    return { time, value: value - peak };
  });
}

export class LinesView {
  readonly #chart: IChartApi;
  readonly #look: Look;
  readonly #hasDrawdown: boolean;
  readonly #drawn = new Map<string, Drawn>();
  #titles: readonly { detach(): void }[] = [];
  /** Time of the newest sample, in seconds since the Unix epoch. */
  #newest = -Infinity;
  #lowerHeight = 0;

  constructor(container: HTMLElement, look: Look, hasDrawdown: boolean) {
    this.#look = look;
    this.#hasDrawdown = hasDrawdown;
    this.#chart = createChart(container, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: 'transparent' },
        textColor: look.muted,
        fontFamily: 'Inter, sans-serif',
        fontSize: 11,
        attributionLogo: false,
        panes: { separatorColor: look.line },
      },
      grid: { vertLines: { color: `${look.line}80` }, horzLines: { color: `${look.line}80` } },
      rightPriceScale: { borderColor: look.line },
      timeScale: {
        borderColor: look.line,
        timeVisible: true,
        secondsVisible: true,
        tickMarkFormatter: (time: unknown) => formatClock(Number(time) * MICROS_PER_SECOND),
      },
      localization: {
        priceFormatter: formatMoney,
        timeFormatter: (time: number) => formatFullTime(time * MICROS_PER_SECOND),
      },
    });
    this.#chart.timeScale().subscribeSizeChange(() => this.#fit());
  }

  draw(lines: readonly Line[]): void {
    const wanted = new Set(lines.map(({ id }) => id));
    for (const id of this.#drawn.keys()) if (!wanted.has(id)) this.#drop(id);
    for (const line of lines) this.#drawLine(line);
    this.#newest = Math.max(...lines.map(({ series }) => series.samples.at(-1)?.time ?? -Infinity));
    this.#fit();
  }

  /** Fits all samples, with room at both ends for the halves of time labels, which are centred at their samples. */
  #fit(): void {
    const scale = this.#chart.timeScale();
    const newest = this.#newest as UTCTimestamp;
    const last = Number.isFinite(newest) ? scale.timeToIndex(newest, true) : null;
    const space = scale.width() - TIME_LABEL_PX;
    if (last === null || space <= TIME_LABEL_PX) return;
    const room = (Math.max(1, last) / space) * (TIME_LABEL_PX / 2);
    scale.setVisibleLogicalRange({ from: -room, to: last + room });
    this.#clearName();
  }

  /** Keeps the line of an account at its peak, at the top of the lower pane, below the name of the pane. */
  #clearName(): void {
    const lower = this.#chart.panes()[1];
    const height = lower?.getHeight() ?? 0;
    if (lower === undefined || height === 0 || height === this.#lowerHeight) return;
    this.#lowerHeight = height;
    const top = Math.min(PANE_NAME_SHARE_MAX, PANE_NAME_PX / height);
    lower.priceScale('right').applyOptions({ scaleMargins: { top, bottom: 0.1 } });
  }

  remove(): void {
    this.#chart.remove();
  }

  #drawLine({ id, series: { samples, generation }, slot }: Line): void {
    const drawn = this.#drawn.get(id) ?? this.#create(id);
    const last = samples.at(-1);
    const mark = `${slot} ${generation} ${samples.length} ${last?.value}`;
    if (drawn.mark === mark) return;
    drawn.mark = mark;
    const color = this.#look.colors[slot] ?? this.#look.muted;
    drawn.main.applyOptions({ color });
    drawn.main.setData(points(samples));
    drawn.below?.applyOptions({ lineColor: color, topColor: 'transparent', bottomColor: `${color}22` });
    drawn.below?.setData(points(drawdowns(samples)));
  }

  #create(id: string): Drawn {
    const options = { lineWidth: 1, priceLineVisible: false, lastValueVisible: false } as const;
    const main = this.#chart.addSeries(LineSeries, options);
    const below = this.#hasDrawdown
      ? this.#chart.addSeries(AreaSeries, { ...options, invertFilledArea: true }, 1)
      : null;
    const drawn = { main, below, mark: '' };
    this.#drawn.set(id, drawn);
    this.#namePanes();
    return drawn;
  }

  /** Names the panes once the lower one exists. The first line creates it. */
  #namePanes(): void {
    if (!this.#hasDrawdown || this.#drawn.size > 1) return;
    const [upper, lower] = this.#chart.panes();
    if (upper === undefined || lower === undefined) return;
    lower.setStretchFactor(0.5);
    for (const title of this.#titles) title.detach();
    const name = (pane: IPaneApi<Time>, text: string) => {
      const line = { text, color: this.#look.muted, fontSize: 11, fontFamily: 'Inter, sans-serif' };
      return createTextWatermark(pane, { horzAlign: 'left', vertAlign: 'top', lines: [line] });
    };
    this.#titles = [name(upper, 'Equity'), name(lower, 'Drawdown')];
  }

  #drop(id: string): void {
    const drawn = this.#drawn.get(id);
    this.#drawn.delete(id);
    if (drawn === undefined) return;
    this.#chart.removeSeries(drawn.main);
    if (drawn.below !== null) this.#chart.removeSeries(drawn.below);
  }
}

function points(samples: readonly Sample[]) {
  return samples.map(({ time, value }) => ({ time: time as UTCTimestamp, value }));
}
