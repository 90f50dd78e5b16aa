/**
 * The order gateway: requests and replies. The gateway turns a frame into a request and a request into a command,
 * and sends the facts that concern an account to its session. Every request gets exactly one reply, in order.
 */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { parseRequest, type Reply } from '../../contract/orders.ts';
import { CLOSE, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import type { TimeMicros } from '../../contract/units.ts';
import type { RejectCode } from '../../contract/index.ts';
import { type Account, type Command, type FactKind, type Facts, type Refusal } from '../../engine/index.ts';
import { Intake } from '../../net/intake.ts';
import { RateLimit } from '../../net/rate-limit.ts';
import { receiveFrames } from '../../net/receive-frames.ts';
import { CLOSING } from '../../net/server.ts';
import { Turn } from '../../net/turn.ts';
import { UnreadBytes } from '../../net/unread-bytes.ts';
import { quoted } from '../../session/events/json-text.ts';
import { LatencyHistogram } from '../../runtime/metrics.ts';
import type { Text } from '../../runtime/words.ts';
import { Logins } from './logins.ts';
import { refuseLiveOrder } from './live-order-limits.ts';
import { ReplyWriter } from './reply-writer.ts';
import { RequestReader } from './request-reader.ts';
import type { Sequencer } from './sequencer.ts';
import type { ClientSession } from './client-session.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { Stranger } from './stranger.ts';
import { toCommand, type TradingRequest } from './translate.ts';

const NOT_LOGGED_IN: Refusal = { code: 'NOT_LOGGED_IN', reason: 'Send a login before any other message.' };
/** Number of bytes of a frame that count as one request of the rate limit. */
const REQUEST_BYTES = 1_024;

/** Requests that only an operator may send. */
const OPERATOR_REQUESTS: ReadonlySet<TradingRequest['type']> = new Set(['set_index', 'set_phase']);

type BadFrame = Extract<ReturnType<typeof parseRequest>, { readonly ok: false }>;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sequencer: Sequencer;
  readonly logins: Logins;
  readonly #turn: Turn;
  readonly #replies: ReplyWriter;
  readonly #unread = new UnreadBytes();
  readonly #reader: RequestReader;
  /** Time from the start of a request to its written reply. */
  readonly latency = new LatencyHistogram();
  readonly #intake = new Intake(this.latency);
  /** Session whose request is being executed. Null: none, or its reply is written. */
  #current: ClientSession | null = null;
  /** Id of that request, which its reply echoes. */
  #requestId: Text | undefined;

  constructor(sequencer: Sequencer, options: GatewayOptions) {
    this.#sequencer = sequencer;
    this.#options = options;
    this.#turn = new Turn(options.commit);
    this.#replies = new ReplyWriter(options.state);
    this.#reader = new RequestReader(options.setup.instruments.map(({ symbol }) => symbol));
    this.logins = new Logins(sequencer, options, {
      reply: (...message) => this.#reply(...message),
      error: (...message) => this.#error(...message),
    });
  }

  accept(socket: WebSocket, connection: Socket): void {
    const session = this.#createSession(socket, connection);
    const receiver = {
      onFrame: session.inlet.arrived,
      onBinary: () => this.logins.dismiss(session, CLOSE.unsupportedData, 'send text frames'),
      onBytes: (count: number) => this.#charge(session, count),
    };
    receiveFrames(socket, connection, receiver, session.inlet);
    socket.on(CLOSING, () => session.outbox.flush());
    socket.on('close', () => {
      this.#unread.delete(session.outbox);
      this.logins.left(session);
    });
  }

  #createSession(socket: WebSocket, connection: Socket): ClientSession {
    const { rateLimit } = this.#options.limits;
    const nowMs = performance.now();
    const inlet = this.#intake.add(socket, {
      take: (bytes, start, end) => this.#frame(session, bytes, start, end),
      overflow: () => this.logins.expel(session, CLOSE.tryAgainLater, 'too much data waits at the gateway'),
    });
    const bytesPerSecond = rateLimit === 0 ? 0 : Math.max(rateLimit * REQUEST_BYTES, FRAME_BYTES_MAX);
    const session: ClientSession = {
      socket,
      connection,
      inlet,
      outbox: this.#turn.outbox(connection),
      rate: new RateLimit(rateLimit, nowMs),
      byteRate: new RateLimit(bytesPerSecond, nowMs),
      forms: this.#reader.newForms(),
      stranger: new Stranger((reason) => this.logins.expel(session, CLOSE.policyViolation, reason)),
      account: null,
      failedLogins: 0,
      cancelOnDisconnect: true,
    };
    this.#unread.add(session.outbox);
    return session;
  }

  /** Charges bytes that have arrived. Too many end a connection before its login, and slow it down afterwards. */
  #charge({ socket, stranger, byteRate, inlet }: ClientSession, bytes: number): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (stranger !== null) return stranger.charge(bytes);
    const now = performance.now();
    if (!byteRate.charge(now, bytes)) inlet.hold(byteRate.waitMs(now));
  }

  /** Sends a fact to its account. The first fact for the account of the current request is the reply to it. */
  deliver(fact: Facts.PrivateEvent, time: TimeMicros, command: Command, kind: FactKind): void {
    const session = this.logins.sessionOf(fact.account);
    if (session === undefined) return;
    const isReply = session === this.#current && command.type !== 'advance_time';
    const requestId = isReply ? this.#takeRequestId() : undefined;
    if (!this.#isReading(session)) return;
    this.#replies.fact(fact, kind, time, requestId, session.outbox.open());
    session.outbox.close();
  }

  /** The id for the reply to the current request. Exactly one message is that reply. */
  #takeRequestId(): Text | undefined {
    this.#current = null;
    return this.#requestId;
  }

  /** @returns true when the frame was a request to trade that the session may send now */
  #frame(session: ClientSession, bytes: Buffer, start: number, end: number): boolean {
    const isWithinRate = session.account === null || session.rate.pass(this.#intake.nowMs);
    const plain = this.#reader.read(session.forms, bytes, start, end);
    if (plain !== null) return this.#request(session, plain, this.#reader.requestId, isWithinRate);
    const parsed = parseRequest(bytes.toString('utf8', start, end));
    const requestId = idText(parsed.ok ? parsed.request.requestId : parsed.requestId);
    if (!parsed.ok) {
      this.#badFrame(session, parsed, requestId, isWithinRate);
      return false;
    }
    const { request } = parsed;
    if (request.type === 'login' && session.account === null) this.logins.login(session, request, requestId);
    else if (request.type === 'login')
      this.#badFrame(session, secondLogin(session.account as Account), requestId, isWithinRate);
    else if (request.type === 'ping') this.#ping(session, requestId, isWithinRate);
    else return this.#request(session, request, requestId, isWithinRate);
    return false;
  }

  /** Replies to a ping. This reply waits neither for the end of the turn nor for the journal. */
  #ping(session: ClientSession, requestId: Text | undefined, isWithinRate: boolean): void {
    const refused = session.account === null ? NOT_LOGGED_IN : isWithinRate ? null : this.#tooFast();
    if (refused !== null) return this.#error(session, refused.code, refused.reason, requestId);
    if (session.socket.readyState !== WebSocket.OPEN) return;
    session.outbox.sendAtOnce(
      this.#replies.message({ type: 'pong', time: this.#sequencer.now() }, requestId),
    );
  }

  /**
   * Handles an invalid frame, or a second login. A connection beyond its rate is also not read for a while, even if its
   * frame is not JSON.
   */
  #badFrame(
    session: ClientSession,
    { code, reason }: BadFrame,
    requestId: Text | undefined,
    isWithinRate: boolean,
  ): void {
    if (isWithinRate) return this.#error(session, code, reason, requestId);
    session.inlet.hold(session.rate.waitMs(performance.now()));
    const refusal = this.#tooFast();
    this.#error(session, refusal.code, refusal.reason, requestId);
  }

  /** @returns false when the session may not send this request now */
  #request(
    session: ClientSession,
    request: TradingRequest,
    requestId: Text | undefined,
    isWithinRate: boolean,
  ): boolean {
    const { account } = session;
    if (account === null) {
      this.#error(session, NOT_LOGGED_IN.code, NOT_LOGGED_IN.reason, requestId);
      return false;
    }
    const refusal = isWithinRate ? this.#refuseNonOperator(account, request) : this.#tooFast();
    if (refusal !== null) {
      this.#reply(session, rejection(request, refusal), requestId);
      return false;
    }
    const translated = this.#translate(account, request);
    this.#current = session;
    this.#requestId = requestId;
    if ('type' in translated) this.#sequencer.submit(translated, this.#intake.nowMs);
    else this.#reply(session, rejection(request, translated), this.#takeRequestId());
    this.#current = null;
    return true;
  }

  /** Why an account may not send a request for operators. Null: it may, or the request is for everybody. */
  #refuseNonOperator(account: Account, request: TradingRequest): Refusal | null {
    if (!OPERATOR_REQUESTS.has(request.type)) return null;
    return this.#options.doorkeeper.isOperator(account.name) ? null : notAllowed(account, request);
  }

  #translate(account: Account, request: TradingRequest): Command | Refusal {
    const { state, limits } = this.#options;
    const translated = toCommand(state, account.index, request);
    if ('code' in translated || translated.type !== 'place_order') return translated;
    return refuseLiveOrder(state, account, translated, limits) ?? translated;
  }

  #tooFast(): Refusal {
    const { rateLimit } = this.#options.limits;
    return {
      code: 'RATE_LIMITED',
      reason: `more than ${rateLimit} requests a second; wait, and send no more than ${rateLimit} a second on one connection.`,
    };
  }

  #reply(session: ClientSession, reply: Reply, requestId?: Text): void {
    if (this.#isReading(session)) session.outbox.send(this.#replies.message(reply, requestId));
  }

  /**
   * True when a reply may be sent. The gateway closes a client that does not read its replies, and the client may
   * reconnect.
   */
  #isReading(session: ClientSession): boolean {
    if (session.socket.readyState !== WebSocket.OPEN) return false;
    if (!this.#unread.isTooSlow(session.outbox)) return true;
    // A command is executing and must end first. The account's orders are cancelled after it.
    setImmediate(() => this.logins.dismiss(session, CLOSE.tryAgainLater, 'reading too slowly'));
    return false;
  }

  #error(session: ClientSession, code: RejectCode, reason: string, requestId?: Text): void {
    this.#reply(session, { type: 'error', code, reason }, requestId);
    session.stranger?.failed();
  }
}

function secondLogin({ name }: Account): BadFrame {
  return { ok: false, code: 'BAD_MESSAGE', reason: `This connection is logged in as ${name} already.` };
}

function idText(requestId: string | undefined): Text | undefined {
  return requestId === undefined ? undefined : quoted(requestId);
}

function rejection(request: TradingRequest, refusal: Refusal): Reply {
  const clientOrderId = 'clientOrderId' in request ? request.clientOrderId : undefined;
  return { type: 'order_rejected', ...(clientOrderId === undefined ? {} : { clientOrderId }), ...refusal };
}

function notAllowed({ name }: Account, { type }: TradingRequest): Refusal {
  return { code: 'NOT_ALLOWED', reason: `${type} is for operators, and account ${name} is not an operator.` };
}
