/** Appearance of the candle chart, its axes and its lines. */
import {
  ColorType,
  CrosshairMode,
  LineStyle,
  TickMarkType,
  type CandlestickSeriesPartialOptions,
  type DeepPartial,
  type TimeChartOptions,
} from 'lightweight-charts';
import { formatClock, formatDate, formatFullTime, formatMinutes, startsDay } from '../format/times.ts';
import type { ChartColors } from './chart-colors.ts';

const MICROS_PER_SECOND = 1_000_000;
/** Distance between two bars. Few bars fill the chart, and many scroll out of it. */
export const BAR_SPACING_PX = { min: 5, max: 20 };
/** Free space to the right of the newest bar while the chart follows it, for the label of the mark price. */
export const RIGHT_OFFSET_PX = 64;
/** Approximate width of the price axis. */
const PRICE_AXIS_PX = 68;

/**
 * Largest number of bars that fit, at least 1.
 * @param width width of the chart with its price axis, in pixels
 */
export function mostBars(width: number): number {
  return Math.max(1, Math.floor((width - RIGHT_OFFSET_PX - PRICE_AXIS_PX) / BAR_SPACING_PX.min));
}

/** Prices that have a line across the chart. */
export type LineName =
  'mark' | 'VWAP' | 'reference' | 'lower limit' | 'upper limit' | 'entry' | 'liquidation' | 'bankruptcy';
/** Lines that are far away most of the time, so that their names at the edge would be of no use. */
export const QUIET: ReadonlySet<LineName> = new Set(['reference', 'lower limit', 'upper limit']);

export function lineOptions(name: LineName, colors: ChartColors) {
  const color = {
    mark: colors.mark,
    VWAP: colors.vwap,
    reference: colors.muted,
    'lower limit': colors.muted,
    'upper limit': colors.muted,
    entry: colors.text,
    liquidation: colors.liquidation,
    bankruptcy: colors.sell,
  }[name];
  return {
    color,
    lineWidth: 1 as const,
    // Mark price and VWAP have separate lines that show their history.
    lineVisible: name !== 'mark' && name !== 'VWAP',
    lineStyle: name === 'entry' ? LineStyle.Solid : QUIET.has(name) ? LineStyle.Dotted : LineStyle.Dashed,
    // The scale shows the prices of orders and positions, but not those of the limits.
    axisLabelVisible: !QUIET.has(name),
    title: name,
  };
}

export function chartOptions(colors: ChartColors, seconds: number): DeepPartial<TimeChartOptions> {
  return {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colors.muted,
      fontFamily: 'Inter, sans-serif',
      fontSize: 11,
      // The map of keys shows the library's name and address instead.
      attributionLogo: false,
      panes: { separatorColor: colors.line, separatorHoverColor: `${colors.muted}33` },
    },
    grid: { vertLines: { color: `${colors.line}80` }, horzLines: { color: `${colors.line}80` } },
    rightPriceScale: { borderColor: colors.line, entireTextOnly: true },
    timeScale: {
      borderColor: colors.line,
      barSpacing: BAR_SPACING_PX.max,
      // This lets all bars fit on a narrow screen.
      minBarSpacing: 0.1,
      rightOffsetPixels: RIGHT_OFFSET_PX,
      timeVisible: true,
      secondsVisible: true,
      tickMarkFormatter: tickMarkOf(seconds),
    },
    localization: { timeFormatter: (time: number) => formatFullTime(time * MICROS_PER_SECOND) },
  };
}

export function candleOptions({ buy, sell }: ChartColors): CandlestickSeriesPartialOptions {
  return {
    upColor: buy,
    downColor: sell,
    wickUpColor: buy,
    wickDownColor: sell,
    borderVisible: false,
    // The top bar shows the last price; the scale shows only the mark price.
    lastValueVisible: false,
    priceLineVisible: false,
  };
}

/**
 * Labels of the time axis in the user's zone. The library finds the beginnings of days in UTC, so the local clock
 * decides whether a bar gets a date or a time.
 * @param seconds length of a bar
 */
function tickMarkOf(seconds: number): (time: unknown, type: TickMarkType) => string {
  return (time, type) => {
    const micros = Number(time) * MICROS_PER_SECOND;
    if (startsDay(micros, seconds * MICROS_PER_SECOND)) return formatDate(micros);
    return type === TickMarkType.TimeWithSeconds ? formatClock(micros) : formatMinutes(micros);
  };
}
