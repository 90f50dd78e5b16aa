/**
 * What the window knows of the market: the digests of its source (feed-source.ts), applied to a replica.
 *
 * Data changes as digests come; the screen is told at most once per animation frame, panel by panel (paint-turns.ts), and
 * only of the topics that changed. Whoever draws reads the replica then. The next digest is asked for after the paint.
 */
import type { MarketEvent, Trade } from '../../contract/events.ts';
import { Replica } from '../../contract/replica.ts';
import { BarBook } from './bars.ts';
import { NO_BOOKS, type BooksView } from './books-balance.ts';
import type { Connection } from './connection.ts';
import { DepthBook } from './depth-history.ts';
import { EventRate } from './event-rate.ts';
import { Histories } from './histories.ts';
import { Latency } from './latency.ts';
import { unpackEvents } from './packed-events.ts';
import { NO_PANEL, PaintTurns } from './paint-turns.ts';
import type { Digest, DigestPart, FromSource, SourcePort } from './source-messages.ts';
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

/** A window that is out of sight is not painted, and asks for the next digest all the same. */
const UNPAINTED_MS_MAX = 250;

export interface FeedEnvironment {
  openSource(listener: (message: FromSource) => void): SourcePort;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** @returns a function that calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** Call back before the screen is painted next. `startedAt`, by `clock`: when the work for that frame began. */
  nextPaint(callback: (startedAt: number) => void): void;
  /** Milliseconds since some moment, finer than `now`. */
  clock(): number;
  /** Whatever `run` tells of is on screen when it returns. */
  draw(run: () => void): void;
}

export class Feed {
  readonly #environment: FeedEnvironment;
  readonly #source: SourcePort;
  readonly #turns: PaintTurns;
  readonly #dirty = new Set<Topic>();
  readonly #versions = new Map<Topic, number>();
  #rate = new EventRate();
  #bytes = new EventRate();
  #latency = new Latency();
  #histories = new Histories();
  #books = NO_BOOKS;
  readonly #bars = new BarBook();
  readonly #depth = new DepthBook();
  readonly #tradeHistory = new TradeHistory();
  #replica = new Replica();
  /** The relay whose market is shown, and the one that is followed; null: none. */
  #url: string | null = null;
  #dialled: string | null = null;
  #epoch: string | undefined;
  #mayRest = false;
  #isPaintAsked = false;
  /** What digests took since the last paint, in milliseconds. */
  #digestMs = 0;
  #connection: Connection = { phase: 'closed' };
  /** Number of the last `follow`, and of the last one that forgot what was before. */
  #order = 0;
  #forgotAt = 0;
  /** Calls off the asking for the next digest without a paint; null: it is asked for. */
  #cancelAsking: (() => void) | null = null;
  #questions = 0;
  readonly #answers = new Map<number, (texts: readonly string[] | undefined) => void>();
  #lastEventAt: number | undefined;

  constructor(environment: FeedEnvironment) {
    this.#environment = environment;
    this.#source = environment.openSource((message) => this.#take(message));
    this.#turns = new PaintTurns(environment);
  }

  get connection(): Connection {
    return this.#connection;
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

  /** The frames from the last checkpoint before a trade up to the trade; undefined: they are no longer kept. */
  framesOfTrade(tradeId: number): Promise<readonly string[] | undefined> {
    this.#questions += 1;
    const question = this.#questions;
    return new Promise((resolve) => {
      this.#answers.set(question, resolve);
      this.#source.send({ type: 'frames_of_trade', tradeId, question });
    });
  }

  /** Read it, never keep it, as the replica. */
  get histories(): Histories {
    return this.#histories;
  }

  get books(): BooksView {
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
    if (url === this.#dialled) return;
    this.#dialled = url;
    this.#order += 1;
    const forget = url !== null && this.#url !== null && url !== this.#url;
    if (forget) this.#forget();
    if (url !== null) this.#url = url;
    this.#source.send({ type: 'follow', url, order: this.#order, forget });
  }

  retryNow(): void {
    this.#source.send({ type: 'retry_now' });
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

  /** @param panel whose turn it is when the listener is told @returns a function that ends it. */
  subscribe(listener: () => void, panel = NO_PANEL): () => void {
    return this.#turns.subscribe(listener, panel);
  }

  /** Tell a panel once more, although nothing has changed. */
  drawAgain(panel: string): void {
    this.#turns.add(panel);
    this.#askForPaint();
  }

  #take(message: FromSource): void {
    switch (message.type) {
      case 'connection':
        if (message.order === this.#order) this.#connectionChanged(message.connection);
        break;
      case 'digest':
        if (message.order >= this.#forgotAt) this.#timedDigest(message.text);
        this.#askWhenPainted();
        break;
      case 'frames':
        this.#answers.get(message.question)?.(message.texts);
        this.#answers.delete(message.question);
        break;
    }
  }

  #connectionChanged(connection: Connection): void {
    this.#connection = connection;
    if (connection.phase !== 'connected') this.#replica.disconnected();
    this.#touch('connection');
  }

  #timedDigest(text: string): void {
    const startedAt = this.#environment.clock();
    this.#digest(text);
    this.#digestMs += this.#environment.clock() - startedAt;
  }

  #digest(text: string): void {
    // It comes from this very program.
    const { received, parts, place, extremes, books } = JSON.parse(text) as Digest;
    const { inSync, holes } = this.#replica;
    const now = this.#environment.now();
    this.#lastEventAt = now;
    this.#rate.add(received.events, now);
    this.#bytes.add(received.characters, now);
    for (const part of parts) this.#part(part);
    this.#replica.standAt(place);
    for (const [account, peak, maxDrawdown] of extremes)
      this.#histories.equity(account)?.noteExtremes(peak, maxDrawdown);
    if (books !== undefined) this.#books = books;
    if (inSync !== place.inSync || holes !== place.holes) this.#touch(...MARKET_TOPICS);
  }

  #part({ events: packed, isFresh, time }: DigestPart): void {
    const events = unpackEvents(packed);
    this.#replica.follow(events, isFresh);
    const epoch = this.#replica.status?.epoch;
    if (epoch !== this.#epoch) this.#beginEpoch();
    this.#epoch = epoch;
    if (isFresh) this.#touch(...MARKET_TOPICS);
    if (events.length === 0) return;
    this.#latency.add(time, this.#environment.now());
    this.#depth.record(this.#replica.markets, time);
    const trades: Trade[] = [];
    for (const event of events) {
      this.#histories.add(event);
      if (event.type === 'trade') trades.push(event);
      this.#dirty.add(TOPIC_OF[event.type]);
    }
    this.#addTrades(trades);
    this.#askForPaint();
  }

  #addTrades(trades: readonly Trade[]): void {
    this.#bars.addAll(trades);
    for (const trade of trades) {
      this.#depth.addTrade(trade);
      this.#tradeHistory.add(trade);
    }
  }

  /** Nothing of another run of the exchange belongs to this one. */
  #beginEpoch(): void {
    this.#bars.clear();
    this.#depth.clear();
    this.#tradeHistory.clear();
    this.#histories = new Histories();
    this.#books = NO_BOOKS;
  }

  #forget(): void {
    this.#forgotAt = this.#order;
    this.#replica = new Replica();
    this.#beginEpoch();
    this.#rate = new EventRate();
    this.#bytes = new EventRate();
    this.#latency = new Latency();
    this.#epoch = undefined;
    this.#lastEventAt = undefined;
    this.#touch(...MARKET_TOPICS);
  }

  #touch(...topics: readonly Topic[]): void {
    for (const topic of topics) this.#dirty.add(topic);
    this.#askForPaint();
  }

  #askForPaint(): void {
    if (this.#isPaintAsked) return;
    this.#isPaintAsked = true;
    this.#environment.nextPaint((startedAt) => this.#paint(startedAt));
  }

  #paint(startedAt: number): void {
    this.#isPaintAsked = false;
    for (const topic of this.#dirty) this.#versions.set(topic, this.version(topic) + 1);
    if (this.#dirty.size > 0) this.#turns.addAll();
    this.#dirty.clear();
    if (this.#turns.draw(startedAt, this.#digestMs)) this.#askForPaint();
    this.#digestMs = 0;
    this.#takeNext();
  }

  #askWhenPainted(): void {
    this.#cancelAsking?.();
    this.#cancelAsking = this.#environment.after(UNPAINTED_MS_MAX, () => this.#takeNext());
    this.#askForPaint();
  }

  #takeNext(): void {
    if (this.#cancelAsking === null) return;
    this.#cancelAsking();
    this.#cancelAsking = null;
    this.#source.send({ type: 'take_next' });
  }
}
