/** The bot's seat at the order gateway: logs in, and again after every reconnect. */
import { parseReply, type Reply, type Request, type Welcome } from '../../contract/orders.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import type { Logger } from '../log.ts';
import { Connection, type ConnectionEvents } from '../transport/connection.ts';
import type { Trust } from '../transport/trust.ts';

const LOGIN_ID = 'login';

export interface GatewaySessionOptions {
  readonly url: string;
  readonly trust?: Trust | null | undefined;
  readonly account: string;
  readonly token: string | undefined;
  readonly log: Logger;
  readonly onWelcome: (welcome: Welcome) => void;
  readonly onReply: (reply: Exclude<Reply, Welcome>) => void;
  readonly onLost: () => void;
  /** The gateway does not want this bot, and trying again would not help. */
  readonly onRefused: (reason: string) => void;
}

export class GatewaySession {
  readonly #options: GatewaySessionOptions;
  readonly #connection: Connection;
  #welcome: Welcome | undefined;

  constructor(options: GatewaySessionOptions) {
    this.#options = options;
    const { url, log } = options;
    const name = url.replace(/\?.*/, '');
    const events: ConnectionEvents = {
      onOpen: () => this.#login(),
      onFrame: (frame) => this.#frame(frame),
      onLost: (reason, retryMs) => {
        this.#welcome = undefined;
        options.onLost();
        log.warn(`order gateway ${name}: ${reason}; next try in ${retryMs} ms`);
      },
    };
    this.#connection = new Connection(url, events, options.trust);
  }

  /** Undefined while the bot is not logged in. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** @returns false when the bot is not logged in now. */
  send(request: Request): boolean {
    return this.#welcome !== undefined && this.#connection.send(JSON.stringify(request));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #login(): void {
    const { account, token } = this.#options;
    const login = { type: 'login', account, protocol: PROTOCOL_VERSION, cancelOnDisconnect: true } as const;
    this.#connection.send(
      JSON.stringify({ ...login, requestId: LOGIN_ID, ...(token === undefined ? {} : { token }) }),
    );
  }

  #frame(frame: Buffer): void {
    const reply = this.#parse(frame);
    if (reply === undefined) return;
    if (reply.type === 'welcome') {
      this.#welcome = reply;
      this.#options.onWelcome(reply);
    } else if (reply.type === 'error' && this.#isExpulsion(reply)) {
      this.#refused(reply);
    } else {
      this.#options.onReply(reply);
    }
  }

  /** The login's own error, or the notice that the account was taken over by another connection. */
  #isExpulsion({ code, requestId }: Extract<Reply, { type: 'error' }>): boolean {
    return requestId === LOGIN_ID || code === 'NOT_LOGGED_IN';
  }

  /** An exchange that is shutting down may come back; every other refusal stands. */
  #refused({ code, reason }: Extract<Reply, { type: 'error' }>): void {
    this.#welcome = undefined;
    if (code === 'SHUTTING_DOWN') this.#options.log.warn(reason);
    else this.#options.onRefused(`the order gateway refuses ${this.#options.account}: ${reason} (${code})`);
  }

  #parse(frame: Buffer): Reply | undefined {
    try {
      return parseReply(frame.toString('utf8'));
    } catch (error) {
      this.#options.log.warn(`the gateway sent what is no reply: ${String(error).slice(0, 200)}`);
      return undefined;
    }
  }
}
