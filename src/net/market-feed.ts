/** The relay's stream, from which it keeps a replica of the market. */
import type { MarketEvent, StreamEvent } from '../contract/events.ts';
import { Replica } from '../contract/replica.ts';
import type { Logger } from '../runtime/log.ts';
import { Connection, withoutQuery, type ConnectionEvents } from './connection.ts';
import { EventReader, type Interest } from './event-reader.ts';
import type { Trust } from './trust.ts';

export interface MarketFeedOptions {
  readonly url: string;
  readonly trust?: Trust | null | undefined;
  readonly log: Logger;
  /** @param events events that the replica has applied; those of a frame without any are empty */
  readonly onChange: (events: readonly MarketEvent[]) => void;
}

export class MarketFeed {
  readonly replica = new Replica();
  readonly #options: MarketFeedOptions;
  readonly #connection: Connection;
  readonly #reader = new EventReader();
  #interest: Interest | undefined;
  #time = 0;
  #hasWarned = false;

  constructor(options: MarketFeedOptions) {
    this.#options = options;
    const name = withoutQuery(options.url);
    const events: ConnectionEvents = {
      onOpen: () => {
        this.#hasWarned = false;
        options.log.info(`connected to the relay ${name}`);
      },
      onFrame: (frame) => this.#frame(frame),
      onLost: ({ reason }, retryMs) => {
        this.replica.disconnected();
        options.log.warn(`relay ${name}: ${reason}; next try in ${retryMs} ms`);
      },
    };
    this.#connection = new Connection(options.url, events, options.trust);
  }

  /** Exchange time of the newest event, in microseconds. */
  get time(): number {
    return this.#time;
  }

  /** Keeps single orders from now on: their changes at once, and the front of each side with the next checkpoint. */
  wantOrders(): void {
    this.#reader.wantOrders();
  }

  /** Follows only this account and these instruments. Additional ones begin with the next checkpoint. */
  follow(interest: Interest): void {
    if (this.#interest !== undefined && !isWithin(interest, this.#interest)) this.replica.disconnected();
    this.#interest = interest;
    this.#reader.follow(interest);
  }

  /** False while frames are read that have waited for a batch. */
  get isPrompt(): boolean {
    return this.#connection.batches.isPrompt;
  }

  /** Reads in batches or each frame when it arrives, until the connection is lost. */
  readInBatches(isOn: boolean): void {
    this.#connection.batches.turn(isOn);
  }

  /** Reads what has arrived, and then acts. Call it from a timer. */
  catchUp(act: () => void): void {
    this.#connection.batches.catchUp(act);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #frame(frame: Buffer): void {
    const events = this.#parse(frame);
    const taken = this.replica.apply(events);
    const newest = this.replica.inSync ? events.at(-1) : taken.at(-1);
    if (newest === undefined) return;
    this.#time = newest.time;
    this.#options.onChange(taken);
  }

  /** Parses a frame. An unreadable one is dropped, and the next checkpoint closes the gap in `seq`. */
  #parse(frame: Buffer): readonly StreamEvent[] {
    try {
      return this.#reader.read(frame);
    } catch (error) {
      if (!this.#hasWarned) this.#options.log.warn(this.#notUnderstood(frame.toString('utf8'), error));
      this.#hasWarned = true;
      return [];
    }
  }

  /** What the log says about an unreadable frame. A JSON object is a reply, so the address is that of an order gateway. */
  #notUnderstood(text: string, error: unknown): string {
    if (!text.startsWith('{')) return `the relay sent a frame that is not a list of events: ${brief(error)}`;
    const address = withoutQuery(this.#options.url);
    return `--relay ${address} answers as an order gateway does: give the relay's address, not the gateway's`;
  }
}

function isWithin(interest: Interest, known: Interest): boolean {
  return (
    interest.account === known.account && [...interest.symbols].every((symbol) => known.symbols.has(symbol))
  );
}

function brief(error: unknown): string {
  return (error as Error).message.replace(/\s+/g, ' ').slice(0, 200);
}
