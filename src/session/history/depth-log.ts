/** The book of one instrument over time, in columns of 1 s and of 15 s. It takes about 2.5 MB. */
import type { MarketEvent, Trade } from '../../contract/events.ts';
import { DepthTier } from '../../contract/depth-tier.ts';
import {
  CANDLE_SECONDS,
  DEPTH_COLUMNS,
  DEPTH_INTERVALS,
  type DepthInterval,
} from '../../contract/history.ts';
import { midOf } from '../../contract/mid-price.ts';
import { PriceBook } from '../../contract/price-book.ts';

const TRADES_MAX = 100_000;
const MS_PER_SECOND = 1_000;

export class DepthLog {
  readonly #tiers: Readonly<Record<DepthInterval, DepthTier>>;
  #book = new PriceBook();
  #mark: number | undefined;
  /** Trades since the last sample, at most TRADES_MAX. They belong to the column that the sample begins. */
  readonly #trades: Trade[] = [];

  constructor() {
    this.#tiers = Object.fromEntries(
      DEPTH_INTERVALS.map((interval) => {
        const columnMs = CANDLE_SECONDS[interval] * MS_PER_SECOND;
        return [interval, new DepthTier({ columnMs, columns: DEPTH_COLUMNS[interval] })];
      }),
    ) as Record<DepthInterval, DepthTier>;
  }

  /** The current mid price. Undefined: there is none. */
  get mid(): number | undefined {
    return midOf(this.#book);
  }

  tier(interval: DepthInterval): DepthTier {
    return this.#tiers[interval];
  }

  /** Empties the book. The next one begins with a checkpoint. */
  begin(): void {
    this.#book = new PriceBook();
    this.#mark = undefined;
    this.#trades.length = 0;
  }

  /** Applies an event of this instrument. */
  add(event: MarketEvent): void {
    if (event.type === 'book_update') this.#book.update(event);
    else if (event.type === 'mark_price') this.#mark = event.price;
    else if (event.type === 'trade') this.#trade(event);
  }

  /** Begins the columns that are due. @param micros time of the newest event */
  sample(micros: number): void {
    if (this.#mark === undefined) return;
    const { bids, asks } = this.#book;
    const book = { bids, asks, markPrice: this.#mark };
    for (const tier of Object.values(this.#tiers)) {
      tier.record(book, micros);
      for (const trade of this.#trades) tier.addTrade(trade);
    }
    this.#trades.length = 0;
  }

  #trade(trade: Trade): void {
    if (this.#trades.length < TRADES_MAX) this.#trades.push(trade);
  }
}
