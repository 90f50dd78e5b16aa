/**
 * The window's one source of market data: the relay's frames, applied to a replica.
 *
 * Data changes as frames come; the screen is told at most once per animation frame, and only of the topics that
 * changed. Whoever draws reads the replica then.
 */
import { z } from 'zod';
import { parseFrame, type MarketEvent, type StreamEvent, type Trade } from '../../contract/events.ts';
import { Replica } from '../../contract/replica.ts';
import { BarBook } from './bars.ts';
import { BooksWatch } from './books-balance.ts';
import type { Connection } from './connection.ts';
import { DepthBook } from './depth-history.ts';
import { EventRate } from './event-rate.ts';
import { FrameLog } from './frame-log.ts';
import { Histories } from './histories.ts';
import { Latency } from './latency.ts';
import { RelayClient, type RelayClientEnvironment } from './relay-client.ts';
import { TradeHistory } from './trade-history.ts';

export type Topic =
  'connection' | 'status' | 'book' | 'orders' | 'trades' | 'positions' | 'liquidations' | 'marks';

const TOPIC_OF: Readonly<Record<MarketEvent['type'], Topic>> = {
  exchange_status: 'status',
  book_update: 'book',
  book_orders: 'orders',
  order_update: 'orders',
  trade: 'trades',
  position_update: 'positions',
  liquidation: 'liquidations',
  mark_price: 'marks',
};
const MARKET_TOPICS = Object.values(TOPIC_OF);

/** `live`: data comes. `stale`: none for STALE_MS. `lost`: it is what was there last. `none`: there never was any. */
export type Freshness = 'live' | 'stale' | 'lost' | 'none';

export const STALE_MS = 3_000;

export interface FeedEnvironment extends RelayClientEnvironment {
  /** Call back before the screen is painted next. */
  nextPaint(callback: () => void): void;
}

export class Feed {
  readonly #environment: FeedEnvironment;
  readonly #client: RelayClient;
  readonly #listeners = new Set<() => void>();
  readonly #dirty = new Set<Topic>();
  readonly #versions = new Map<Topic, number>();
  #rate = new EventRate();
  #bytes = new EventRate();
  #latency = new Latency();
  #histories = new Histories();
  #books = new BooksWatch();
  readonly #bars = new BarBook();
  readonly #depth = new DepthBook();
  readonly #tradeHistory = new TradeHistory();
  readonly #frameLog = new FrameLog();
  #replica = new Replica();
  #url: string | null = null;
  #epoch: string | undefined;
  #mayRest = false;
  #lastEventAt: number | undefined;

  constructor(environment: FeedEnvironment) {
    this.#environment = environment;
    this.#client = new RelayClient(environment, {
      onConnection: () => this.#connectionChanged(),
      onText: (text) => this.#text(text),
    });
  }

  get connection(): Connection {
    return this.#client.connection;
  }

  /** Read it, never keep it: it changes with the market. */
  get replica(): Replica {
    return this.#replica;
  }

  get bars(): BarBook {
    return this.#bars;
  }

  get depth(): DepthBook {
    return this.#depth;
  }

  get tradeHistory(): TradeHistory {
    return this.#tradeHistory;
  }

  /** The newest frames of this run, as they came. */
  get frameLog(): FrameLog {
    return this.#frameLog;
  }

  /** Read it, never keep it, as the replica. */
  get histories(): Histories {
    return this.#histories;
  }

  get books(): BooksWatch {
    return this.#books;
  }

  /** From the exchange's stamp to the arrival here, in milliseconds; undefined before the first frame. */
  get latencyMs(): number | undefined {
    return this.#latency.median;
  }

  /** When the newest event arrived here, in milliseconds since the Unix epoch. */
  get lastEventAt(): number | undefined {
    return this.#lastEventAt;
  }

  /**
   * Follow the relay at an address. What was shown stays until another relay is followed.
   * @param mayRest whether it may be silent for long, as a recorded session that is paused
   */
  follow(url: string | null, mayRest = false): void {
    this.#mayRest = mayRest;
    if (url !== null && this.#url !== null && url !== this.#url) this.#forget();
    if (url !== null) this.#url = url;
    this.#client.follow(url);
  }

  retryNow(): void {
    this.#client.retryNow();
  }

  eventsPerSecond(): number {
    return this.#rate.perSecond(this.#environment.now());
  }

  /** Of the frames' text; every character that the protocol sends is one byte. */
  bytesPerSecond(): number {
    return this.#bytes.perSecond(this.#environment.now());
  }

  freshness(now: number): Freshness {
    if (this.#replica.status === undefined) return 'none';
    if (this.connection.phase !== 'connected') return 'lost';
    if (this.#mayRest) return 'live';
    return now - (this.#lastEventAt ?? 0) > STALE_MS ? 'stale' : 'live';
  }

  /** Rises by one with every paint for which the topic changed. */
  version(topic: Topic): number {
    return this.#versions.get(topic) ?? 0;
  }

  /** @returns a function that ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #connectionChanged(): void {
    if (this.connection.phase !== 'connected') this.#replica.disconnected();
    this.#touch('connection');
  }

  #text(text: string): void {
    let frame: readonly StreamEvent[];
    try {
      frame = parseFrame(text);
    } catch (error) {
      this.#client.reject(`The relay sent what is no frame of this protocol (${problemOf(error)})`);
      return;
    }
    this.#client.confirm();
    this.#lastEventAt = this.#environment.now();
    this.#rate.add(frame.length, this.#lastEventAt);
    this.#bytes.add(text.length, this.#lastEventAt);
    this.#latency.add(frame.at(-1)?.time ?? 0, this.#lastEventAt);
    this.#apply(frame);
    this.#frameLog.add(text, frame.some(isCheckpoint));
  }

  #apply(frame: readonly StreamEvent[]): void {
    const { inSync, holes } = this.#replica;
    const taken = this.#replica.apply(frame);
    const epoch = this.#replica.status?.epoch;
    if (epoch !== this.#epoch) this.#beginRun();
    if (!inSync || holes !== this.#replica.holes || epoch !== this.#epoch) this.#touch(...MARKET_TOPICS);
    this.#epoch = epoch;
    this.#books.take(taken);
    const time = taken.at(-1)?.time;
    if (time !== undefined) this.#depth.record(this.#replica.markets, time);
    for (const event of taken) {
      this.#histories.add(event);
      if (event.type === 'trade') this.#addTrade(event);
      this.#touch(TOPIC_OF[event.type]);
    }
  }

  #addTrade(trade: Trade): void {
    this.#bars.add(trade);
    this.#depth.addTrade(trade);
    this.#tradeHistory.add(trade);
  }

  /** Nothing of another run of the exchange belongs to this one. */
  #beginRun(): void {
    this.#bars.clear();
    this.#depth.clear();
    this.#tradeHistory.clear();
    this.#frameLog.clear();
    this.#histories = new Histories();
    this.#books = new BooksWatch();
  }

  #forget(): void {
    this.#replica = new Replica();
    this.#beginRun();
    this.#rate = new EventRate();
    this.#bytes = new EventRate();
    this.#latency = new Latency();
    this.#epoch = undefined;
    this.#lastEventAt = undefined;
    this.#touch(...MARKET_TOPICS);
  }

  #touch(...topics: readonly Topic[]): void {
    if (this.#dirty.size === 0) this.#environment.nextPaint(() => this.#publish());
    for (const topic of topics) this.#dirty.add(topic);
  }

  #publish(): void {
    for (const topic of this.#dirty) this.#versions.set(topic, this.version(topic) + 1);
    this.#dirty.clear();
    for (const listener of this.#listeners) listener();
  }
}

function isCheckpoint({ type }: StreamEvent): boolean {
  return type === 'exchange_status';
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
