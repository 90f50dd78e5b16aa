/** The book over time, in columns of one length: a ring of typed arrays that never grows. */
import type { Level, Trade } from './events.ts';
import { firstIndex } from './first-index.ts';

/** Largest number of levels per side of a column, best first. */
export const DEPTH_LEVELS_MAX = 64;
/** Largest number of instruments whose depth is kept. Further instruments of a pit have none. */
export const DEPTH_MARKETS_MAX = 8;

const MICROS_PER_MS = 1_000;
/** Longest time for which a column stands where none follows, unless two columns are longer. */
const STANDING_MICROS = 2_000_000;

export interface TierSize {
  readonly columnMs: number;
  readonly columns: number;
}

export interface DepthBookView {
  /** Levels, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly markPrice: number;
}

/** Quantity that aggressors of each side traded in a column, and its average price. */
export interface Traded {
  readonly bought: number;
  readonly boughtAt: number;
  readonly sold: number;
  readonly soldAt: number;
}

/** Columns of one length, numbered from the oldest, which is 0. */
export class DepthTier {
  readonly columnMicros: number;
  readonly #size: number;
  readonly #starts: Float64Array;
  readonly #marks: Float64Array;
  readonly #counts: Uint8Array;
  readonly #prices: Float64Array;
  readonly #quantities: Float32Array;
  /** Four values for each column: quantity bought, quantity × price bought, and the same for quantity sold. */
  readonly #traded: Float64Array;
  #written = 0;

  constructor({ columnMs, columns }: TierSize) {
    this.columnMicros = columnMs * MICROS_PER_MS;
    this.#size = columns;
    this.#starts = new Float64Array(columns);
    this.#marks = new Float64Array(columns);
    this.#counts = new Uint8Array(columns * 2);
    this.#prices = new Float64Array(columns * 2 * DEPTH_LEVELS_MAX);
    this.#quantities = new Float32Array(columns * 2 * DEPTH_LEVELS_MAX);
    this.#traded = new Float64Array(columns * 4);
  }

  get length(): number {
    return Math.min(this.#written, this.#size);
  }

  /** Number of columns ever added: a drawing is out of date when it changes. */
  get written(): number {
    return this.#written;
  }

  /** Start of a column, in microseconds since the Unix epoch. */
  start(column: number): number {
    return this.#starts[this.#slot(column)] ?? 0;
  }

  /** The end of the column: the start of the next one, unless time without events lies between. */
  end(column: number): number {
    const longest = this.start(column) + Math.max(2 * this.columnMicros, STANDING_MICROS);
    return column + 1 < this.length ? Math.min(this.start(column + 1), longest) : longest;
  }

  mark(column: number): number {
    return this.#marks[this.#slot(column)] ?? 0;
  }

  /** Best bid and best ask of a column. Undefined: a side was empty. */
  best(column: number): { readonly bid: number; readonly ask: number } | undefined {
    const row = this.#slot(column) * 2;
    if ((this.#counts[row] ?? 0) === 0 || (this.#counts[row + 1] ?? 0) === 0) return undefined;
    return {
      bid: this.#prices[row * DEPTH_LEVELS_MAX] ?? 0,
      ask: this.#prices[(row + 1) * DEPTH_LEVELS_MAX] ?? 0,
    };
  }

  /** Volume of one side's aggressors in a column, and its average price. */
  traded(column: number, side: 'buy' | 'sell'): { readonly quantity: number; readonly price: number } {
    const at = this.#slot(column) * 4 + (side === 'buy' ? 0 : 2);
    const quantity = this.#traded[at] ?? 0;
    return { quantity, price: quantity === 0 ? 0 : (this.#traded[at + 1] ?? 0) / quantity };
  }

  /** One side of a column's book, best first. */
  levels(column: number, side: 'bids' | 'asks'): readonly Level[] {
    const row = this.#slot(column) * 2 + (side === 'bids' ? 0 : 1);
    return Array.from({ length: this.#counts[row] ?? 0 }, (_, index): Level => {
      const at = row * DEPTH_LEVELS_MAX + index;
      return [this.#prices[at] ?? 0, this.#quantities[at] ?? 0];
    });
  }

  /** Visits the levels of both sides of a column's book: at most `count` on each side, best first. */
  eachLevel(
    column: number,
    visit: (price: number, quantity: number) => void,
    count: number = DEPTH_LEVELS_MAX,
  ): void {
    const slot = this.#slot(column);
    for (let side = 0; side < 2; side += 1) {
      const first = (slot * 2 + side) * DEPTH_LEVELS_MAX;
      const last = first + Math.min(count, this.#counts[slot * 2 + side] ?? 0);
      for (let at = first; at < last; at += 1) visit(this.#prices[at] ?? 0, this.#quantities[at] ?? 0);
    }
  }

  /** The first column that ends after `micros`; `length`: none does. */
  columnAt(micros: number): number {
    return firstIndex(0, this.length, (column) => this.end(column) > micros);
  }

  record(book: DepthBookView, micros: number): void {
    const slotStart = Math.floor(micros / this.columnMicros) * this.columnMicros;
    if (this.#written > 0 && slotStart <= this.start(this.length - 1)) return;
    // The book before the first event is unknown.
    const start = this.#written === 0 ? micros : slotStart;
    this.#written += 1;
    const slot = this.#slot(this.length - 1);
    this.#starts[slot] = start;
    this.#marks[slot] = book.markPrice;
    this.#traded.fill(0, slot * 4, slot * 4 + 4);
    this.#keep(slot * 2, book.bids);
    this.#keep(slot * 2 + 1, book.asks);
  }

  addTrade({ aggressor, price, quantity }: Pick<Trade, 'aggressor' | 'price' | 'quantity'>): void {
    if (this.#written === 0) return;
    const at = this.#slot(this.length - 1) * 4 + (aggressor === 'buy' ? 0 : 2);
    this.#traded[at] = (this.#traded[at] ?? 0) + quantity;
    this.#traded[at + 1] = (this.#traded[at + 1] ?? 0) + quantity * price;
  }

  /** Adds the trades of the newest column. */
  addTraded({ bought, boughtAt, sold, soldAt }: Traded): void {
    this.addTrade({ aggressor: 'buy', price: boughtAt, quantity: bought });
    this.addTrade({ aggressor: 'sell', price: soldAt, quantity: sold });
  }

  /**
   * Merges the columns of this tier with those of an older tier that fill the gaps before and between them.
   * @param size size of this tier
   */
  merged(older: DepthTier, size: TierSize): DepthTier {
    const all = new DepthTier(size);
    let next = 0;
    for (let column = 0; column < this.length; column += 1) {
      const from = column === 0 ? -Infinity : this.end(column - 1);
      const to = this.start(column);
      for (; next < older.length && older.start(next) < to; next += 1)
        if (older.start(next) >= from) all.#copy(older, next);
      all.#copy(this, column);
    }
    for (; this.length === 0 && next < older.length; next += 1) all.#copy(older, next);
    return all;
  }

  #copy(other: DepthTier, column: number): void {
    this.#written += 1;
    const [from, to] = [other.#slot(column), this.#slot(this.length - 1)];
    this.#starts[to] = other.#starts[from] ?? 0;
    this.#marks[to] = other.#marks[from] ?? 0;
    this.#traded.set(other.#traded.subarray(from * 4, from * 4 + 4), to * 4);
    this.#counts.set(other.#counts.subarray(from * 2, from * 2 + 2), to * 2);
    const [start, end] = [from * 2 * DEPTH_LEVELS_MAX, (from + 1) * 2 * DEPTH_LEVELS_MAX];
    this.#prices.set(other.#prices.subarray(start, end), to * 2 * DEPTH_LEVELS_MAX);
    this.#quantities.set(other.#quantities.subarray(start, end), to * 2 * DEPTH_LEVELS_MAX);
  }

  #keep(row: number, levels: readonly Level[]): void {
    this.#counts[row] = Math.min(levels.length, DEPTH_LEVELS_MAX);
    let at = row * DEPTH_LEVELS_MAX;
    for (const [price, quantity] of levels) {
      if (at === (row + 1) * DEPTH_LEVELS_MAX) break;
      this.#prices[at] = price;
      this.#quantities[at] = quantity;
      at += 1;
    }
  }

  #slot(column: number): number {
    return this.#written <= this.#size ? column : (this.#written + column) % this.#size;
  }
}
