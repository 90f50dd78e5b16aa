/**
 * The WebSocket to the relay. It reconnects as long as there is an address.
 *
 * 1. `connecting` is the first dial of an address. After a failure the state is `disconnected` until a dial succeeds,
 *    so it does not flicker with every try.
 * 2. The delay doubles from RETRY_MS_MIN to RETRY_MS_MAX, and starts over after the relay has sent a readable frame.
 */
import { closeReason, type Connection, type Reach } from './connection.ts';

const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** The part of a browser's WebSocket that this client uses. */
export type Socket = Pick<WebSocket, 'addEventListener' | 'close'>;

export interface RelayClientEnvironment {
  /** @throws when the address is not valid */
  openSocket(url: string): Socket;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** @returns a function that cancels it */
  after(ms: number, callback: () => void): () => void;
}

export interface RelayClientListener {
  onConnection(connection: Connection): void;
  onText(text: string): void;
}

export class RelayClient {
  readonly #environment: RelayClientEnvironment;
  readonly #listener: RelayClientListener;
  #url: string | null = null;
  #link: { readonly socket: Socket; readonly detach: AbortController } | null = null;
  #cancelTimer: () => void = () => {};
  #failures = 0;
  /** True when a socket to this address was open before. */
  #wasReached = false;
  #connection: Connection = { phase: 'closed' };

  constructor(environment: RelayClientEnvironment, listener: RelayClientListener) {
    this.#environment = environment;
    this.#listener = listener;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Follows another relay. Null: none. */
  follow(url: string | null): void {
    if (url === this.#url) return;
    this.#letGo();
    this.#url = url;
    this.#failures = 0;
    this.#wasReached = false;
    this.#become({ phase: 'closed' });
    if (url !== null) this.#dial(url);
  }

  /** Tries now instead of waiting. */
  retryNow(): void {
    if (this.#url === null || this.#link !== null) return;
    this.#cancelTimer();
    this.#dial(this.#url);
  }

  /** Notes that the relay has sent a readable frame. */
  confirm(): void {
    this.#failures = 0;
  }

  /** Notes that the relay has sent an unusable frame. */
  reject(reason: string): void {
    if (this.#url === null) return;
    this.#letGo();
    this.#lost(this.#url, reason);
  }

  #dial(url: string): void {
    const attempt = this.#failures + 1;
    const { connection } = this;
    if (connection.phase === 'disconnected') this.#become({ ...connection, attempt, nextTryAt: null });
    else this.#become({ phase: 'connecting', url, attempt });
    try {
      this.#attach(url, this.#environment.openSocket(url));
    } catch (error) {
      this.#lost(url, error instanceof Error ? error.message : String(error));
    }
  }

  #attach(url: string, socket: Socket): void {
    const detach = new AbortController();
    const { signal } = detach;
    let reach: Reach = this.#wasReached ? 'before' : 'never';
    this.#link = { socket, detach };
    this.#cancelTimer = this.#environment.after(CONNECT_TIMEOUT_MS, () => {
      this.reject(`No answer from ${url} within ${CONNECT_TIMEOUT_MS / 1_000} s`);
    });
    const onOpen = () => {
      reach = 'open';
      this.#wasReached = true;
      this.#cancelTimer();
      this.#become({ phase: 'connected', url });
    };
    const onClose = ({ code, reason }: CloseEvent) => {
      this.#letGo();
      this.#lost(url, closeReason(url, reach, code, reason));
    };
    socket.addEventListener('open', onOpen, { signal });
    socket.addEventListener('message', ({ data }) => this.#read(data), { signal });
    socket.addEventListener('close', onClose, { signal });
  }

  #read(data: unknown): void {
    if (typeof data === 'string') this.#listener.onText(data);
    else this.reject('The relay sent a binary frame, which is not part of the protocol');
  }

  #lost(url: string, reason: string): void {
    const delayMs = Math.min(RETRY_MS_MIN * 2 ** this.#failures, RETRY_MS_MAX);
    this.#failures += 1;
    this.#cancelTimer = this.#environment.after(delayMs, () => this.#dial(url));
    this.#become({
      phase: 'disconnected',
      url,
      reason,
      attempt: this.#failures + 1,
      nextTryAt: this.#environment.now() + delayMs,
    });
  }

  #letGo(): void {
    this.#cancelTimer();
    this.#link?.detach.abort();
    this.#link?.socket.close();
    this.#link = null;
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.#listener.onConnection(connection);
  }
}
