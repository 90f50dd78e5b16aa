/**
 * Source of the window's market data. It reads and checks the relay's frames, applies them to a replica, and sends the
 * window a digest of the events since the last one.
 *
 * 1. It runs on a separate thread. However many events accumulate, the window's thread processes one digest per frame.
 * 2. The window requests each digest after it has shown the previous one. Until then, the source folds events
 *    (event-fold.ts). After more than EVENTS_MAX events, it sends the digest without a request. No event is lost.
 * 3. Whenever it starts afresh, it reads the market's past from the relay's history service, if there is one.
 */
import { z } from 'zod';
import { EventFold } from '../../contract/event-fold.ts';
import { isConflated, parseFrame, type MarketEvent, type StreamEvent } from '../../contract/events.ts';
import { readIncidents, readPast, type PastEnvironment } from '../../contract/history-reader.ts';
import { Replica } from '../../contract/replica.ts';
import { BooksWatch } from './books-balance.ts';
import type { Connection } from './connection.ts';
import { EquityWatch } from './equity-watch.ts';
import { FrameLog, tradePattern } from './frame-log.ts';
import { packEvents } from './packed-events.ts';
import { incidentsOf, pastOf } from './past-wanted.ts';
import { RelayClient, type RelayClientEnvironment } from './relay-client.ts';
import type { Digest, DigestPart, FromSource, ToSource } from './source-messages.ts';

/** Longest exchange time of events that are folded together, so that a history finds each of its steps. */
const PART_MICROS = 250_000;
/** Number of events in five seconds at 20,000 events per second. */
export const EVENTS_MAX = 100_000;

export interface SourceEnvironment extends RelayClientEnvironment {
  /** Reads an address over HTTP. */
  readonly get: PastEnvironment['get'];
}

interface Part {
  readonly isFresh: boolean;
  readonly fold: EventFold;
  /** Number of the PART_MICROS step to which its events belong. */
  readonly step: number;
}

export class FeedSource {
  readonly #environment: SourceEnvironment;
  readonly #client: RelayClient;
  readonly #send: (message: FromSource) => void;
  readonly #frameLog = new FrameLog();
  #replica = new Replica();
  #books = new BooksWatch();
  #equities = new EquityWatch();
  #parts: Part[] = [];
  #events = 0;
  #characters = 0;
  #hasBooks = false;
  #isWanted = true;
  #order = 0;
  #url: string | null = null;
  /** Reads of the past, one after the other. */
  #reading: Promise<void> = Promise.resolve();

  constructor(environment: SourceEnvironment, send: (message: FromSource) => void) {
    this.#environment = environment;
    this.#send = send;
    this.#client = new RelayClient(environment, {
      onConnection: (connection) => this.#connectionChanged(connection),
      onText: (text) => this.#text(text),
    });
  }

  receive(message: ToSource): void {
    switch (message.type) {
      case 'follow':
        this.#follow(message.url, message.order, message.forget);
        break;
      case 'retry_now':
        this.#client.retryNow();
        break;
      case 'take_next':
        this.#isWanted = true;
        if (this.#events > 0) this.#handOver();
        break;
      case 'frames_of_trade':
        this.#send({
          type: 'frames',
          question: message.question,
          texts: this.#frameLog.leadingTo(tradePattern(message.tradeId)),
        });
        break;
    }
  }

  #follow(url: string | null, order: number, forget: boolean): void {
    if (this.#events > 0) this.#handOver();
    this.#order = order;
    this.#url = url;
    if (forget) {
      this.#replica = new Replica();
      this.#beginEpoch();
    }
    this.#client.follow(url);
  }

  #connectionChanged(connection: Connection): void {
    // Events that arrived before the connection ended belong to the last known market.
    if (this.#events > 0) this.#handOver();
    if (connection.phase !== 'connected') this.#replica.disconnected();
    this.#send({ type: 'connection', order: this.#order, connection });
  }

  #text(text: string): void {
    let frame: readonly StreamEvent[];
    try {
      frame = parseFrame(text);
    } catch (error) {
      this.#client.reject(`The relay sent a frame that does not fit the protocol (${problemOf(error)})`);
      return;
    }
    this.#client.confirm();
    this.#apply(frame);
    // A trade is explained from single events, which a conflated frame has merged.
    if (!isConflated(frame)) this.#frameLog.add(text, frame.some(isCheckpoint));
    this.#events += frame.length;
    this.#characters += text.length;
    if (this.#isWanted || this.#events > EVENTS_MAX) this.#handOver();
  }

  #apply(frame: readonly StreamEvent[]): void {
    if (isConflated(frame) || !frame.some(isCheckpoint)) {
      this.#fold(this.#replica.apply(frame));
      return;
    }
    const taken = frame.flatMap((event) => this.#applyOne(event));
    this.#books.apply(taken);
    this.#hasBooks = true;
  }

  /** Applies one event. This is slower, but finds the event at which the replica restarts. */
  #applyOne(event: StreamEvent): readonly MarketEvent[] {
    const { restarts, status } = this.#replica;
    const taken = this.#replica.apply([event]);
    if (restarts !== this.#replica.restarts) {
      if (status?.epoch !== this.#replica.status?.epoch) this.#beginEpoch();
      this.#parts.push({ isFresh: true, fold: new EventFold(), step: stepOf(event) });
      const { restarts: joined } = this.#replica;
      this.#reading = this.#reading.then(() => this.#readPast(joined));
    }
    this.#fold(taken);
    return taken;
  }

  /** @param joined restart of the replica before which the past lies */
  async #readPast(joined: number): Promise<void> {
    const [replica, order] = [this.#replica, this.#order];
    const isLate = () => replica !== this.#replica || replica.restarts !== joined;
    const { status } = replica;
    if (this.#url === null || status === undefined || isLate()) return;
    const environment: PastEnvironment = {
      get: this.#environment.get,
      wait: (ms) => new Promise((resolve) => void this.#environment.after(ms, resolve)),
    };
    const past = await readPast(pastOf(this.#url, status), environment);
    if (isLate()) return;
    // After this, the window knows every trade that this thread has processed.
    if (this.#events > 0) this.#handOver();
    this.#send({ type: 'past', order, text: JSON.stringify(past) });
    if (past === null) return;
    const incidents = await readIncidents(incidentsOf(this.#url, status), environment);
    if (incidents !== null && !isLate())
      this.#send({ type: 'incidents', order, text: JSON.stringify(incidents) });
  }

  #fold(taken: readonly MarketEvent[]): void {
    for (const event of taken) {
      this.#partOf(event).fold.add(event);
      if (event.type === 'position_update') this.#equities.add(event);
    }
  }

  #partOf(event: MarketEvent): Part {
    const step = stepOf(event);
    const last = this.#parts.at(-1);
    // The events of a conflated frame are not in order of time.
    if (last !== undefined && step <= last.step) return last;
    const next = { isFresh: false, fold: new EventFold(), step };
    this.#parts.push(next);
    return next;
  }

  /** Begins a new epoch, which shares nothing with the previous one. */
  #beginEpoch(): void {
    this.#frameLog.clear();
    this.#books = new BooksWatch();
    this.#equities = new EquityWatch();
  }

  #handOver(): void {
    const { seq, inSync, holes } = this.#replica;
    const digest: Digest = {
      received: { events: this.#events, characters: this.#characters },
      parts: this.#parts.map(partOf),
      place: { seq, inSync, holes },
      extremes: this.#equities.takeChanged(),
      ...(this.#hasBooks && { books: this.#books.view }),
    };
    this.#parts = [];
    this.#events = 0;
    this.#characters = 0;
    this.#hasBooks = false;
    this.#isWanted = false;
    this.#send({ type: 'digest', order: this.#order, text: JSON.stringify(digest) });
  }
}

function stepOf({ time }: StreamEvent): number {
  return Math.floor(time / PART_MICROS);
}

function partOf({ isFresh, fold }: Part): DigestPart {
  return { isFresh, events: packEvents(fold.events()), time: fold.time };
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
