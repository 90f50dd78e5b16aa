/**
 * Candles, built from trades in the order in which they arrive.
 *
 * A stretch without trades gets flat bars at the last close, which keeps the time axis even. A stretch longer than
 * FILL_BARS_MAX stays a gap. The newest BARS_MAX bars are kept.
 */
import type { Trade } from './events.ts';

export const BARS_MAX = 2_000;
const FILL_BARS_MAX = 120;
const MICROS_PER_SECOND = 1_000_000;

export interface Bar {
  /** Start of the bar, in seconds since the Unix epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

type BarTrade = Pick<Trade, 'price' | 'quantity' | 'time'>;
type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

export class BarSeries {
  readonly #seconds: number;
  readonly #bars: Bar[] = [];
  #dropped = 0;

  /** @param bars the bars to continue, oldest first; stretches without trades may be missing */
  constructor(seconds: number, bars: readonly Bar[] = []) {
    this.#seconds = seconds;
    for (const bar of bars) {
      const last = this.#bars.at(-1);
      if (last !== undefined) this.#fill(last, bar.time);
      this.#bars.push(bar);
    }
    this.#trim();
  }

  /** All bars, oldest first. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** Number of bars dropped so far. When it changes, a chart must redraw all bars. */
  get dropped(): number {
    return this.#dropped;
  }

  add(trade: BarTrade): void {
    this.addAll([trade]);
  }

  /** Adds many trades at once and builds only the bars that will be kept. */
  addAll(trades: readonly BarTrade[]): void {
    const last = this.#bars.pop();
    let bar: Writable<Bar> | undefined = last && { ...last };
    for (const { price, quantity, time } of trades) {
      const start = Math.floor(time / MICROS_PER_SECOND / this.#seconds) * this.#seconds;
      if (bar !== undefined && start <= bar.time) {
        extend(bar, price, quantity);
        continue;
      }
      if (bar !== undefined) {
        this.#bars.push(bar);
        this.#fill(bar, start);
      }
      bar = { time: start, open: price, high: price, low: price, close: price, volume: quantity };
    }
    if (bar !== undefined) this.#bars.push(bar);
    this.#trim();
  }

  #fill({ time, close }: Bar, until: number): void {
    if ((until - time) / this.#seconds > FILL_BARS_MAX) return;
    for (let start = time + this.#seconds; start < until; start += this.#seconds) {
      this.#bars.push({ time: start, open: close, high: close, low: close, close, volume: 0 });
    }
  }

  /** Drops many bars at once, so full redraws are rare. */
  #trim(): void {
    if (this.#bars.length <= BARS_MAX * 1.25) return;
    const surplus = this.#bars.length - BARS_MAX;
    this.#bars.splice(0, surplus);
    this.#dropped += surplus;
  }
}

function extend(bar: Writable<Bar>, price: number, quantity: number): void {
  bar.high = Math.max(bar.high, price);
  bar.low = Math.min(bar.low, price);
  bar.close = price;
  bar.volume += quantity;
}
