/** The book of one instrument over time: columns of a second and of 15 seconds, some 2.5 MB. */
import type { BookUpdate, MarketEvent, Trade } from '../../contract/events.ts';
import { DepthTier } from '../../contract/depth-tier.ts';
import {
  CANDLE_SECONDS,
  DEPTH_COLUMNS,
  DEPTH_INTERVALS,
  type DepthInterval,
} from '../../contract/history.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { midOf } from '../../contract/mid-price.ts';
import { PriceLevels } from '../../contract/price-levels.ts';

const TRADES_MAX = 100_000;
const MS_PER_SECOND = 1_000;

export class DepthLog {
  readonly instrument: Instrument;
  readonly #tiers: Readonly<Record<DepthInterval, DepthTier>>;
  #bids = new PriceLevels('bids');
  #asks = new PriceLevels('asks');
  #mark: number | undefined;
  /** Since the last sample, TRADES_MAX at most: they belong to the column that it begins. */
  readonly #trades: Trade[] = [];

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.#tiers = Object.fromEntries(
      DEPTH_INTERVALS.map((interval) => {
        const columnMs = CANDLE_SECONDS[interval] * MS_PER_SECOND;
        return [interval, new DepthTier({ columnMs, columns: DEPTH_COLUMNS[interval] })];
      }),
    ) as Record<DepthInterval, DepthTier>;
  }

  /** Undefined: there is none now. */
  get mid(): number | undefined {
    return midOf({ bids: this.#bids.all, asks: this.#asks.all });
  }

  tier(interval: DepthInterval): DepthTier {
    return this.#tiers[interval];
  }

  /** The next book begins with a checkpoint. */
  begin(): void {
    this.#bids = new PriceLevels('bids');
    this.#asks = new PriceLevels('asks');
    this.#mark = undefined;
    this.#trades.length = 0;
  }

  /** An event of this instrument. */
  add(event: MarketEvent): void {
    if (event.type === 'book_update') this.#update(event);
    else if (event.type === 'mark_price') this.#mark = event.price;
    else if (event.type === 'trade') this.#trade(event);
  }

  /** Begin the columns whose time has come. @param micros time of the newest event */
  sample(micros: number): void {
    if (this.#mark === undefined) return;
    const book = { bids: this.#bids.all, asks: this.#asks.all, markPrice: this.#mark };
    for (const tier of Object.values(this.#tiers)) {
      tier.record(book, micros);
      for (const trade of this.#trades) tier.addTrade(trade);
    }
    this.#trades.length = 0;
  }

  #trade(trade: Trade): void {
    if (this.#trades.length < TRADES_MAX) this.#trades.push(trade);
  }

  /** A snapshot with fewer levels than the book has nothing new for a reader that is in step. */
  #update({ snapshot, depth, bids, asks }: BookUpdate): void {
    if (snapshot && depth === undefined) {
      this.#bids.replaceAll(bids);
      this.#asks.replaceAll(asks);
      return;
    }
    for (const level of bids) this.#bids.set(level);
    for (const level of asks) this.#asks.set(level);
  }
}
