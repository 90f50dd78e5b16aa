/**
 * The window's link to a relay. Its source (feed-source.ts) sends digests, the market data (market-data.ts) applies
 * them, and the schedule (paint-schedule.ts) draws the panels. It requests the next digest after the paint.
 */
import type { Past, PastIncidents } from '../../contract/history-reader.ts';
import { MarketData } from './market-data.ts';
import type { Connection } from './connection.ts';
import { PaintSchedule, type ScheduleEnvironment } from './paint-schedule.ts';
import type { Digest, FromSource, SourcePort } from './source-messages.ts';
import { MARKET_TOPICS } from './topics.ts';
import { Traffic } from './traffic.ts';

/**
 * `live`: data arrives. `stale`: none for STALE_MS. `lost`: the data is from before the loss. `none`: there was never
 * any data.
 */
export type Freshness = 'live' | 'stale' | 'lost' | 'none';

export const STALE_MS = 3_000;

/** Time after which the next digest is requested without a paint, because a hidden window is not painted. */
const UNPAINTED_MS_MAX = 250;

export interface FeedEnvironment extends ScheduleEnvironment {
  openSource(listener: (message: FromSource) => void): SourcePort;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** @returns a function that cancels it */
  after(ms: number, callback: () => void): () => void;
}

/** A market that the window shows, and the relay that publishes it. */
interface Shown {
  readonly url: string | null;
  /** True when the relay may be silent for long, for example a paused recorded session. */
  readonly mayRest: boolean;
  readonly data: MarketData;
}

export class Feed {
  readonly #environment: FeedEnvironment;
  readonly #source: SourcePort;
  readonly schedule: PaintSchedule;
  #traffic = new Traffic();
  #shown: Shown = { url: null, mayRest: false, data: new MarketData() };
  /** The live market, kept while a recorded session plays. */
  #live: Shown | null = null;
  #dialled: string | null = null;
  #connection: Connection = { phase: 'closed' };
  /** Number of the last `follow`, and of the last one that changed the market. */
  #order = 0;
  #changedAt = 0;
  /** Cancels the request for the next digest without a paint. Null: it was already requested. */
  #cancelRequest: (() => void) | null = null;
  #questions = 0;
  readonly #answers = new Map<number, (texts: readonly string[] | undefined) => void>();

  constructor(environment: FeedEnvironment) {
    this.#environment = environment;
    this.#source = environment.openSource((message) => this.#receive(message));
    this.schedule = new PaintSchedule(environment, () => this.#requestNext());
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Do not keep it: it changes with the market and with the relay. */
  get market(): MarketData {
    return this.#shown.data;
  }

  /** The live market behind a recorded session. Without one, the market on screen. */
  get liveMarket(): MarketData {
    return (this.#live ?? this.#shown).data;
  }

  get traffic(): Traffic {
    return this.#traffic;
  }

  /**
   * Follows the relay at an address. The market on screen stays until another relay is followed. A live market stays in
   * memory while a recorded session plays.
   * @param mayRest true when the relay may be silent for long, for example a paused recorded session
   */
  follow(url: string | null, mayRest = false): void {
    const isOther = url !== null && this.#shown.url !== null && url !== this.#shown.url;
    if (url !== null && !isOther) this.#shown = { ...this.#shown, url, mayRest };
    if (url === this.#dialled) return;
    this.#dialled = url;
    this.#order += 1;
    if (isOther) this.#show(url, mayRest);
    this.#source.send({ type: 'follow', url, order: this.#order, forget: isOther });
  }

  retryNow(): void {
    this.#source.send({ type: 'retry_now' });
  }

  /** Frames from the last checkpoint before a trade up to the trade. Undefined: they are no longer kept. */
  framesOfTrade(tradeId: number): Promise<readonly string[] | undefined> {
    this.#questions += 1;
    const question = this.#questions;
    return new Promise((resolve) => {
      this.#answers.set(question, resolve);
      this.#source.send({ type: 'frames_of_trade', tradeId, question });
    });
  }

  freshness(now: number): Freshness {
    if (this.market.replica.status === undefined) return 'none';
    if (this.#connection.phase !== 'connected') return 'lost';
    if (this.#shown.mayRest) return 'live';
    return now - (this.#traffic.lastEventAt ?? 0) > STALE_MS ? 'stale' : 'live';
  }

  #receive(message: FromSource): void {
    switch (message.type) {
      case 'connection':
        if (message.order === this.#order) this.#connectionChanged(message.connection);
        break;
      case 'digest':
        if (message.order >= this.#changedAt) this.schedule.timed(() => this.#digest(message.text));
        this.#requestWhenPainted();
        break;
      case 'past':
        if (message.order >= this.#changedAt) this.schedule.timed(() => this.#past(message.text));
        break;
      case 'incidents':
        if (message.order >= this.#changedAt) this.schedule.timed(() => this.#incidents(message.text));
        break;
      case 'frames':
        this.#answers.get(message.question)?.(message.texts);
        this.#answers.delete(message.question);
        break;
    }
  }

  #connectionChanged(connection: Connection): void {
    this.#connection = connection;
    if (connection.phase !== 'connected') this.market.replica.disconnected();
    this.schedule.touch(['connection']);
  }

  #digest(text: string): void {
    // Botpit wrote this text, so it needs no check.
    const digest = JSON.parse(text) as Digest;
    this.#traffic.add(digest, this.#environment.now());
    this.schedule.touch(this.market.apply(digest));
  }

  #past(text: string): void {
    this.schedule.touch(this.market.restore(JSON.parse(text) as Past | null));
  }

  #incidents(text: string): void {
    this.schedule.touch(this.market.restoreIncidents(JSON.parse(text) as PastIncidents));
  }

  #show(url: string, mayRest: boolean): void {
    const left = this.#shown;
    const isReturn = this.#live?.url === url;
    this.#shown = isReturn && this.#live !== null ? this.#live : { url, mayRest, data: new MarketData() };
    if (!mayRest) this.#live = null;
    else if (!left.mayRest) this.#live = left;
    this.market.replica.disconnected();
    this.#changedAt = this.#order;
    this.#traffic = new Traffic();
    this.schedule.touch(MARKET_TOPICS);
  }

  #requestWhenPainted(): void {
    this.#cancelRequest?.();
    this.#cancelRequest = this.#environment.after(UNPAINTED_MS_MAX, () => this.#requestNext());
    this.schedule.request();
  }

  #requestNext(): void {
    if (this.#cancelRequest === null) return;
    this.#cancelRequest();
    this.#cancelRequest = null;
    this.#source.send({ type: 'take_next' });
  }
}
