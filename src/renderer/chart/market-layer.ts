/**
 * Drawings around the candles, on their scales. Behind the candles are the heatmap, the spread and the line of the mark
 * price. Over them are the dots of traded volume, the fills of the selected account, and the marks. The mark under the
 * pointer has a label. The library calls this layer whenever the view moves.
 */
import {
  PriceScaleMode,
  type IPrimitivePaneRenderer,
  type IPrimitivePaneView,
  type ISeriesPrimitive,
  type Logical,
  type SeriesAttachedParameter,
} from 'lightweight-charts';
import type { Bar } from '../../contract/bars.ts';
import type { RoomNote } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { DepthHistory } from '../feed/depth-history.ts';
import type { PhaseSpan } from '../feed/phase-history.ts';
import type { LargeTrade } from '../feed/large-trades.ts';
import type { Fill } from '../feed/trade-history.ts';
import type { VolumeProfile } from '../feed/volume-profile.ts';
import { formatPrice } from '../format/numbers.ts';
import type { BotEvent } from '../../contract/bot-events.ts';
import type { ChartColors } from './chart-colors.ts';
import { drawDrawings } from './drawing-lines.ts';
import type { PricedDrawing } from './drawings.ts';
import { drawEdgeLabels, edgeLabels, type PriceMark } from './edge-labels.ts';
import { HeatCanvas } from './heat-canvas.ts';
import { usualCutoffs, type HeatCutoffs } from './heat-cutoffs.ts';
import { drawSigns, signsOf } from './bot-marks.ts';
import { drawRings, ringsOf } from './large-trade-marks.ts';
import { drawLiquidations, groupMarks, labelLines, type LiquidationMark } from './liquidation-marks.ts';
import { drawMarkLabel, markAt, type Point } from './mark-label.ts';
import { drawDots, drawFills, drawMark, drawSpread } from './market-marks.ts';
import { drawPhaseNames, drawPhaseSpans } from './phase-spans.ts';
import { drawQuotes } from './quote-lines.ts';
import { drawRoomMarks } from './room-marks.ts';
import { linearAxis, logarithmicAxis, LOGARITHM_MIN, type PriceAxis } from './price-axis.ts';
import { logicalOf, timeAt } from './time-axis.ts';
import { drawProfile } from './volume-profile-bars.ts';

/** The drawings. Undefined or null: hidden. */
export interface LayerContent {
  readonly bars: readonly Bar[];
  readonly depth: DepthHistory | undefined;
  readonly fills: readonly Fill[];
  /** Liquidations, newest first. */
  readonly liquidations: readonly LiquidationMark[];
  /** Large trades, oldest first. */
  readonly largeTrades: readonly LargeTrade[];
  readonly bots: readonly BotEvent[];
  /** Events of the pit's room. */
  readonly roomMarks: readonly RoomNote[];
  /** Spans in which the market was not continuous. */
  readonly phases: readonly PhaseSpan[];
  readonly heatmap: boolean;
  /** Cut-offs of the heatmap's colours. Undefined: the default ones. */
  readonly heatCutoffs: HeatCutoffs | undefined;
  readonly dots: boolean;
  readonly markLine: boolean;
  /** True: draw the space between the best prices. */
  readonly spread: boolean;
  readonly profile: VolumeProfile | undefined;
  /** True when VWAP or delta is shown. */
  readonly hasFlow: boolean;
  readonly drawings: readonly PricedDrawing[];
  /** Prices with lines across the chart. Lines that are off screen are named at its edge. */
  readonly lines: readonly PriceMark[];
}

/** Scales of the pane, in CSS pixels and microseconds. */
export interface Scales extends PriceAxis {
  readonly width: number;
  readonly height: number;
  /** Visible span of time. */
  readonly from: number;
  readonly to: number;
  readonly microsPerPixel: number;
  /** False: prices are proportional to pixels. */
  readonly isLogarithmic: boolean;
  xOf(micros: number): number;
}

/** Steps of prices and quantities. */
export type ChartGrid = Pick<Instrument, 'tickSize' | 'lotSize'>;

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Smallest width of a column of the heatmap, and distance between dots. */
const COLUMN_PX = 3;
const DOT_PX = 12;

const EMPTY: LayerContent = {
  bars: [],
  depth: undefined,
  fills: [],
  liquidations: [],
  largeTrades: [],
  bots: [],
  roomMarks: [],
  phases: [],
  heatmap: false,
  heatCutoffs: undefined,
  dots: false,
  markLine: false,
  spread: false,
  profile: undefined,
  hasFlow: false,
  drawings: [],
  lines: [],
};

export class MarketLayer implements ISeriesPrimitive {
  readonly #colors: ChartColors;
  readonly #seconds: number;
  readonly #grid: ChartGrid;
  readonly #heat: HeatCanvas;
  readonly #views: readonly IPrimitivePaneView[];
  #parameter: SeriesAttachedParameter | null = null;
  #content: LayerContent = EMPTY;
  #pointer: Point | null = null;

  constructor(colors: ChartColors, seconds: number, grid: ChartGrid) {
    this.#colors = colors;
    this.#seconds = seconds;
    this.#grid = grid;
    this.#heat = new HeatCanvas(colors.heat, grid.tickSize);
    this.#views = [
      paneView('bottom', (target) => this.#drawBehind(target)),
      // These are behind the candles, because they would blur their colours.
      paneView('bottom', (target) => this.#drawPrices(target)),
      paneView('top', (target) => this.#drawOver(target)),
    ];
  }

  attached(parameter: SeriesAttachedParameter): void {
    this.#parameter = parameter;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  show(content: LayerContent): void {
    this.#content = content;
    this.#parameter?.requestUpdate();
  }

  /** Sets the pointer. The library draws again whenever it moves. */
  pointAt(pointer: Point | null): void {
    this.#pointer = pointer;
  }

  #drawBehind(target: Target): void {
    const { heatmap, heatCutoffs, depth, phases } = this.#content;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const scales = this.#scales(mediaSize.width, mediaSize.height);
      if (scales === null) return;
      drawPhaseSpans(context, scales, phases, this.#colors);
      if (!heatmap || depth === undefined) return;
      const segments = depth.segments(scales.from, scales.to, scales.microsPerPixel * COLUMN_PX);
      const cutoffs = heatCutoffs ?? usualCutoffs(depth);
      this.#heat.draw(context, { scales, segments, version: depth.version, cutoffs });
      drawQuotes(context, scales, segments, this.#colors);
    });
  }

  #drawPrices(target: Target): void {
    const { markLine, spread, depth, profile } = this.#content;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const scales = this.#scales(mediaSize.width, mediaSize.height);
      if (scales === null) return;
      const { muted } = this.#colors;
      if (profile !== undefined)
        drawProfile(context, scales, profile, { muted, tickSize: this.#grid.tickSize });
      if (depth === undefined || !(markLine || spread)) return;
      const segments = depth.segments(scales.from, scales.to, scales.microsPerPixel * COLUMN_PX);
      if (spread) drawSpread(context, scales, segments, this.#colors);
      if (markLine) drawMark(context, scales, segments, this.#colors.mark);
    });
  }

  #drawOver(target: Target): void {
    const { dots, depth, fills, roomMarks, phases, lines } = this.#content;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const scales = this.#scales(mediaSize.width, mediaSize.height);
      if (scales === null) return;
      const { from, to, microsPerPixel } = scales;
      const segments = depth?.segments(from, to, microsPerPixel * DOT_PX) ?? [];
      if (dots) drawDots(context, scales, segments, this.#colors);
      const { tickSize } = this.#grid;
      drawDrawings(context, scales, this.#content.drawings, { colors: this.#colors, tickSize });
      drawFills(context, scales, fills, this.#colors);
      drawPhaseNames(context, scales, phases, this.#colors);
      drawRoomMarks(context, scales, roomMarks, this.#colors);
      const away = edgeLabels(lines, scales.height, (price) => scales.yOf(price));
      drawEdgeLabels(context, scales.height, away, {
        ground: this.#colors.panel,
        hasFlow: this.#content.hasFlow,
        formatted: (price) => formatPrice(price, this.#grid.tickSize),
      });
      this.#drawMarks(context, scales);
    });
  }

  #drawMarks(context: CanvasRenderingContext2D, scales: Scales): void {
    const { liquidations, largeTrades, bots } = this.#content;
    const [colors, grid] = [this.#colors, this.#grid];
    const rings = ringsOf(largeTrades, scales, colors, grid);
    const signs = signsOf(bots, scales, colors);
    const groups = groupMarks(liquidations, scales);
    drawRings(context, rings);
    drawSigns(context, signs, colors);
    drawLiquidations(context, groups, colors);
    const liquidated = groups.map(({ x, y, marks }) => ({
      x,
      y,
      color: colors.liquidation,
      lines: () => labelLines(marks, grid),
    }));
    const pointed = markAt([...liquidated, ...rings, ...signs], this.#pointer);
    if (pointed !== undefined) drawMarkLabel(context, pointed, { ...scales, colors });
  }

  /** Current scales. Null: nothing is on them yet. */
  #scales(width: number, height: number): Scales | null {
    if (this.#parameter === null) return null;
    const { chart, series } = this.#parameter;
    const { bars } = this.#content;
    const timeScale = chart.timeScale();
    const [x0, x1] = [0, 1].map((logical) => timeScale.logicalToCoordinate(logical as Logical));
    const [top, bottom] = [series.coordinateToPrice(0), series.coordinateToPrice(height)];
    if (x0 == null || x1 == null || top === null || bottom === null || bars.length === 0) return null;
    const spacing = x1 - x0;
    const isLogarithmic = series.priceScale().options().mode === PriceScaleMode.Logarithmic;
    const atPixel = (x: number) => timeAt(bars, this.#seconds, (x - x0) / spacing);
    return {
      width,
      height,
      from: atPixel(0),
      to: atPixel(width),
      microsPerPixel: (this.#seconds * 1_000_000) / spacing,
      xOf: (micros) => x0 + logicalOf(bars, this.#seconds, micros) * spacing,
      isLogarithmic,
      ...axisOf(series, isLogarithmic, { height, top, bottom }),
    };
  }
}

function axisOf(
  series: SeriesAttachedParameter['series'],
  isLogarithmic: boolean,
  extent: Parameters<typeof linearAxis>[0],
): PriceAxis {
  if (!isLogarithmic) return linearAxis(extent);
  if (extent.bottom >= LOGARITHM_MIN) return logarithmicAxis(extent);
  return {
    yOf: (price) => series.priceToCoordinate(price) ?? Number.NaN,
    priceOf: (y) => series.coordinateToPrice(y) ?? Number.NaN,
  };
}

function paneView(zOrder: 'bottom' | 'top', draw: (target: Target) => void): IPrimitivePaneView {
  const renderer: IPrimitivePaneRenderer = { draw };
  return { zOrder: () => zOrder, renderer: () => renderer };
}
