/**
 * Publishes frames to a stream, each once and in order, even when the server fails.
 *
 * 1. A message names the place that it should get. The server refuses it unless that place is the next one.
 * 2. The publisher keeps messages until the server confirms them. After a failure, the stream's newest place shows
 *    which messages are stored, and the others are sent again. None is lost or stored twice, however long the server
 *    was down.
 * 3. The backlog is bounded. Beyond the bound the publisher drops all waiting messages and logs it.
 * 4. A stream has one publisher. Of two, the first that the server refuses a place ends: the later one takes over a
 *    silent stream, and cannot take over one that the other fills.
 */
import { jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { SetupError } from '../../../runtime/failure.ts';
import type { Trust } from '../../../net/trust.ts';
import type { NatsAddress } from '../../../config/nats-address.ts';
import { Backlog } from './backlog.ts';
import { NatsLink, type LinkEvents } from './link.ts';
import { ANNOUNCEMENT, messagesOf, PART_BYTES_MAX, type Message } from './parts.ts';
import { ANSWER_TIMEOUT_MS, newestIn, openStream, PART, subjectOf, VIA, type Newest } from './stream.ts';

/** Bytes that are kept until the server confirms them. */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;
/** Memory of a message's headers. */
const HEADER_BYTES_MAX = 2_048;

export interface PublisherEvents extends Pick<LinkEvents, 'onLost' | 'onRefused'> {
  onOpen(): void;
  /** Called when messages are lost. @param what a sentence */
  onLoss(what: string): void;
}

export interface PublisherOptions {
  readonly address: NatsAddress;
  readonly trust: Trust | null;
  /** This relay's id. */
  readonly id: string;
  /** Ids of the relays up to this one, this one first. */
  readonly via: () => string;
  readonly events: PublisherEvents;
}

interface PublishSession {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
}

export class NatsPublisher {
  readonly #options: PublisherOptions;
  readonly #link: NatsLink;
  readonly #backlog = new Backlog(BACKLOG_BYTES_MAX);
  #session: PublishSession | null = null;
  /** The newest place that is known to be occupied. Null: not yet connected. */
  #storedPlace: number | null = null;
  #dropped = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { onLost, onRefused } = options.events;
    this.#link = new NatsLink(options.address, options.trust, {
      onConnected: (connection) => this.#open(connection),
      onLost: (reason, retryMs) => {
        this.#session = null;
        onLost(reason, retryMs);
      },
      onRefused,
    });
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** Bytes of the messages that are not known to be stored. */
  get waitingBytes(): number {
    return this.#backlog.bytes;
  }

  /** Number of messages that never reached the stream. */
  get dropped(): number {
    return this.#dropped;
  }

  publish(frame: Buffer): void {
    this.#add(messagesOf(frame));
  }

  /** Announces that the route to the exchange has changed, at once and even while no events arrive. */
  announce(): void {
    // A connection begins with an announcement.
    if (this.#session !== null) this.#add([ANNOUNCEMENT]);
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  #add(messages: readonly Message[]): void {
    const dropped = this.#backlog.add(messages);
    if (dropped > 0) {
      this.#dropped += dropped;
      const bound = `${BACKLOG_BYTES_MAX / 1024 ** 2} MiB`;
      this.#options.events.onLoss(
        `more than ${bound} were not stored in time: ${dropped} messages are dropped`,
      );
    }
    this.#send();
  }

  #send(): void {
    const session = this.#session;
    if (session === null) return;
    for (let message = this.#backlog.shift(); message !== null; message = this.#backlog.shift()) {
      this.#sendOne(session, message, (this.#storedPlace ?? 0) + this.#backlog.sent);
    }
  }

  /** @param place place that the message should get */
  #sendOne(session: PublishSession, { data, part }: Message, place: number): void {
    const { address, via } = this.#options;
    const described = headers();
    described.set(VIA, via());
    if (part !== '') described.set(PART, part);
    const stored = session.client.publish(subjectOf(address.stream), data, {
      headers: described,
      expect: { lastSequence: place - 1 },
      timeout: ANSWER_TIMEOUT_MS,
      retries: 1,
    });
    stored.then(
      () => this.#stored(session, place),
      (error: Error) => this.#link.fail(session.connection, error),
    );
  }

  #stored(session: PublishSession, place: number): void {
    if (session !== this.#session) return;
    this.#backlog.stored(place - (this.#storedPlace ?? 0));
    this.#storedPlace = place;
    this.#link.confirm();
    this.#send();
  }

  async #open(connection: NatsConnection): Promise<void> {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_TIMEOUT_MS });
    requireRoom(connection);
    const newest = await newestIn(manager, await openStream(manager, this.#options.address.stream));
    this.#resume(newest);
    this.#session = { connection, client: jetstream(connection, { timeout: ANSWER_TIMEOUT_MS }) };
    this.#options.events.onOpen();
    this.announce();
  }

  /** Determines which of the sent messages the stream contains. */
  #resume({ place, via }: Newest): void {
    const before = this.#storedPlace;
    if (before !== null && place < before) {
      this.#options.events.onLoss(`the server has lost the last ${before - place} messages`);
    }
    if (before !== null && place > before) {
      const isOwn = via === null || via.split(',')[0] === this.#options.id;
      if (!isOwn || place - before > this.#backlog.sent) throw new SetupError(TAKEN_OVER);
      this.#backlog.stored(place - before);
    }
    this.#backlog.rewind();
    this.#storedPlace = place;
  }
}

const TAKEN_OVER =
  'another relay or program publishes to this stream now; give each pit its own stream, with one relay that has --publish';

function requireRoom({ info }: NatsConnection): void {
  const bytes = info?.max_payload ?? 0;
  const needed = PART_BYTES_MAX + HEADER_BYTES_MAX;
  if (bytes >= needed) return;
  throw new SetupError(`its max_payload is ${bytes} bytes; a relay needs ${needed} or more`);
}
