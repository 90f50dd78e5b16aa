/** The looks of the candle chart, its axes and its lines. */
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
/** From one bar to the next: few bars fill the chart, many scroll out of it. */
export const BAR_SPACING_PX = { min: 5, max: 20 };
/** Free space at the right of the newest bar while it follows, for the label of the mark price. */
export const RIGHT_OFFSET_PX = 64;
/** About the width of the price axis. */
const PRICE_AXIS_PX = 68;

/** As many bars fit. @param width of the chart with its price axis, in pixels */
export function mostBars(width: number): number {
  return Math.floor((width - RIGHT_OFFSET_PX - PRICE_AXIS_PX) / BAR_SPACING_PX.min);
}

/** Prices that go across the chart. */
export type LineName =
  'mark' | 'VWAP' | 'reference' | 'lower limit' | 'upper limit' | 'entry' | 'liquidation' | 'bankruptcy';
/** Far away most of the time: their names at the edge would say nothing. */
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
    // The prices of orders and positions stand on the scale, not those of the limits.
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
    rightPriceScale: { borderColor: colors.line },
    timeScale: {
      borderColor: colors.line,
      barSpacing: BAR_SPACING_PX.max,
      // All bars fit on a narrow screen.
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
 * In the user's zone. The library finds the beginnings of days in UTC; the local clock decides whether a bar gets a date or
 * a time. @param seconds length of a bar
 */
function tickMarkOf(seconds: number): (time: unknown, type: TickMarkType) => string {
  return (time, type) => {
    const micros = Number(time) * MICROS_PER_SECOND;
    if (startsDay(micros, seconds * MICROS_PER_SECOND)) return formatDate(micros);
    return type === TickMarkType.TimeWithSeconds ? formatClock(micros) : formatMinutes(micros);
  };
}
