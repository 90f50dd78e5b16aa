/**
 * Depth over time, for the heatmap: book, mark price and traded volume, in columns.
 *
 * 1. A column holds the book after the first digest of its time, and adds up the trades until the next one.
 * 2. Three tiers keep the same market in longer and longer columns, so that a wide view reads few of them.
 * 3. Every tier is a ring of typed arrays that never grows: some 11 MB an instrument, for MARKETS_MAX instruments.
 */
import type { Level, Trade } from '../../contract/events.ts';
import type { MarketView } from '../../contract/replica.ts';

/** Levels of each side in a column, best first. */
export const LEVELS_MAX = 64;
export const MARKETS_MAX = 8;
/** 10 minutes at 250 ms, an hour at 2 s, 12 hours at 15 s. */
export const TIERS = [
  { columnMs: 250, columns: 2_400 },
  { columnMs: 2_000, columns: 1_800 },
  { columnMs: 15_000, columns: 2_880 },
] as const;

const MICROS_PER_MS = 1_000;

export interface TierSize {
  readonly columnMs: number;
  readonly columns: number;
}

type Book = Pick<MarketView, 'bids' | 'asks' | 'markPrice'>;

/** Columns of one length. They are counted from the oldest, which is 0. */
export class DepthTier {
  readonly columnMicros: number;
  readonly #size: number;
  readonly #starts: Float64Array;
  readonly #marks: Float64Array;
  readonly #counts: Uint8Array;
  readonly #prices: Float64Array;
  readonly #quantities: Float32Array;
  /** Of each column: quantity bought, quantity sold, and the same times their prices. */
  readonly #traded: Float64Array;
  #written = 0;

  constructor({ columnMs, columns }: TierSize) {
    this.columnMicros = columnMs * MICROS_PER_MS;
    this.#size = columns;
    this.#starts = new Float64Array(columns);
    this.#marks = new Float64Array(columns);
    this.#counts = new Uint8Array(columns * 2);
    this.#prices = new Float64Array(columns * 2 * LEVELS_MAX);
    this.#quantities = new Float32Array(columns * 2 * LEVELS_MAX);
    this.#traded = new Float64Array(columns * 4);
  }

  get length(): number {
    return Math.min(this.#written, this.#size);
  }

  /** Number of columns ever added: a drawing is out of date when it changes. */
  get written(): number {
    return this.#written;
  }

  /** In microseconds since the Unix epoch. */
  start(column: number): number {
    return this.#starts[this.#slot(column)] ?? 0;
  }

  /** The end of the column: the start of the next one, unless time without events lies between. */
  end(column: number): number {
    const longest = this.start(column) + Math.max(2 * this.columnMicros, 2_000_000);
    return column + 1 < this.length ? Math.min(this.start(column + 1), longest) : longest;
  }

  mark(column: number): number {
    return this.#marks[this.#slot(column)] ?? 0;
  }

  /** Undefined: a side was empty. */
  best(column: number): { readonly bid: number; readonly ask: number } | undefined {
    const row = this.#slot(column) * 2;
    if ((this.#counts[row] ?? 0) === 0 || (this.#counts[row + 1] ?? 0) === 0) return undefined;
    return { bid: this.#prices[row * LEVELS_MAX] ?? 0, ask: this.#prices[(row + 1) * LEVELS_MAX] ?? 0 };
  }

  /** Volume of a side's aggressors and its average price. */
  traded(column: number, side: 'buy' | 'sell'): { readonly quantity: number; readonly price: number } {
    const at = this.#slot(column) * 4 + (side === 'buy' ? 0 : 2);
    const quantity = this.#traded[at] ?? 0;
    return { quantity, price: quantity === 0 ? 0 : (this.#traded[at + 1] ?? 0) / quantity };
  }

  /** Every level of a column's book, of both sides. */
  eachLevel(column: number, visit: (price: number, quantity: number) => void): void {
    const slot = this.#slot(column);
    for (let side = 0; side < 2; side += 1) {
      const first = (slot * 2 + side) * LEVELS_MAX;
      const last = first + (this.#counts[slot * 2 + side] ?? 0);
      for (let at = first; at < last; at += 1) visit(this.#prices[at] ?? 0, this.#quantities[at] ?? 0);
    }
  }

  /** The first column that does not end before a time; `length` when all do. */
  columnAt(micros: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.end(middle) <= micros) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  record(book: Book, micros: number): void {
    const slotStart = Math.floor(micros / this.columnMicros) * this.columnMicros;
    if (this.#written > 0 && slotStart <= this.start(this.length - 1)) return;
    // The time before the first book is unknown.
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

  #keep(row: number, levels: readonly Level[]): void {
    this.#counts[row] = Math.min(levels.length, LEVELS_MAX);
    let at = row * LEVELS_MAX;
    for (const [price, quantity] of levels) {
      if (at === (row + 1) * LEVELS_MAX) break;
      this.#prices[at] = price;
      this.#quantities[at] = quantity;
      at += 1;
    }
  }

  #slot(column: number): number {
    return this.#written <= this.#size ? column : (this.#written + column) % this.#size;
  }
}

/** Columns `first` up to but not `last` of a tier. */
export interface DepthSegment {
  readonly tier: DepthTier;
  readonly first: number;
  readonly last: number;
  /** From this time on shorter columns show the market, so longer columns end here. */
  readonly until: number;
}

/** One instrument's columns. */
export class DepthHistory {
  readonly #tiers: readonly DepthTier[];

  constructor(sizes: readonly TierSize[] = TIERS) {
    this.#tiers = sizes.map((size) => new DepthTier(size));
  }

  /** Rises with every new column. */
  get version(): number {
    return this.#tiers[0]?.written ?? 0;
  }

  record(book: Book, micros: number): void {
    for (const tier of this.#tiers) tier.record(book, micros);
  }

  addTrade(trade: Pick<Trade, 'aggressor' | 'price' | 'quantity'>): void {
    for (const tier of this.#tiers) tier.addTrade(trade);
  }

  /**
   * The columns that show a span of time, newest tier first: the longest columns that are no longer than `columnMicros`,
   * and before the oldest of these the longer ones.
   */
  segments(from: number, to: number, columnMicros: number): readonly DepthSegment[] {
    const wanted = Math.max(
      0,
      this.#tiers.findLastIndex((tier) => tier.columnMicros <= columnMicros),
    );
    const segments: DepthSegment[] = [];
    let until = to;
    for (const tier of this.#tiers.slice(wanted)) {
      const first = tier.columnAt(from);
      const last = firstStartingAt(tier, until);
      if (first < last) segments.push({ tier, first, last, until });
      if (tier.length > 0) until = Math.min(until, tier.start(0));
    }
    return segments;
  }
}

function firstStartingAt(tier: DepthTier, micros: number): number {
  let low = 0;
  let high = tier.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tier.start(middle) < micros) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The histories of the first MARKETS_MAX instruments of a pit. */
export class DepthBook {
  readonly #bySymbol = new Map<string, DepthHistory>();

  get(symbol: string): DepthHistory | undefined {
    return this.#bySymbol.get(symbol);
  }

  record(markets: ReadonlyMap<string, MarketView>, micros: number): void {
    for (const [symbol, market] of markets) this.#historyOf(symbol)?.record(market, micros);
  }

  addTrade(trade: Trade): void {
    this.#bySymbol.get(trade.symbol)?.addTrade(trade);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  #historyOf(symbol: string): DepthHistory | undefined {
    const found = this.#bySymbol.get(symbol);
    if (found !== undefined || this.#bySymbol.size === MARKETS_MAX) return found;
    const history = new DepthHistory();
    this.#bySymbol.set(symbol, history);
    return history;
  }
}
