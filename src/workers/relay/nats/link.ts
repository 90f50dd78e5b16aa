/**
 * A connection to a NATS server that reconnects with backoff until it is closed.
 * The client library's own reconnect is off, because it would send its queued messages before the lost ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { SetupError } from '../../../runtime/failure.ts';
import { Backoff } from '../../../net/backoff.ts';
import { connectToNats } from '../../../net/nats-connection.ts';
import { inWords } from '../../../net/nats-failures.ts';
import type { Trust } from '../../../net/trust.ts';
import type { NatsAddress } from '../../../config/nats-address.ts';

const NO_STREAM = 'there is no such stream: a relay with --publish creates it';
/** Longest orderly end of a connection. After it, the connection is closed at once. */
const CLOSE_TIMEOUT_MS = 1_000;

export interface LinkEvents {
  /** Called with a new connection. @throws SetupError when another one would not help */
  onConnected(connection: NatsConnection): Promise<void>;
  /** Called when the connection has ended or an attempt has failed. The next attempt starts in `retryMs`. */
  onLost(reason: string, retryMs: number): void;
  /** Called when no further attempt follows. */
  onRefused(reason: string): void;
}

export class NatsLink {
  readonly #address: NatsAddress;
  readonly #trust: Trust | null;
  readonly #events: LinkEvents;
  readonly #backoff = new Backoff();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  #connection: NatsConnection | null = null;
  #failure: Error | null = null;
  #isOpen = false;

  /** @param trust trust in servers at `tls://`; null: the system's */
  constructor(address: NatsAddress, trust: Trust | null, events: LinkEvents) {
    this.#address = address;
    this.#trust = trust;
    this.#events = events;
    this.#ended = this.#run();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Notes that the stream works, so the next failure starts the backoff again. */
  confirm(): void {
    this.#backoff.reset();
  }

  /** Replaces this connection with a new one. @param error null: the reason is unknown */
  fail(connection: NatsConnection, error: Error | null): void {
    if (connection !== this.#connection) return;
    this.#failure ??= error;
    void connection.close();
  }

  /** Closes the link permanently. Resolves when all sent messages have arrived, or after a second. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.#end(), sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  async #end(): Promise<void> {
    await this.#connection?.flush().catch(() => {});
    await this.#connection?.close();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const reason = await this.#live();
      if (this.#isClosed) return;
      const retryMs = this.#backoff.next();
      this.#events.onLost(reason, retryMs);
      await sleep(retryMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
  }

  /** @returns why the connection has ended */
  async #live(): Promise<string> {
    try {
      const connection = await this.#connect();
      await this.#events.onConnected(connection);
      this.#isOpen = true;
      const ended = (await connection.closed()) ?? new Error('the server closed the connection');
      return inWords(this.#failure ?? ended, NO_STREAM);
    } catch (error) {
      if (error instanceof SetupError) this.#refuse(error.message);
      return inWords(this.#failure ?? (error as Error), NO_STREAM);
    } finally {
      this.#isOpen = false;
      this.#failure = null;
      await this.#connection?.close();
      this.#connection = null;
    }
  }

  async #connect(): Promise<NatsConnection> {
    const connection = await connectToNats(this.#address, this.#trust, {
      name: 'botpit relay',
      reconnect: false,
    });
    this.#connection = connection;
    if (this.#isClosed) await connection.close();
    return connection;
  }

  #refuse(reason: string): void {
    this.#closing.abort();
    this.#events.onRefused(reason);
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }
}
