/**
 * Candles of the mid price, so that trades which alternate between bid and ask draw no bodies.
 *
 * 1. A book with both sides, and the bid below the ask, has a mid price; each change of it counts.
 * 2. A trade adds its volume at the mid price before it, or else at the one after it, or else at its own price.
 * 3. The past comes from the history service. Where the service had no book either, the candles are those of trades.
 */
import { BarSeries, type Bar } from '../../contract/bars.ts';
import type { PastCandles } from '../../contract/history-reader.ts';
import { midOf, type BestPrices } from '../../contract/mid-price.ts';
import { BarBook, type IntervalSeconds, type TradeOfSymbol } from './bars.ts';

interface Tick extends TradeOfSymbol {
  quantity: number;
}

const MICROS_PER_SECOND = 1_000_000;

export class MidBars {
  readonly #book = new BarBook();
  /** Candles without those of trades, while the candles of the mid price may still arrive. Null: they have arrived. */
  #own: BarBook | null = null;
  readonly #mids = new Map<string, number>();

  /**
   * @param markets markets after the trades @param time time of the newest event, in microseconds since the Unix epoch
   */
  add(trades: readonly TradeOfSymbol[], markets: ReadonlyMap<string, BestPrices>, time: number): void {
    const ticks = this.#ticksOf(trades, markets);
    for (const [symbol, market] of markets) {
      const mid = midOf(market);
      if (mid === undefined) this.#mids.delete(symbol);
      else if (mid !== this.#mids.get(symbol)) {
        this.#mids.set(symbol, mid);
        ticks.push({ symbol, price: mid, quantity: 0, time });
      }
    }
    if (ticks.length === 0) return;
    this.#book.addAll(ticks);
    this.#own?.addAll(ticks);
  }

  /** Ticks of the trades. The trades of a second at one mid price are one tick, because a fast market has thousands. */
  #ticksOf(trades: readonly TradeOfSymbol[], markets: ReadonlyMap<string, BestPrices>): Tick[] {
    const ticks: Tick[] = [];
    for (const trade of trades) {
      const { symbol, quantity, time } = trade;
      const price = this.#priceAt(trade, markets.get(symbol));
      const last = ticks.at(-1);
      const isSame =
        last?.symbol === symbol && last.price === price && secondOf(last.time) === secondOf(time);
      if (isSame) last.quantity += quantity;
      else ticks.push({ symbol, price, quantity, time });
    }
    return ticks;
  }

  /** Price of a trade's volume. The first trades of a window have no mid price before them. */
  #priceAt({ symbol, price }: TradeOfSymbol, market: BestPrices | undefined): number {
    return this.#mids.get(symbol) ?? (market && midOf(market)) ?? price;
  }

  /** Puts the past before the candles of this window. @param trades restored candles of trades */
  restore(past: readonly PastCandles[], trades: BarBook): void {
    this.#own = new BarBook();
    for (const { symbol, seconds } of past) {
      const interval = seconds as IntervalSeconds;
      const traded = trades.series(symbol, interval)?.bars ?? [];
      const own = this.#book.series(symbol, interval)?.bars ?? [];
      this.#own.replace(symbol, interval, new BarSeries(seconds, own));
      this.#book.replace(symbol, interval, new BarSeries(seconds, joined(traded, own)));
    }
  }

  /**
   * Uses the service's candles. It saw every change of the book, so they replace all but the newest, which this window
   * continues.
   */
  restoreMids(past: readonly PastCandles[]): void {
    for (const { symbol, seconds, bars } of past) {
      const [first, newest] = [bars[0], bars.at(-1)];
      if (first === undefined || newest === undefined) continue;
      const interval = seconds as IntervalSeconds;
      const known = this.#book.series(symbol, interval)?.bars ?? [];
      const own = (this.#own ?? this.#book).series(symbol, interval)?.bars;
      const before = known.filter(({ time }) => time < first.time);
      const after = known.filter(({ time }) => time > newest.time);
      const all = [...before, ...bars.slice(0, -1), continued(newest, own, known), ...after];
      this.#book.replace(symbol, interval, new BarSeries(seconds, all));
    }
    this.#own = null;
  }

  series(symbol: string, seconds: IntervalSeconds): BarSeries | undefined {
    return this.#book.series(symbol, seconds);
  }

  clear(): void {
    this.#book.clear();
    this.#own = null;
    this.#mids.clear();
  }
}

/** Candles of this window with the whole volume, and those of trades for the time before it. */
function joined(traded: readonly Bar[], own: readonly Bar[]): readonly Bar[] {
  const bars = new Map(traded.map((bar) => [bar.time, bar]));
  for (const bar of own) {
    const volume = bars.get(bar.time)?.volume ?? bar.volume;
    if (bar.volume > 0 || volume === 0) bars.set(bar.time, { ...bar, volume });
  }
  return [...bars.values()].sort((one, other) => one.time - other.time);
}

/** @param own candles of the mid price @param known candles with the whole volume */
function continued(past: Bar, own: readonly Bar[] | undefined, known: readonly Bar[]): Bar {
  const mine = own?.find(({ time }) => time === past.time);
  const volume = known.find(({ time }) => time === past.time)?.volume ?? past.volume;
  if (mine === undefined) return { ...past, volume };
  const [high, low] = [Math.max(past.high, mine.high), Math.min(past.low, mine.low)];
  return { ...past, high, low, close: mine.close, volume };
}

function secondOf(micros: number): number {
  return Math.floor(micros / MICROS_PER_SECOND);
}
