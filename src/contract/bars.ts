/**
 * Candles, built from trades as they come.
 *
 * A stretch without trades gets flat bars at the last close, so that the time axis stays even; one longer than
 * FILL_BARS_MAX stays a gap. The newest BARS_MAX bars are kept.
 */
import type { Trade } from './events.ts';

export const BARS_MAX = 2_000;
const FILL_BARS_MAX = 120;
const MICROS_PER_SECOND = 1_000_000;

export interface Bar {
  /** Start, in seconds since the Unix epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export class BarSeries {
  readonly #seconds: number;
  readonly #bars: Bar[] = [];
  #dropped = 0;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** Oldest first. */
  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** How many bars were dropped for newer ones: whoever drew them has to draw all again when it changes. */
  get dropped(): number {
    return this.#dropped;
  }

  add({ price, quantity, time }: Pick<Trade, 'price' | 'quantity' | 'time'>): void {
    const start = Math.floor(time / MICROS_PER_SECOND / this.#seconds) * this.#seconds;
    const last = this.#bars.at(-1);
    if (last !== undefined && start <= last.time) {
      this.#bars[this.#bars.length - 1] = extended(last, price, quantity);
      return;
    }
    if (last !== undefined) this.#fill(last, start);
    this.#bars.push({ time: start, open: price, high: price, low: price, close: price, volume: quantity });
    this.#trim();
  }

  #fill({ time, close }: Bar, until: number): void {
    if ((until - time) / this.#seconds > FILL_BARS_MAX) return;
    for (let start = time + this.#seconds; start < until; start += this.#seconds) {
      this.#bars.push({ time: start, open: close, high: close, low: close, close, volume: 0 });
    }
  }

  /** In bulk, so that drawing all again stays rare. */
  #trim(): void {
    if (this.#bars.length <= BARS_MAX * 1.25) return;
    const surplus = this.#bars.length - BARS_MAX;
    this.#bars.splice(0, surplus);
    this.#dropped += surplus;
  }
}

function extended(bar: Bar, price: number, quantity: number): Bar {
  return {
    ...bar,
    high: Math.max(bar.high, price),
    low: Math.min(bar.low, price),
    close: price,
    volume: bar.volume + quantity,
  };
}
