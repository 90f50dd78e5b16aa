/** The market that one relay publishes: a replica, and the histories that the replica does not keep. */
import type { Trade } from '../../contract/events.ts';
import { Replica } from '../../contract/replica.ts';
import { BarBook } from './bars.ts';
import { NO_BOOKS, type BooksView } from './books-balance.ts';
import { DepthBook } from './depth-history.ts';
import { Histories } from '../../contract/histories.ts';
import { unpackEvents } from './packed-events.ts';
import type { Digest, DigestPart } from './source-messages.ts';
import { MARKET_TOPICS, TOPIC_OF, type Topic } from './topics.ts';
import { TradeHistory } from './trade-history.ts';

export class MarketData {
  readonly replica = new Replica();
  readonly bars = new BarBook();
  readonly depth = new DepthBook();
  readonly tradeHistory = new TradeHistory();
  #histories = new Histories();
  #books = NO_BOOKS;
  #epoch: string | undefined;

  get histories(): Histories {
    return this.#histories;
  }

  get books(): BooksView {
    return this.#books;
  }

  /** @returns the topics that changed. */
  apply({ parts, place, extremes, books }: Digest): ReadonlySet<Topic> {
    const changed = new Set<Topic>();
    const { inSync, holes } = this.replica;
    for (const part of parts) this.#part(part, changed);
    this.replica.standAt(place);
    for (const [account, peak, maxDrawdown] of extremes)
      this.#histories.equity(account)?.noteExtremes(peak, maxDrawdown);
    if (books !== undefined) this.#books = books;
    const isResynced = inSync !== place.inSync || holes !== place.holes;
    return isResynced ? new Set(MARKET_TOPICS) : changed;
  }

  #part({ events: packed, isFresh, time }: DigestPart, changed: Set<Topic>): void {
    const events = unpackEvents(packed);
    this.replica.follow(events, isFresh);
    const epoch = this.replica.status?.epoch;
    if (epoch !== this.#epoch) this.#beginEpoch();
    this.#epoch = epoch;
    if (isFresh) for (const topic of MARKET_TOPICS) changed.add(topic);
    if (events.length === 0) return;
    this.depth.record(this.replica.markets, time);
    const trades: Trade[] = [];
    for (const event of events) {
      this.#histories.add(event);
      if (event.type === 'trade') trades.push(event);
      changed.add(TOPIC_OF[event.type]);
    }
    this.#addTrades(trades);
  }

  #addTrades(trades: readonly Trade[]): void {
    this.bars.addAll(trades);
    for (const trade of trades) {
      this.depth.addTrade(trade);
      this.tradeHistory.add(trade);
    }
  }

  /** A new epoch shares nothing with the previous one. */
  #beginEpoch(): void {
    this.bars.clear();
    this.depth.clear();
    this.tradeHistory.clear();
    this.#histories = new Histories();
    this.#books = NO_BOOKS;
  }
}
