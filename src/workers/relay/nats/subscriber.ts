/**
 * Reads frames from a stream, from now on, each once and in order. After a failure it resumes after its last message,
 * so clients see no gap as long as the stream keeps the messages in between.
 */
import { jetstream, jetstreamManager, type JsMsg, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Trust } from '../../../net/trust.ts';
import type { NatsAddress } from '../../../config/nats-address.ts';
import { NatsLink, type LinkEvents } from './link.ts';
import { Assembly } from './parts.ts';
import { ANSWER_TIMEOUT_MS, findStream, headerOf, newestIn, PART, VIA } from './stream.ts';

/** Messages that the server may send ahead. The client requests more when a quarter of them remains. */
const AHEAD_MAX = 2_000;
/** How long the server keeps its end of a lost connection. */
const FORGOTTEN_AFTER_MS = 30_000;

export interface SubscriberEvents extends Pick<LinkEvents, 'onLost' | 'onRefused'> {
  onOpen(): void;
  /** Called with the ids of the relays that the stream came through, the newest first, when they change. */
  onVia(via: string): void;
  onFrame(frame: Buffer): void;
  /** Called when messages are missing. @param what a sentence */
  onLoss(what: string): void;
}

/** Position up to which a stream has been read. */
interface StreamPosition {
  /** Creation time of the stream, because a new stream counts from 1 again. */
  readonly created: string;
  place: number;
}

export class NatsSubscriber {
  readonly #address: NatsAddress;
  readonly #events: SubscriberEvents;
  readonly #link: NatsLink;
  readonly #assembly = new Assembly();
  /** Position of the last message. Null: nothing has been read yet. */
  #position: StreamPosition | null = null;
  #via = '';

  constructor(address: NatsAddress, trust: Trust | null, events: SubscriberEvents) {
    this.#address = address;
    this.#events = events;
    const { onLost, onRefused } = events;
    this.#link = new NatsLink(address, trust, {
      onConnected: (connection) => this.#open(connection),
      onLost,
      onRefused,
    });
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #open(connection: NatsConnection): Promise<void> {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_TIMEOUT_MS });
    const info = await findStream(manager, this.#address.stream);
    const newest = await newestIn(manager, info);
    this.#learn(newest.via ?? '');
    const position = this.#positionIn(info);
    this.#position = position;
    const client = jetstream(connection, { timeout: ANSWER_TIMEOUT_MS });
    const consumer = await client.consumers.get(this.#address.stream, {
      opt_start_seq: position.place + 1,
      inactive_threshold: FORGOTTEN_AFTER_MS,
    });
    const messages = await consumer.consume({
      max_messages: AHEAD_MAX,
      abort_on_missing_resource: true,
      callback: (message) => this.#take(position, message),
    });
    // A lost connection also ends here. The link reports its reason.
    void messages
      .closed()
      .then((error) => this.#link.fail(connection, error instanceof Error ? error : null));
    this.#link.confirm();
    this.#events.onOpen();
  }

  #positionIn({ created, state }: StreamInfo): StreamPosition {
    const before = this.#position;
    if (before === null) return { created, place: state.last_seq };
    if (before.created !== created) {
      this.#events.onLoss('the stream was recreated: the unread messages of the old one are lost');
      this.#assembly.reset();
      return { created, place: Math.max(0, state.first_seq - 1) };
    }
    if (before.place <= state.last_seq) return { ...before };
    this.#events.onLoss(`the server has lost the last ${before.place - state.last_seq} messages`);
    return { created, place: state.last_seq };
  }

  #take(position: StreamPosition, message: JsMsg): void {
    // The next connection delivers again the messages that a failed one still has.
    if (position !== this.#position) return;
    const missing = message.seq - position.place - 1;
    if (missing > 0) {
      this.#events.onLoss(`the stream no longer has the next ${missing} messages`);
      this.#assembly.reset();
    }
    position.place = message.seq;
    const via = headerOf(message.headers, VIA);
    if (via === '') return;
    this.#learn(via);
    const { buffer, byteOffset, byteLength } = message.data;
    const data = Buffer.from(buffer, byteOffset, byteLength);
    const frame = this.#assembly.add({ data, part: headerOf(message.headers, PART) });
    if (frame !== null) this.#events.onFrame(frame);
  }

  #learn(via: string): void {
    if (via === '' || via === this.#via) return;
    this.#via = via;
    this.#events.onVia(via);
  }
}
