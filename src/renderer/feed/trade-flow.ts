/**
 * Sums over the trades of the session at the end of each candle: the volume-weighted average price (VWAP), and how much
 * more aggressors bought than sold (cumulative volume delta).
 *
 * 1. Both continue with every trade, and nothing is recomputed from the beginning.
 * 2. The past counts by its shortest candles at their typical price, (high + low + close) / 3, up to the first trade
 *    that the window knows. Candles do not show the aggressor, so the delta begins with that trade.
 * 3. As many points are kept as candles.
 */
import { BARS_MAX, type Bar } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';
import type { PastCandles } from '../../contract/history-reader.ts';
import { bySymbol, INTERVALS, type IntervalSeconds } from './bars.ts';

const MICROS_PER_SECOND = 1_000_000;

export interface FlowPoint {
  /** Start of its candle, in seconds since the Unix epoch. */
  readonly time: number;
  readonly vwap: number;
  /** Bought less sold. Undefined: the aggressors are not known yet. */
  readonly delta: number | undefined;
}

/** Candles of the past by symbol, consecutive and oldest first. */
export type PastBars = ReadonlyMap<string, readonly Bar[]>;

type FlowTrade = Pick<Trade, 'time' | 'price' | 'quantity' | 'aggressor'>;

/** Flow of one instrument. */
export class TradeFlow {
  readonly #points = new Map<IntervalSeconds, FlowPoint[]>(INTERVALS.map(({ seconds }) => [seconds, []]));
  #volume = 0;
  #turnover = 0;
  #delta: number | undefined;

  /** Points of an interval, oldest first. */
  points(seconds: IntervalSeconds): readonly FlowPoint[] {
    return this.#points.get(seconds) ?? [];
  }

  /** Adds trades in order. A fast market has thousands per second, so the points change once per second or call. */
  addAll(trades: readonly FlowTrade[]): void {
    let second: number | undefined;
    let delta = this.#delta ?? 0;
    for (const { time, price, quantity, aggressor } of trades) {
      const start = Math.floor(time / MICROS_PER_SECOND);
      if (second !== undefined && start > second) this.#mark(second);
      second = Math.max(second ?? start, start);
      delta += aggressor === 'buy' ? quantity : -quantity;
      this.#delta = delta;
      this.#count(price, quantity);
    }
    if (second !== undefined) this.#mark(second);
  }

  /** @param bars consecutive bars, oldest first */
  addPast(bars: readonly Bar[]): void {
    for (const { time, high, low, close, volume } of bars) {
      if (volume === 0) continue;
      this.#count((high + low + close) / 3, volume);
      this.#mark(time);
    }
  }

  #count(price: number, quantity: number): void {
    this.#volume += quantity;
    this.#turnover += price * quantity;
  }

  /** Writes the current sums as those of this second. */
  #mark(second: number): void {
    const vwap = this.#turnover / this.#volume;
    for (const [seconds, points] of this.#points) {
      const start = Math.floor(second / seconds) * seconds;
      const last = points.at(-1);
      const isSame = last !== undefined && start <= last.time;
      if (isSame) Object.assign(last, { vwap, delta: this.#delta });
      else points.push({ time: start, vwap, delta: this.#delta });
      if (points.length > BARS_MAX * 1.25) points.splice(0, points.length - BARS_MAX);
    }
  }
}

/** Flows by symbol. */
export class FlowBook {
  readonly #bySymbol = new Map<string, TradeFlow>();

  get(symbol: string): TradeFlow | undefined {
    return this.#bySymbol.get(symbol);
  }

  addAll(trades: readonly Trade[]): void {
    for (const [symbol, ofSymbol] of bySymbol(trades)) {
      let flow = this.#bySymbol.get(symbol);
      if (flow === undefined) {
        flow = new TradeFlow();
        this.#bySymbol.set(symbol, flow);
      }
      flow.addAll(ofSymbol);
    }
  }

  /** Begins again with the past. @param trades all trades that the window knows, oldest first */
  restore(past: PastBars, trades: readonly Trade[]): void {
    this.clear();
    for (const [symbol, bars] of past) {
      const flow = new TradeFlow();
      flow.addPast(bars);
      this.#bySymbol.set(symbol, flow);
    }
    this.addAll(trades);
  }

  clear(): void {
    this.#bySymbol.clear();
  }
}

/**
 * The whole past in the shortest candles for each time, without overlaps, oldest first.
 * @param until seconds since the Unix epoch; later candles are left out
 */
export function finestBars(candles: readonly Omit<PastCandles, 'symbol'>[], until: number): readonly Bar[] {
  const found: Bar[][] = [];
  let covered = until;
  for (const { seconds, bars } of candles.toSorted((one, other) => one.seconds - other.seconds)) {
    const older = bars.filter(({ time }) => time + seconds <= covered);
    found.unshift(older);
    covered = Math.min(covered, older[0]?.time ?? covered);
  }
  return found.flat();
}

/** Candles before the first of the trades, by symbol. @param trades all trades that the window knows, oldest first */
export function barsBefore(past: readonly PastCandles[], trades: readonly Trade[]): PastBars {
  return new Map(
    [...bySymbol(past)].map(([symbol, candles]) => {
      const first = trades.find((trade) => trade.symbol === symbol);
      const until = first === undefined ? Infinity : first.time / MICROS_PER_SECOND;
      return [symbol, finestBars(candles, until)];
    }),
  );
}
