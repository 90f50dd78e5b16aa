/**
 * Draws the candle chart. It receives bars and draws the new ones. The library and the user decide whether it follows.
 * A user who has scrolled back keeps the same bars on screen, even when old bars are dropped.
 */
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  PriceScaleMode,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type PriceFormatCustom,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Bar, BarSeries } from '../../contract/bars.ts';
import type { FlowPoint } from '../feed/trade-flow.ts';
import { formatPrice } from '../format/numbers.ts';
import type { ChartColors } from './chart-colors.ts';
import {
  BAR_SPACING_PX,
  candleOptions,
  chartOptions,
  lineOptions,
  QUIET,
  RIGHT_OFFSET_PX,
  type LineName,
} from './chart-options.ts';
import type { Draggable } from './drawing-drag.ts';
import { coveredFigures } from './covered-figures.ts';
import { FlowLines, type FlowShown } from './flow-lines.ts';
import type { BarRange } from './overview-window.ts';
import { MarketLayer, type ChartGrid, type LayerContent } from './market-layer.ts';

/** Difference between the chart's spacing and the last one that was set, above which the user has zoomed. */
const ZOOM_SHARE = 0.02;
/** Distance above which the pointer drags and does not click. */
const CLICK_PX = 4;
const NO_BARS: readonly Bar[] = [];

export class ChartView {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #layer: MarketLayer;
  readonly #flow: FlowLines;
  readonly #tickSize: number;
  readonly #lines = new Map<LineName, IPriceLine>();
  readonly #colors: ChartColors;
  #series: BarSeries | null = null;
  #dropped = 0;
  #drawnUntil = 0;
  /** Spacing that `#fit` chose. */
  #spacing = BAR_SPACING_PX.max;
  /** Places of the labels at the last update of the hidden figures of the price axis. */
  #uncoveredFor = '';
  /** Time of the bar under the pointer. Null: there is none. */
  #pointedTime: number | null = null;

  constructor(container: HTMLElement, colors: ChartColors, grid: ChartGrid, seconds: number) {
    this.#colors = colors;
    this.#tickSize = grid.tickSize;
    this.#chart = createChart(container, chartOptions(colors, seconds));
    this.#candles = this.#chart.addSeries(CandlestickSeries, candleOptions(colors));
    this.#candles.applyOptions({ priceFormat: this.#priceFormat(grid.tickSize) });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#layer = new MarketLayer(colors, seconds, grid);
    this.#candles.attachPrimitive(this.#layer);
    this.#flow = new FlowLines(this.#chart, colors, grid);
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.24 } });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  }

  /** True when the newest bar is visible. */
  get isFollowing(): boolean {
    return this.#chart.timeScale().scrollPosition() >= 0;
  }

  onScroll(listener: () => void): void {
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(listener);
  }

  onPoint(listener: () => void): void {
    this.#chart.subscribeCrosshairMove(({ time, point, paneIndex }) => {
      this.#layer.pointAt(paneIndex === 0 ? (point ?? null) : null);
      this.#pointedTime = typeof time === 'number' ? time : null;
      listener();
    });
  }

  /** The bar under the pointer, or else the newest one. */
  get readBar(): Bar | undefined {
    const { bars } = this;
    const pointed = this.#pointedTime;
    return (pointed === null ? undefined : bars.find(({ time }) => time === pointed)) ?? bars.at(-1);
  }

  followLive(): void {
    this.#chart.timeScale().scrollToRealTime();
  }

  /** Follows the newest bar, with the spacing and the price scale that fit. */
  reset(): void {
    this.#chart.timeScale().resetTimeScale();
    this.#candles.priceScale().applyOptions({ autoScale: true });
  }

  /** Registers a listener for a double click on the candles. */
  onDoubleClick(listener: () => void): void {
    this.#chart.subscribeDblClick(listener);
  }

  /** Registers a listener for a click on the candles, which receives the price there. */
  onClick(listener: (price: number) => void): void {
    // The library ignores the second of two quick clicks, even at another place.
    const element = this.#chart.chartElement();
    let [downX, downY] = [0, 0];
    element.addEventListener('pointerdown', ({ clientX, clientY }) => ([downX, downY] = [clientX, clientY]));
    element.addEventListener('click', ({ clientX, clientY }) => {
      if (Math.hypot(clientX - downX, clientY - downY) > CLICK_PX) return;
      const price = this.#priceAt({ clientX, clientY });
      if (price !== null) listener(price);
    });
  }

  get draggable(): Draggable {
    const element = this.#chart.chartElement();
    return {
      element,
      priceAt: (place) => this.#priceAt(place),
      clientYOf: (price) =>
        element.getBoundingClientRect().top + (this.#candles.priceToCoordinate(price) ?? Number.NaN),
    };
  }

  #priceAt({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): number | null {
    const { left, top } = this.#chart.chartElement().getBoundingClientRect();
    const { width, height } = this.#chart.paneSize(0);
    const [x, y] = [clientX - left, clientY - top];
    return x >= 0 && y >= 0 && x < width && y < height ? this.#candles.coordinateToPrice(y) : null;
  }

  get bars(): readonly Bar[] {
    return this.#series?.bars ?? NO_BARS;
  }

  /** The visible bars. Null: there are none. */
  get range(): BarRange | null {
    return this.#chart.timeScale().getVisibleLogicalRange();
  }

  showRange(range: BarRange): void {
    this.#chart.timeScale().setVisibleLogicalRange(range);
  }

  /** Sets a line at a price, with its name on the scale. Null removes it. */
  setLine(name: LineName, price: number | null): void {
    const line = this.#lines.get(name);
    if (price === null) {
      if (line !== undefined) this.#candles.removePriceLine(line);
      this.#lines.delete(name);
    } else if (line === undefined) {
      this.#lines.set(name, this.#candles.createPriceLine({ price, ...lineOptions(name, this.#colors) }));
    } else if (line.options().price !== price) line.applyOptions({ price });
  }

  /** Share of the height that the pane of the delta takes. Undefined: there is no such pane. */
  get deltaShare(): number | undefined {
    return this.#flow.deltaShare;
  }

  showFlow(points: readonly FlowPoint[], shown: FlowShown): void {
    this.#flow.draw(points, this.#series?.bars[0]?.time ?? 0, shown);
    const vwap = shown.vwap ? points.at(-1)?.vwap : undefined;
    // The price is rounded to the tick, because each change of a label makes the library draw the axis again.
    const label = vwap === undefined ? null : Math.round(vwap / this.#tickSize) * this.#tickSize;
    this.setLine('VWAP', label);
  }

  setLogarithmic(isLogarithmic: boolean): void {
    const mode = isLogarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    const scale = this.#candles.priceScale();
    // The library's panes share the options of their right scales, and the delta may be negative.
    const isDeltaChanged = this.#flow.keepLinear();
    if (isDeltaChanged || scale.options().mode !== mode) scale.applyOptions({ mode });
  }

  /** Sets the drawings behind and over the candles. */
  showLayer(content: Omit<LayerContent, 'lines'>): void {
    if (this.#volume.options().visible !== content.dots) this.#volume.applyOptions({ visible: content.dots });
    const loud = [...this.#lines].filter(([name]) => !QUIET.has(name));
    const lines = loud.map(([name, line]) => {
      const { price, color } = line.options();
      return { name, price, color };
    });
    this.#layer.show({ ...content, lines });
    this.#uncoverFigures();
  }

  /** Draws the bars since the last call, or all bars of a new series. */
  draw(series: BarSeries | undefined): void {
    if (series === undefined) this.#clear();
    else if (series !== this.#series || series.dropped !== this.#dropped) this.#drawAll(series);
    else this.#drawNew(series.bars);
    this.#fit(series?.bars.length ?? 0);
  }

  remove(): void {
    this.#flow.end();
    this.#chart.remove();
  }

  /** Fits the spacing to the number of bars, until the user zooms or scrolls back. */
  #fit(bars: number): void {
    const scale = this.#chart.timeScale();
    const shown = scale.getVisibleLogicalRange();
    if (shown === null || !this.isFollowing) return;
    // The range includes its first and its last bar.
    const spacing = scale.width() / (shown.to - shown.from + 1);
    if (Math.abs(spacing / this.#spacing - 1) > ZOOM_SHARE) return;
    const fitting = (scale.width() - RIGHT_OFFSET_PX) / bars;
    this.#spacing = Math.max(BAR_SPACING_PX.min, Math.min(fitting, BAR_SPACING_PX.max));
    if (this.#spacing !== spacing) scale.applyOptions({ barSpacing: this.#spacing });
  }

  /** Redraws the figures of the axis. The library keeps them until its range changes, but the labels move. */
  #uncoverFigures(): void {
    const key = this.#labelPlaces().map(Math.round).join(' ');
    if (key === this.#uncoveredFor) return;
    this.#uncoveredFor = key;
    this.#candles.priceScale().applyOptions({});
  }

  /** Places of the lines' labels on the price axis, in pixels from the top. */
  #labelPlaces(): readonly number[] {
    return [...this.#lines.values()].flatMap((line) => {
      const { axisLabelVisible, price } = line.options();
      const y = axisLabelVisible ? this.#candles.priceToCoordinate(price) : null;
      return y === null ? [] : [y];
    });
  }

  #priceFormat(tickSize: number): PriceFormatCustom {
    // A crash extends the scale below zero, where there are no prices.
    const formatter = (price: number) => (price < 0 ? '' : formatPrice(price, tickSize));
    const tickmarksFormatter = (prices: readonly number[]) => {
      const places = prices.map((price) => this.#candles.priceToCoordinate(price) ?? -Infinity);
      const covered = coveredFigures(places, this.#labelPlaces());
      return prices.map((price, index) => (covered[index] === true ? '' : formatter(price)));
    };
    return { type: 'custom', minMove: tickSize, formatter, tickmarksFormatter };
  }

  #clear(): void {
    if (this.#series === null && this.#drawnUntil === 0) return;
    this.#series = null;
    this.#drawnUntil = 0;
    this.#candles.setData([]);
    this.#volume.setData([]);
  }

  #drawAll(series: BarSeries): void {
    const position = this.#chart.timeScale().scrollPosition();
    const isNew = series !== this.#series;
    const added = series.bars.length - 1 - series.bars.findLastIndex(({ time }) => time <= this.#drawnUntil);
    this.#series = series;
    this.#dropped = series.dropped;
    this.#drawnUntil = series.bars.at(-1)?.time ?? 0;
    this.#candles.setData(series.bars.map((bar) => candle(bar)));
    this.#volume.setData(series.bars.map((bar) => this.#column(bar)));
    if (!isNew && position < 0) this.#chart.timeScale().scrollToPosition(position - added, false);
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

function candle({ time, open, high, low, close }: Bar) {
  return { time: time as UTCTimestamp, open, high, low, close };
}
