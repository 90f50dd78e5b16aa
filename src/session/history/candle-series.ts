/**
 * Candles of one instrument and one length. A stretch without trades has none. They are the rows of one typed array,
 * which doubles up to CANDLES_MAX rows and is a ring from then on.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import type { HistoryCandle, Trade } from '../../contract/history.ts';
import { firstIndex } from '../../contract/first-index.ts';

/** Enough for ten weeks of one-minute candles, or at least 27 hours of one-second candles. */
export const CANDLES_MAX = 100_000;
const FIRST_ROWS = 64;
const MICROS_PER_SECOND = 1_000_000;
const [TIME, OPEN, HIGH, LOW, CLOSE, VOLUME, WIDTH] = [0, 1, 2, 3, 4, 5, 6] as const;

export interface Span {
  /** Start and end in microseconds since the Unix epoch. The end is excluded. */
  readonly from: number;
  readonly to: number;
  /** Largest number of items, of which the newest count. */
  readonly limit: number;
}

export class CandleSeries {
  readonly #micros: number;
  readonly #max: number;
  #rows = new Float64Array(FIRST_ROWS * WIDTH);
  /** Number of candles begun so far. */
  #begun = 0;

  constructor(seconds: number, max = CANDLES_MAX) {
    this.#micros = seconds * MICROS_PER_SECOND;
    this.#max = max;
  }

  get length(): number {
    return Math.min(this.#begun, this.#max);
  }

  add({ time, price, quantity }: Pick<Trade, 'time' | 'price' | 'quantity'>): void {
    const start = Math.floor(time / this.#micros) * this.#micros;
    if (this.#begun === 0 || start > this.#value(this.#begun - 1, TIME))
      return this.#begin(start, price, quantity);
    const at = this.#place(this.#begun - 1);
    const rows = this.#rows;
    rows[at + HIGH] = Math.max(rows[at + HIGH] as number, price);
    rows[at + LOW] = Math.min(rows[at + LOW] as number, price);
    rows[at + CLOSE] = price;
    (rows[at + VOLUME] as number) += quantity;
  }

  /** Candles of a span, oldest first. */
  between({ from, to, limit }: Span): readonly HistoryCandle[] {
    const end = this.#firstFrom(to);
    const start = Math.max(this.#firstFrom(from), end - limit);
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => this.#candle(start + index));
  }

  #begin(start: number, price: number, quantity: number): void {
    this.#makeRoom();
    this.#rows.set([start, price, price, price, price, quantity], this.#place(this.#begun));
    this.#begun += 1;
  }

  #makeRoom(): void {
    const rows = this.#rows.length / WIDTH;
    if (this.#begun < rows || rows >= this.#max) return;
    const grown = new Float64Array(Math.min(rows * 2, this.#max) * WIDTH);
    grown.set(this.#rows);
    this.#rows = grown;
  }

  /** @returns the number of the first candle that begins at this time or later */
  #firstFrom(micros: number): number {
    return firstIndex(
      this.#begun - this.length,
      this.#begun,
      (number) => this.#value(number, TIME) >= micros,
    );
  }

  #candle(number: number): HistoryCandle {
    return {
      time: this.#value(number, TIME),
      open: this.#value(number, OPEN),
      high: this.#value(number, HIGH),
      low: this.#value(number, LOW),
      close: this.#value(number, CLOSE),
      volume: withoutResidue(this.#value(number, VOLUME)),
    };
  }

  #value(number: number, column: number): number {
    return this.#rows[this.#place(number) + column] as number;
  }

  #place(number: number): number {
    return (number % this.#max) * WIDTH;
  }
}
