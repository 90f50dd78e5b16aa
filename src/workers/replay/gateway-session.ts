/**
 * One account's connection to the order gateway. Requests are pipelined, and every reply is matched with its request. A
 * replay's orders are lost with its connection, so the session never reconnects: the first loss ends it.
 */
import {
  parseReply,
  type AmendOrder,
  type CancelOrder,
  type PlaceOrder,
  type Reply,
  type Welcome,
} from '../../contract/orders.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import { SetupError } from '../../runtime/failure.ts';
import { Connection } from '../../net/connection.ts';
import { RateLimit } from '../../net/rate-limit.ts';

/** Share of the exchange's rate limit that the session uses. */
const RATE_SHARE = 0.9;

export type OrderRequest = PlaceOrder | AmendOrder | CancelOrder;
type OrderReply = Exclude<Reply, Welcome>;
/** A reply that refuses a request. */
export type Refused = Extract<OrderReply, { readonly type: 'order_rejected' | 'error' }>;

export interface SessionListener {
  onAnswer(request: OrderRequest, reply: OrderReply): void;
  /** Called with changes of an order without a request: fills, and cancels by the exchange. */
  onUpdate(reply: OrderReply): void;
}

export interface SessionOptions {
  readonly url: string;
  readonly account: string;
  readonly token: string | undefined;
  /** Called after every processed frame. */
  onProgress(): void;
  /** Called once, when the login is refused or the connection is lost. */
  onFailure(error: Error): void;
}

/** The part of a session that sends orders. */
export type OrderSession = Pick<GatewaySession, 'account' | 'unanswered' | 'listen' | 'send'>;

/** The connection to the exchange failed or was lost. */
export class GatewayLost extends Error {}

export class GatewaySession {
  readonly #options: SessionOptions;
  readonly #connection: Connection;
  readonly #unanswered: OrderRequest[] = [];
  /** Serialized requests that wait until the exchange's limits permit them. */
  readonly #unsent: string[] = [];
  #rate = new RateLimit(0, 0);
  #timer: NodeJS.Timeout | undefined;
  #answered = 0;
  #welcome: Welcome | undefined;
  #listener: SessionListener | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#connection = new Connection(options.url, {
      onOpen: () => this.#login(),
      onFrame: (frame) => this.#receive(frame.toString()),
      onLost: ({ reason }) => this.#lost(reason),
    });
  }

  get account(): string {
    return this.#options.account;
  }

  /** The reply to the login. Undefined before it. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** Number of requests without a reply so far. */
  get unanswered(): number {
    return this.#unanswered.length;
  }

  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  send(request: OrderRequest): void {
    const requestId = String(this.#answered + this.#unanswered.length);
    this.#unanswered.push(request);
    this.#unsent.push(JSON.stringify({ ...request, requestId }));
    if (this.#unsent.length === 1) this.#sendAllowed();
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#connection.close();
  }

  /** Sends requests as far as the exchange's limits per second and per burst permit. */
  #sendAllowed(): void {
    while (this.#unsent.length > 0) {
      const now = performance.now();
      if (!this.#rate.pass(now)) {
        this.#timer = setTimeout(() => this.#sendAllowed(), Math.ceil(this.#rate.waitMs(now)));
        return;
      }
      this.#connection.send(this.#unsent.shift() as string);
    }
  }

  #login(): void {
    const { account, token } = this.#options;
    this.#connection.send(JSON.stringify({ type: 'login', account, protocol: PROTOCOL_VERSION, token }));
  }

  #receive(frame: string): void {
    const reply = parseReply(frame);
    if (reply.type === 'welcome') this.#welcomed(reply);
    else if (this.#welcome === undefined) this.#refused(reply);
    else if ('requestId' in reply && reply.requestId !== undefined) this.#answer(reply, reply.requestId);
    else if (reply.type === 'error') this.#ended(reply);
    else this.#listener?.onUpdate(reply);
    this.#options.onProgress();
  }

  /** Sets the rate, with a margin because the clocks of the two sides differ. */
  #welcomed(welcome: Welcome): void {
    this.#welcome = welcome;
    const allowed = welcome.limits.requestsPerSecond ?? 0;
    this.#rate = new RateLimit(Math.floor(allowed * RATE_SHARE), performance.now());
  }

  #answer(reply: OrderReply, requestId: string): void {
    const request = this.#unanswered.shift();
    if (request === undefined || requestId !== String(this.#answered)) {
      throw new Error(`the gateway answered request ${requestId}; the next in order is ${this.#answered}`);
    }
    this.#answered += 1;
    this.#listener?.onAnswer(request, reply);
  }

  #refused(reply: OrderReply): void {
    const reason = 'reason' in reply ? `${reply.code}: ${reply.reason}` : `unexpected ${reply.type}`;
    this.#fail(new SetupError(`the exchange refuses the login of account ${this.account}: ${reason}`));
  }

  /** Handles an error that replies to no request, such as a login of the same account from elsewhere. */
  #ended({ code, reason }: Refused): void {
    this.#fail(new GatewayLost(`the exchange ended the session of ${this.account}: ${code}: ${reason}`));
  }

  #lost(reason: string): void {
    const { url } = this.#options;
    const problem =
      this.#welcome === undefined
        ? `no exchange answers at ${url} (${reason}); start one with: npm run exchange -- --config resources/aapl.json`
        : `the connection of ${this.account} to ${url} is lost (${reason}); its orders are cancelled`;
    this.#fail(new GatewayLost(problem));
  }

  #fail(error: Error): void {
    void this.#connection.close();
    this.#options.onFailure(error);
  }
}
