/** Candles of every instrument, in the lengths that the chart offers. */
import { BarSeries } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { PastCandles } from '../../contract/history-reader.ts';

/** Candle lengths in seconds, with their labels. */
export const INTERVALS = [
  { seconds: 1, label: '1s' },
  { seconds: 5, label: '5s' },
  { seconds: 15, label: '15s' },
  { seconds: 60, label: '1m' },
  { seconds: 300, label: '5m' },
  { seconds: 900, label: '15m' },
  { seconds: 3_600, label: '1h' },
] as const;
export type IntervalSeconds = (typeof INTERVALS)[number]['seconds'];

/** The part of a trade that its candle needs. */
export type TradeOfSymbol = Pick<Trade, 'symbol' | 'price' | 'quantity' | 'time'>;

/** `auto`: the shortest length at which all candles fit the chart. */
export type IntervalChoice = IntervalSeconds | 'auto';

/**
 * The shortest length at which at most `most` candles are needed, or the longest if there is none.
 * @param countOf returns the number of candles of a length
 */
export function fittingInterval(
  countOf: (seconds: IntervalSeconds) => number,
  most: number,
): IntervalSeconds {
  return INTERVALS.find(({ seconds }) => countOf(seconds) <= most)?.seconds ?? 3_600;
}

/** Bars of every instrument at every interval. */
export class BarBook {
  readonly #bySymbol = new Map<string, Map<IntervalSeconds, BarSeries>>();

  /** Adds trades of any instruments, in order. */
  addAll(trades: readonly TradeOfSymbol[]): void {
    for (const [symbol, ofSymbol] of bySymbol(trades))
      for (const one of this.#of(symbol).values()) one.addAll(ofSymbol);
  }

  replace(symbol: string, seconds: IntervalSeconds, series: BarSeries): void {
    this.#of(symbol).set(seconds, series);
  }

  /** Begins again with the candles of the past. @param since trades since the market was joined */
  restore(past: readonly PastCandles[], since: readonly Trade[]): void {
    const found = new Map<string, Map<IntervalSeconds, BarSeries>>();
    for (const { symbol, seconds, tradeId, bars } of past) {
      const series = new BarSeries(seconds, bars);
      series.addAll(since.filter((trade) => trade.symbol === symbol && trade.tradeId > tradeId));
      const ofSymbol = found.get(symbol) ?? new Map<IntervalSeconds, BarSeries>();
      found.set(symbol, ofSymbol.set(seconds as IntervalSeconds, series));
    }
    for (const [symbol, series] of found) this.#bySymbol.set(symbol, series);
  }

  series(symbol: string, seconds: IntervalSeconds): BarSeries | undefined {
    return this.#bySymbol.get(symbol)?.get(seconds);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  #of(symbol: string): Map<IntervalSeconds, BarSeries> {
    const found = this.#bySymbol.get(symbol);
    if (found !== undefined) return found;
    const series = new Map(INTERVALS.map(({ seconds }) => [seconds, new BarSeries(seconds)]));
    this.#bySymbol.set(symbol, series);
    return series;
  }
}

/** Items by symbol, in their order. */
export function bySymbol<One extends { readonly symbol: string }>(
  items: readonly One[],
): ReadonlyMap<string, readonly One[]> {
  const found = new Map<string, One[]>();
  for (const item of items) {
    const same = found.get(item.symbol);
    if (same === undefined) found.set(item.symbol, [item]);
    else same.push(item);
  }
  return found;
}
