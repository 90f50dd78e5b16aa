/**
 * Volume of the session by price, for a profile next to the candles.
 *
 * 1. Volume is kept by price in bins of whole ticks. Above BINS_MAX bins, they become twice as wide. No volume is lost.
 * 2. The sums of the rows on screen are kept as well. A trade adds to its row, and only another row height adds up all
 *    bins. The ladder's sums (volume-at-price.ts) have their own grouping, by aggressor, and do not include the past.
 * 3. The past counts by its shortest candles, each of which is spread evenly over its range.
 */
import type { Bar } from '../../contract/bars.ts';
import type { Trade } from '../../contract/events.ts';

export const BINS_MAX = 20_000;
/** Largest number of prices over which a candle of the past is spread. */
const SPREAD_MAX = 50;

export class VolumeProfile {
  readonly #tickSize: number;
  readonly #binsMax: number;
  /** Width of a bin, in ticks. */
  #binTicks = 1;
  #bins = new Map<number, number>();
  #rowTicks = 0;
  readonly #rows = new Map<number, number>();

  constructor(tickSize: number, binsMax = BINS_MAX) {
    this.#tickSize = tickSize;
    this.#binsMax = binsMax;
  }

  add({ price, quantity }: Pick<Trade, 'price' | 'quantity'>): void {
    this.#addTicks(Math.round(price / this.#tickSize), quantity);
  }

  addPast(bars: readonly Bar[]): void {
    for (const { high, low, volume } of bars) {
      if (volume === 0) continue;
      const [first, last] = [Math.round(low / this.#tickSize), Math.round(high / this.#tickSize)];
      const count = Math.min(last - first + 1, SPREAD_MAX);
      for (let index = 0; index < count; index += 1) {
        const share = count === 1 ? 0 : index / (count - 1);
        this.#addTicks(Math.round(first + (last - first) * share), volume / count);
      }
    }
  }

  /** Volume by row. Row n has the prices from n × ticks up to, but excluding, (n + 1) × ticks. */
  rows(ticks: number): ReadonlyMap<number, number> {
    if (ticks !== this.#rowTicks) {
      this.#rowTicks = ticks;
      this.#rows.clear();
      for (const [bin, quantity] of this.#bins) this.#addToRow(bin * this.#binTicks, quantity);
    }
    return this.#rows;
  }

  #addTicks(ticks: number, quantity: number): void {
    put(this.#bins, Math.floor(ticks / this.#binTicks), quantity);
    if (this.#rowTicks > 0) this.#addToRow(ticks, quantity);
    if (this.#bins.size > this.#binsMax) this.#widen();
  }

  #addToRow(ticks: number, quantity: number): void {
    put(this.#rows, Math.floor(ticks / this.#rowTicks), quantity);
  }

  #widen(): void {
    const bins = new Map<number, number>();
    for (const [bin, quantity] of this.#bins) put(bins, Math.floor(bin / 2), quantity);
    this.#bins = bins;
    this.#binTicks *= 2;
  }
}

/** Profiles by symbol. */
export class ProfileBook {
  readonly #bySymbol = new Map<string, VolumeProfile>();

  get(symbol: string): VolumeProfile | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** @param tickSize tick size of its instrument */
  add(trade: Trade, tickSize: number): void {
    this.#of(trade.symbol, tickSize).add(trade);
  }

  addPast(symbol: string, bars: readonly Bar[], tickSize: number): void {
    this.#of(symbol, tickSize).addPast(bars);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  #of(symbol: string, tickSize: number): VolumeProfile {
    const found = this.#bySymbol.get(symbol);
    if (found !== undefined) return found;
    const profile = new VolumeProfile(tickSize);
    this.#bySymbol.set(symbol, profile);
    return profile;
  }
}

function put(sums: Map<number, number>, key: number, quantity: number): void {
  sums.set(key, (sums.get(key) ?? 0) + quantity);
}
