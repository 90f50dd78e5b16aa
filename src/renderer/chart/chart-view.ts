/** The drawing of the candle chart. It takes bars and draws what is new; whether to follow is the library's and the user's. */
import {
  CandlestickSeries,
  ColorType,
  createChart,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  TickMarkType,
  type CandlestickSeriesPartialOptions,
  type DeepPartial,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type TimeChartOptions,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Bar, BarSeries } from '../../contract/bars.ts';
import { formatPrice } from '../format/numbers.ts';
import { formatClock, formatDate, formatFullTime, formatMinutes } from '../format/times.ts';
import type { ChartColors } from './chart-colors.ts';

const MICROS_PER_SECOND = 1_000_000;
const BAR_SPACING_PX = 7;
/** Free space at the right of the newest bar while it follows: there stands the label of the mark price. */
const RIGHT_OFFSET_PX = 64;

export class ChartView {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  #mark: IPriceLine | null = null;
  readonly #colors: ChartColors;
  #series: BarSeries | null = null;
  #dropped = 0;
  #drawnUntil = 0;

  constructor(container: HTMLElement, colors: ChartColors, tickSize: number) {
    this.#colors = colors;
    this.#chart = createChart(container, chartOptions(colors));
    this.#candles = this.#chart.addSeries(CandlestickSeries, candleOptions(colors, tickSize));
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.24 } });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  }

  /** Whether the newest bar is in sight. */
  get isFollowing(): boolean {
    return this.#chart.timeScale().scrollPosition() >= 0;
  }

  onScroll(listener: () => void): void {
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(listener);
  }

  followLive(): void {
    this.#chart.timeScale().scrollToRealTime();
  }

  setMark(price: number): void {
    if (this.#mark?.options().price === price) return;
    if (this.#mark === null) this.#mark = this.#markLine(price);
    else this.#mark.applyOptions({ price });
  }

  /** Draw what came since the last call; all of it when it is another series. */
  draw(series: BarSeries | undefined): void {
    if (series === undefined) this.#clear();
    else if (series !== this.#series || series.dropped !== this.#dropped) this.#drawAll(series);
    else this.#drawNew(series.bars);
  }

  remove(): void {
    this.#chart.remove();
  }

  #markLine(price: number): IPriceLine {
    return this.#candles.createPriceLine({
      price,
      color: this.#colors.mark,
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      title: 'mark',
    });
  }

  #clear(): void {
    if (this.#series === null && this.#drawnUntil === 0) return;
    this.#series = null;
    this.#drawnUntil = 0;
    this.#candles.setData([]);
    this.#volume.setData([]);
  }

  #drawAll(series: BarSeries): void {
    this.#series = series;
    this.#dropped = series.dropped;
    this.#drawnUntil = series.bars.at(-1)?.time ?? 0;
    this.#candles.setData(series.bars.map((bar) => candle(bar)));
    this.#volume.setData(series.bars.map((bar) => this.#column(bar)));
  }

  #drawNew(bars: readonly Bar[]): void {
    let first = bars.length - 1;
    while (first > 0 && (bars[first]?.time ?? 0) > this.#drawnUntil) first -= 1;
    for (const bar of bars.slice(Math.max(first, 0))) {
      this.#candles.update(candle(bar));
      this.#volume.update(this.#column(bar));
      this.#drawnUntil = bar.time;
    }
  }

  #column({ time, open, close, volume }: Bar) {
    const { buyFaint, sellFaint } = this.#colors;
    return { time: time as UTCTimestamp, value: volume, color: close >= open ? buyFaint : sellFaint };
  }
}

function chartOptions(colors: ChartColors): DeepPartial<TimeChartOptions> {
  return {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colors.muted,
      fontFamily: 'Inter, sans-serif',
      fontSize: 11,
      // The library's name and address are in the map of keys instead.
      attributionLogo: false,
    },
    grid: { vertLines: { color: `${colors.line}80` }, horzLines: { color: `${colors.line}80` } },
    rightPriceScale: { borderColor: colors.line },
    timeScale: {
      borderColor: colors.line,
      barSpacing: BAR_SPACING_PX,
      rightOffsetPixels: RIGHT_OFFSET_PX,
      timeVisible: true,
      secondsVisible: true,
      tickMarkFormatter: tickMark,
    },
    localization: { timeFormatter: (time: number) => formatFullTime(time * MICROS_PER_SECOND) },
  };
}

function candleOptions({ buy, sell }: ChartColors, tickSize: number): CandlestickSeriesPartialOptions {
  return {
    upColor: buy,
    downColor: sell,
    wickUpColor: buy,
    wickDownColor: sell,
    borderVisible: false,
    // The last price is in the top bar; on the scale stands the mark price alone.
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: {
      type: 'custom',
      minMove: tickSize,
      formatter: (price: number) => formatPrice(price, tickSize),
    },
  };
}

function candle({ time, open, high, low, close }: Bar) {
  return { time: time as UTCTimestamp, open, high, low, close };
}

/** In the user's zone: the library would write UTC. */
function tickMark(time: unknown, type: TickMarkType): string {
  const micros = Number(time) * MICROS_PER_SECOND;
  switch (type) {
    case TickMarkType.TimeWithSeconds:
      return formatClock(micros);
    case TickMarkType.Time:
      return formatMinutes(micros);
    default:
      return formatDate(micros);
  }
}
