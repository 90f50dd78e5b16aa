/** A client's connection that reconnects with backoff until it is closed. */
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { Backoff } from './backoff.ts';
import { closeAndWait } from './dismiss.ts';
import { DirectReading } from './direct-reading.ts';
import { ReadBatches } from './read-batches.ts';
import { STATE_HEADER } from './server-state.ts';
import type { Trust } from './trust.ts';
import { takeWholeFrames } from './whole-frames.ts';

/** Longest attempt to connect. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** Why a connection ended or an attempt failed. */
export interface Loss {
  readonly code: 'NOT_LISTENING' | 'TOKEN_REQUIRED' | 'RECOVERING' | 'SHUTTING_DOWN' | 'OTHER';
  /** Reason for the log. */
  readonly reason: string;
}

const UNAUTHORIZED = 401;
/** RFC 6455 section 7.4.1. */
const NORMAL_CLOSURE = 1000;

/** Shortest connection that does not count as a failed attempt. After a shorter one, the next attempt waits longer. */
const STEADY_MS = 1_000;

const STATE_REASONS = {
  RECOVERING: 'the exchange is recovering its session (RECOVERING)',
  SHUTTING_DOWN: 'the server is shutting down (SHUTTING_DOWN)',
} as const;

/** The address without its query, which may contain a token. For logs. */
export function withoutQuery(url: string): string {
  return url.replace(/\?.*/, '');
}

export interface ConnectionEvents {
  /** Called with the headers of the server's response to the upgrade. */
  onUpgrade?(headers: IncomingHttpHeaders): void;
  onOpen?(): void;
  /**
   * @param frame bytes of the frame, UTF-8
   * @param isStable false when the bytes are valid only during the call; true when they never change
   */
  onFrame(frame: Buffer, isStable: boolean): void;
  /** Called when the connection has ended or an attempt has failed. The next attempt starts in `retryMs`. */
  onLost?(loss: Loss, retryMs: number): void;
}

export class Connection {
  readonly #url: string;
  readonly #trust: Trust | null;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #events: ConnectionEvents;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #backoff = new Backoff();
  /** Batches of a ws:// connection. Another one reads each frame when it arrives. */
  readonly batches = new ReadBatches();
  #closed = false;

  /** @param trust trust in wss:// servers; null: the system's */
  constructor(url: string, events: ConnectionEvents, trust: Trust | null = null, headers = {}) {
    this.#url = url;
    this.#trust = trust;
    this.#headers = headers;
    this.#events = events;
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @returns false when there is no connection; nothing is queued */
  send(frame: string): boolean {
    if (!this.isOpen) return false;
    this.#socket?.send(frame);
    return true;
  }

  /** Closes the connection permanently. Resolves when the peer has closed as well, or after a second. */
  async close(): Promise<void> {
    this.#closed = true;
    this.batches.turn(false);
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    await closeAndWait(socket, NORMAL_CLOSURE);
  }

  #connect(): void {
    const reading = new DirectReading(this.batches);
    const socket = new WebSocket(this.#url, {
      ...this.#trust,
      ...(this.#url.startsWith('ws:') && { createConnection: reading.connect }),
      headers: this.#headers,
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    let failure: Loss | undefined;
    let openedAt = Infinity;
    this.#socket = socket;
    socket.on('upgrade', ({ headers }) => this.#events.onUpgrade?.(headers));
    socket.on('open', () => {
      openedAt = performance.now();
      reading.take = takeWholeFrames(socket, (bytes, start, end) =>
        this.#events.onFrame(bytes.subarray(start, end), false),
      );
      this.#events.onOpen?.();
    });
    // The library never writes into a message's memory again.
    socket.on('message', (data) => this.#events.onFrame(data as Buffer, true));
    socket.on('unexpected-response', (_request, { statusCode = 0, headers }) => {
      failure = refusedUpgrade(statusCode, String(headers[STATE_HEADER] ?? ''));
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (failure ??= failedAttempt(this.#url, error)));
    socket.on('close', (code, reason) => {
      if (performance.now() - openedAt >= STEADY_MS) this.#backoff.reset();
      const closed = { code: 'OTHER', reason: `closed with ${code} ${String(reason)}`.trimEnd() } as const;
      this.#lost(failure ?? closed);
    });
  }

  #lost(loss: Loss): void {
    if (this.#closed) return;
    const retryMs = this.#backoff.next();
    this.#timer = setTimeout(() => this.#connect(), retryMs);
    this.#events.onLost?.(loss, retryMs);
  }
}

function refusedUpgrade(status: number, state: string): Loss {
  if (state === 'RECOVERING' || state === 'SHUTTING_DOWN') {
    return { code: state, reason: STATE_REASONS[state] };
  }
  return status === UNAUTHORIZED
    ? {
        code: 'TOKEN_REQUIRED',
        reason: 'it requires a token: set BOTPIT_STREAM_TOKEN, or end the address with /?token=…',
      }
    : { code: 'OTHER', reason: `it refused the connection with HTTP status ${status}` };
}

function failedAttempt(url: string, error: NodeJS.ErrnoException): Loss {
  const reason = failureReason(url, error);
  return { code: error.code === 'ECONNREFUSED' ? 'NOT_LISTENING' : 'OTHER', reason };
}

function failureReason(url: string, { message, code = '', name }: NodeJS.ErrnoException): string {
  if (code === 'EPROTO') return 'it does not speak TLS: try ws:// in place of wss://';
  if (/CERT|SIGN/.test(code))
    return `its certificate is not trusted (${message}): name its file with --server-cert`;
  const text = message === '' ? code || name : message;
  if (code !== 'ECONNRESET') return text;
  return `${text}: it may want ${url.startsWith('ws:') ? 'wss://' : 'ws://'}`;
}
