/**
 * Candles of the mid price, so that trades that alternate between bid and ask draw no bodies.
 *
 * 1. A book with both sides, and the bid below the ask, has a mid price; each change of it counts.
 * 2. A trade adds its volume at the mid price before it, else at the one after it, else at its own price.
 * 3. The past has no books, so its candles are those of trades.
 */
import { BarSeries, type Bar } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { PastCandles } from '../../contract/history-reader.ts';
import type { MarketView } from '../../contract/replica.ts';
import { BarBook, type IntervalSeconds } from './bars.ts';

/** What candles are of. */
export type CandlePrice = 'mid' | 'trades';

type Book = Pick<MarketView, 'bids' | 'asks'>;
type TradeOfSymbol = Pick<Trade, 'symbol' | 'price' | 'quantity' | 'time'>;

/** Undefined: a side is empty, or the book is crossed, as in a call auction. */
export function midOf({ bids, asks }: Book): number | undefined {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid === undefined || ask === undefined || bid >= ask ? undefined : (bid + ask) / 2;
}

export class MidBars {
  readonly #book = new BarBook();
  readonly #mids = new Map<string, number>();

  /** @param markets after the trades @param time of the newest event, microseconds since the Unix epoch */
  add(trades: readonly TradeOfSymbol[], markets: ReadonlyMap<string, Book>, time: number): void {
    const ticks = trades.map((trade) => ({
      ...trade,
      price: this.#priceAt(trade, markets.get(trade.symbol)),
    }));
    for (const [symbol, market] of markets) {
      const mid = midOf(market);
      if (mid === undefined) this.#mids.delete(symbol);
      else if (mid !== this.#mids.get(symbol)) {
        this.#mids.set(symbol, mid);
        ticks.push({ symbol, price: mid, quantity: 0, time });
      }
    }
    if (ticks.length > 0) this.#book.addAll(ticks);
  }

  /** The first trades of a window have no mid price before them. */
  #priceAt({ symbol, price }: TradeOfSymbol, market: Book | undefined): number {
    return this.#mids.get(symbol) ?? (market && midOf(market)) ?? price;
  }

  /** Put the past before the candles of this window. @param trades the restored candles of trades */
  restore(past: readonly PastCandles[], trades: BarBook): void {
    for (const { symbol, seconds } of past) {
      const interval = seconds as IntervalSeconds;
      const traded = trades.series(symbol, interval)?.bars ?? [];
      const own = this.#book.series(symbol, interval)?.bars ?? [];
      this.#book.replace(symbol, interval, new BarSeries(seconds, joined(traded, own)));
    }
  }

  series(symbol: string, seconds: IntervalSeconds): BarSeries | undefined {
    return this.#book.series(symbol, seconds);
  }

  clear(): void {
    this.#book.clear();
    this.#mids.clear();
  }
}

/** This window's candles, with the whole volume, and those of trades where the window was not there. */
function joined(traded: readonly Bar[], own: readonly Bar[]): readonly Bar[] {
  const bars = new Map(traded.map((bar) => [bar.time, bar]));
  for (const bar of own) {
    const volume = bars.get(bar.time)?.volume ?? bar.volume;
    if (bar.volume > 0 || volume === 0) bars.set(bar.time, { ...bar, volume });
  }
  return [...bars.values()].sort((one, other) => one.time - other.time);
}
