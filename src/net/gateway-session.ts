/** A bot's connection to the order gateway. It logs in, and again after every reconnect. */
import { parseReply, type RejectCode, type Reply, type Request, type Welcome } from '../contract/orders.ts';
import { PROTOCOL_VERSION } from '../contract/protocol.ts';
import type { Logger } from '../runtime/log.ts';
import { Connection, withoutQuery, type ConnectionEvents } from './connection.ts';
import type { Trust } from './trust.ts';

const LOGIN_ID = 'login';
/** Refusals after which the gateway closes the connection, and a later login may succeed. */
const PASSING: ReadonlySet<RejectCode> = new Set(['SHUTTING_DOWN', 'RECOVERING', 'RATE_LIMITED']);
const NO_PIT = ' (no pit is open there: `npm run host` opens one on this machine)';
/** Largest number of characters of a frame that the log quotes. */
const EXCERPT_CHARS_MAX = 80;

export interface GatewaySessionOptions {
  readonly url: string;
  readonly trust?: Trust | null | undefined;
  readonly account: string;
  readonly token: string | undefined;
  readonly log: Logger;
  /** @param roundTripMs time from the login to this reply */
  readonly onWelcome: (welcome: Welcome, roundTripMs: number) => void;
  readonly onReply: (reply: Exclude<Reply, Welcome>) => void;
  readonly onLost: () => void;
  /** Called when the gateway refuses this bot and a retry would not help. */
  readonly onRefused: (reason: string) => void;
}

export class GatewaySession {
  readonly #options: GatewaySessionOptions;
  readonly #connection: Connection;
  #welcome: Welcome | undefined;
  #loginMs = 0;
  /** True after the first login. Orders that a later login finds are the bot's own. */
  #hasLoggedIn = false;

  constructor(options: GatewaySessionOptions) {
    this.#options = options;
    const { url, log } = options;
    const name = withoutQuery(url);
    const events: ConnectionEvents = {
      onOpen: () => this.#login(),
      onFrame: (frame) => this.#frame(frame),
      onLost: ({ code, reason }, retryMs) => {
        this.#welcome = undefined;
        options.onLost();
        const advice = code === 'NOT_LISTENING' ? NO_PIT : '';
        log.warn(`order gateway ${name}: ${reason}${advice}; next try in ${retryMs} ms`);
      },
    };
    this.#connection = new Connection(url, events, options.trust);
  }

  /** Reply to the login. Undefined while the bot is not logged in. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** @returns false when the bot is not logged in */
  send(request: Request): boolean {
    return this.#welcome !== undefined && this.#connection.send(JSON.stringify(request));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #login(): void {
    const { account, token } = this.#options;
    this.#loginMs = performance.now();
    const login = { type: 'login', account, protocol: PROTOCOL_VERSION, cancelOnDisconnect: true } as const;
    this.#connection.send(
      JSON.stringify({ ...login, requestId: LOGIN_ID, ...(token === undefined ? {} : { token }) }),
    );
  }

  #frame(frame: Buffer): void {
    const reply = this.#parse(frame);
    if (reply === undefined) return;
    if (reply.type === 'welcome') {
      this.#welcomed(reply);
    } else if (reply.type === 'error' && this.#isExpulsion(reply)) {
      this.#refused(reply);
    } else {
      this.#options.onReply(reply);
    }
  }

  #welcomed(welcome: Welcome): void {
    const { account, log, onWelcome } = this.#options;
    const found = welcome.openOrders.length;
    if (!this.#hasLoggedIn && found > 0) {
      const orders = found === 1 ? '1 open order' : `${found} open orders`;
      log.warn(`took over the account ${account} from the program that had it, with ${orders}`);
    }
    this.#hasLoggedIn = true;
    this.#welcome = welcome;
    onWelcome(welcome, performance.now() - this.#loginMs);
  }

  /**
   * True for the error of the login, or for a notice: another connection has taken over the account, or the exchange
   * stops.
   */
  #isExpulsion({ code, requestId }: Extract<Reply, { type: 'error' }>): boolean {
    return requestId === LOGIN_ID || code === 'NOT_LOGGED_IN' || code === 'SHUTTING_DOWN';
  }

  /**
   * Handles a refusal. An exchange that recovers, shuts down or has listed the account's orders too often closes the
   * connection, and the next try may succeed. Any other refusal is final.
   */
  #refused({ code, reason, requestId }: Extract<Reply, { type: 'error' }>): void {
    const { account, log, onRefused } = this.#options;
    this.#welcome = undefined;
    if (PASSING.has(code)) log.warn(`${reason} (${code})`);
    else if (code === 'NOT_LOGGED_IN' && requestId !== LOGIN_ID) {
      onRefused(
        `another program has logged in as ${account}, and an account has one connection: give one of the two another --name (${code})`,
      );
    } else onRefused(`the order gateway refuses ${account}: ${reason} (${code})`);
  }

  #parse(frame: Buffer): Reply | undefined {
    const text = frame.toString('utf8');
    try {
      return parseReply(text);
    } catch {
      this.#notUnderstood(text);
      return undefined;
    }
  }

  /** Handles an unreadable frame. A list is a frame of events, so the address is that of a relay. */
  #notUnderstood(text: string): void {
    const { url, log, onRefused } = this.#options;
    if (text.startsWith('[')) {
      onRefused(
        `--orders ${withoutQuery(url)} sends market data: give the order gateway's address, not the relay's`,
      );
    } else log.warn(`the gateway sent a frame that is not a reply: ${text.slice(0, EXCERPT_CHARS_MAX)}`);
  }
}
