/**
 * Depth over time, for the heatmap: book, mark price and traded volume, in columns.
 *
 * 1. A column has the book after the first digest of its time, and adds up the trades until the next column.
 * 2. Three tiers keep the same market in longer and longer columns, so a wide view reads few of them.
 * 3. Every tier is a ring of typed arrays that never grows. It takes about 11 MB per instrument, for at most
 *    DEPTH_MARKETS_MAX instruments.
 */
import {
  DEPTH_MARKETS_MAX,
  DepthTier,
  type DepthBookView,
  type TierSize,
} from '../../contract/depth-tier.ts';
import type { Trade } from '../../contract/events.ts';
import type { DepthPast } from '../../contract/depth-columns.ts';
import type { MarketView } from '../../contract/replica.ts';
import { firstIndex } from '../../contract/first-index.ts';

/** Tiers: 10 minutes at 250 ms, an hour at 2 s, and 12 hours at 15 s. */
export const TIERS = [
  { columnMs: 250, columns: 2_400 },
  { columnMs: 2_000, columns: 1_800 },
  { columnMs: 15_000, columns: 2_880 },
] as const;
/** Length of the shortest columns in the history, from which shorter ones are made. */
const FINEST_PAST_MS = 1_000;
/** A number of columns that no window reaches. */
const COLUMNS_EVER = 1e9;

/** Columns of a tier, from `first` up to, but excluding, `last`. */
export interface DepthSegment {
  readonly tier: DepthTier;
  readonly first: number;
  readonly last: number;
  /** End of the segment. From here on, shorter columns show the market. */
  readonly until: number;
}

/** Columns of one instrument. */
export class DepthHistory {
  readonly #sizes: readonly TierSize[];
  #tiers: readonly DepthTier[];
  #restored = 0;

  constructor(sizes: readonly TierSize[] = TIERS) {
    this.#sizes = sizes;
    this.#tiers = sizes.map((size) => new DepthTier(size));
  }

  /** Version of the columns. It changes with every new column. */
  get version(): number {
    return this.#restored * COLUMNS_EVER + (this.#tiers[0]?.written ?? 0);
  }

  /** Fills the time before the first column, and gaps between columns. */
  restore(past: readonly DepthPast[]): void {
    this.#restored += 1;
    this.#tiers = this.#tiers.map((tier, index) => {
      const size = this.#sizes[index] as TierSize;
      const found = past.findLast(({ columnMs }) => columnMs <= Math.max(size.columnMs, FINEST_PAST_MS));
      if (found === undefined) return tier;
      const older = new DepthTier(size);
      for (const column of found.columns) {
        older.record({ ...column, markPrice: column.mark }, column.time);
        older.addTraded(column);
      }
      return tier.merged(older, size);
    });
  }

  /** Quantities of the best `levels` of each side, from at most `columns` of the shortest columns, evenly spread. */
  sampledQuantities(columns: number, levels: number): readonly number[] {
    const [tier] = this.#tiers;
    const quantities: number[] = [];
    if (tier === undefined) return quantities;
    const stride = Math.max(1, Math.ceil(tier.length / columns));
    for (let column = 0; column < tier.length; column += stride)
      tier.eachLevel(column, (_price, quantity) => void quantities.push(quantity), levels);
    return quantities;
  }

  record(book: DepthBookView, micros: number): void {
    for (const tier of this.#tiers) tier.record(book, micros);
  }

  addTrade(trade: Pick<Trade, 'aggressor' | 'price' | 'quantity'>): void {
    for (const tier of this.#tiers) tier.addTrade(trade);
  }

  /**
   * Columns that show a span of time, newest tier first: the longest columns that are no longer than `columnMicros`,
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
  return firstIndex(0, tier.length, (column) => tier.start(column) >= micros);
}

/** Histories of the first DEPTH_MARKETS_MAX instruments of a pit. */
export class DepthBook {
  readonly #bySymbol = new Map<string, DepthHistory>();

  get(symbol: string): DepthHistory | undefined {
    return this.#bySymbol.get(symbol);
  }

  record(markets: ReadonlyMap<string, MarketView>, micros: number): void {
    for (const [symbol, market] of markets) this.#historyOf(symbol)?.record(market, micros);
  }

  restore(symbol: string, past: readonly DepthPast[]): void {
    this.#historyOf(symbol)?.restore(past);
  }

  addTrade(trade: Trade): void {
    this.#bySymbol.get(trade.symbol)?.addTrade(trade);
  }

  clear(): void {
    this.#bySymbol.clear();
  }

  #historyOf(symbol: string): DepthHistory | undefined {
    const found = this.#bySymbol.get(symbol);
    if (found !== undefined || this.#bySymbol.size === DEPTH_MARKETS_MAX) return found;
    const history = new DepthHistory();
    this.#bySymbol.set(symbol, history);
    return history;
  }
}
