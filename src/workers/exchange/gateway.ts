/**
 * The order gateway: one session per account. The gateway turns a frame into a request and a request into a command,
 * and sends the facts that concern an account to its session. Every request is answered, in order, by exactly one message.
 */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { parseRequest, type Login, type Ping, type Reply, type Welcome } from '../../contract/orders.ts';
import { ACCOUNTS_MAX, CLOSE, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import type { AccountIndex, TimeMicros } from '../../contract/units.ts';
import type { Money, RejectCode } from '../../contract/index.ts';
import { type Account, type Command, type Facts, type Refusal } from '../../engine/index.ts';
import { AddressLimits } from '../../net/address-limits.ts';
import { readDirectly } from '../../net/direct-reading.ts';
import { dismiss, expel } from '../../net/dismiss.ts';
import { Intake } from '../../net/intake.ts';
import { RateLimit } from '../../net/rate-limit.ts';
import { CLOSING, setFrameBytesMax } from '../../net/server.ts';
import { Turn } from '../../net/turn.ts';
import { UnreadBytes } from '../../net/unread-bytes.ts';
import { takeWholeFrames } from '../../net/whole-frames.ts';
import { LatencyHistogram } from '../../runtime/metrics.ts';
import { refuseLiveOrder } from './live-order-limits.ts';
import { ReplyWriter } from './reply-writer.ts';
import { RequestReader } from './request-reader.ts';
import type { Sequencer } from './sequencer.ts';
import type { GatewayOptions, GatewaySession } from './gateway-session.ts';
import { Stranger } from './stranger.ts';
import { toCommand, type TradingRequest } from './translate.ts';

const HOUR_SECONDS = 3_600;
const NOT_LOGGED_IN: Refusal = { code: 'NOT_LOGGED_IN', reason: 'Send a login before any other message.' };
const SHUTTING_DOWN = 'The exchange is shutting down.';
/** Number of bytes of a frame that count as one request of the rate limit. */
const REQUEST_BYTES = 1_024;
/** Number of wrong tokens after which a connection is closed. */
const FAILED_LOGINS_MAX = 5;
/** Time after a wrong token for which the gateway reads nothing from the connection. */
const FAILED_LOGIN_MS = 500;

/** Requests that only an operator may send. */
const OPERATOR_REQUESTS: ReadonlySet<TradingRequest['type']> = new Set(['set_index', 'set_phase']);

type BadFrame = Extract<ReturnType<typeof parseRequest>, { readonly ok: false }>;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sequencer: Sequencer;
  readonly #sessions = new Map<AccountIndex, GatewaySession>();
  readonly #turn: Turn;
  readonly #replies: ReplyWriter;
  readonly #unread = new UnreadBytes();
  readonly #reader: RequestReader;
  readonly #openings: AddressLimits;
  /** Time from the start of a request to its written reply. */
  readonly latency = new LatencyHistogram();
  readonly #intake = new Intake(this.latency);
  /** Session whose request is being executed. Null: none, or its reply is written. */
  #current: GatewaySession | null = null;
  /** Id of that request, which its reply echoes. */
  #requestId: string | undefined;

  constructor(sequencer: Sequencer, options: GatewayOptions) {
    this.#sequencer = sequencer;
    this.#options = options;
    this.#turn = new Turn(options.commit);
    this.#replies = new ReplyWriter(options.state);
    this.#reader = new RequestReader(options.setup.instruments.map(({ symbol }) => symbol));
    const { accountsPerAddress } = options.limits;
    this.#openings = new AddressLimits(accountsPerAddress / HOUR_SECONDS, accountsPerAddress);
  }

  /** Number of accounts that are logged in. */
  get traders(): number {
    return this.#sessions.size;
  }

  accept(socket: WebSocket, connection: Socket): void {
    const session = this.#createSession(socket, connection);
    connection.on('data', (chunk: Buffer) => this.#read(session, chunk.length));
    socket.on('message', (data, isBinary) => {
      // A frame that arrives after the close cannot have a reply.
      if (socket.readyState !== WebSocket.OPEN) return;
      if (isBinary) this.#dismiss(session, CLOSE.unsupportedData, 'send text frames');
      else session.inlet.arrived(data as Buffer, 0, (data as Buffer).length);
    });
    const takeFrames = takeWholeFrames(socket, session.inlet.arrived);
    readDirectly(connection, (bytes) => {
      const taken = takeFrames(bytes);
      if (taken > 0) this.#read(session, taken);
      return taken;
    });
    socket.on(CLOSING, () => session.outbox.flush());
    socket.on('close', () => {
      this.#unread.delete(session.outbox);
      this.#left(session);
    });
  }

  #createSession(socket: WebSocket, connection: Socket): GatewaySession {
    const { rateLimit } = this.#options.limits;
    const nowMs = performance.now();
    const inlet = this.#intake.add(socket, {
      take: (bytes, start, end) => this.#frame(session, bytes, start, end),
      overflow: () => this.#expel(session, CLOSE.tryAgainLater, 'too much data waits at the gateway'),
    });
    const bytesPerSecond = rateLimit === 0 ? 0 : Math.max(rateLimit * REQUEST_BYTES, FRAME_BYTES_MAX);
    const session: GatewaySession = {
      socket,
      connection,
      inlet,
      outbox: this.#turn.outbox(connection),
      rate: new RateLimit(rateLimit, nowMs),
      byteRate: new RateLimit(bytesPerSecond, nowMs),
      stranger: new Stranger((reason) => this.#expel(session, CLOSE.policyViolation, reason)),
      account: null,
      failedLogins: 0,
      cancelOnDisconnect: true,
    };
    this.#unread.add(session.outbox);
    return session;
  }

  /** Reads a frame. Too many bytes end a connection before its login, and slow it down afterwards. */
  #read({ socket, stranger, byteRate, inlet }: GatewaySession, bytes: number): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (stranger !== null) return stranger.read(bytes);
    const now = performance.now();
    if (!byteRate.charge(now, bytes)) inlet.hold(byteRate.waitMs(now));
  }

  /** Sends a fact to its account. The first fact for the account of the current request is the reply to it. */
  deliver(fact: Facts.PrivateEvent, time: TimeMicros, command: Command): void {
    const session = this.#sessions.get(fact.account);
    if (session === undefined) return;
    const isAnswer = session === this.#current && command.type !== 'advance_time';
    const requestId = isAnswer ? this.#takeRequestId() : undefined;
    if (!this.#isReading(session)) return;
    this.#replies.fact(fact, time, requestId, session.outbox.open());
    session.outbox.close();
  }

  /** The id for the reply to the current request. Exactly one message is that reply. */
  #takeRequestId(): string | undefined {
    this.#current = null;
    return this.#requestId;
  }

  /** @returns true when the frame was a request to trade */
  #frame(session: GatewaySession, bytes: Buffer, start: number, end: number): boolean {
    const isWithinRate = session.account === null || session.rate.pass(this.#intake.nowMs);
    const plain = this.#reader.read(bytes, start, end);
    if (plain !== null) return this.#request(session, plain, isWithinRate);
    const parsed = parseRequest(bytes.toString('utf8', start, end));
    if (!parsed.ok) {
      this.#badFrame(session, parsed, isWithinRate);
      return false;
    }
    const { request } = parsed;
    if (request.type === 'login') this.#login(session, request);
    else if (request.type === 'ping') this.#ping(session, request, isWithinRate);
    else return this.#request(session, request, isWithinRate);
    return false;
  }

  /** Replies to a ping. This reply waits neither for the end of the turn nor for the journal. */
  #ping(session: GatewaySession, { requestId }: Ping, isWithinRate: boolean): void {
    const refused = session.account === null ? NOT_LOGGED_IN : isWithinRate ? null : this.#tooFast();
    if (refused !== null) return this.#error(session, refused.code, refused.reason, requestId);
    if (session.socket.readyState !== WebSocket.OPEN) return;
    session.outbox.sendAtOnce(
      this.#replies.message({ type: 'pong', time: this.#sequencer.now() }, requestId),
    );
  }

  /**
   * Handles an invalid frame. A connection beyond its rate is also not read for a while, even if its frame is not JSON.
   */
  #badFrame(session: GatewaySession, { code, reason, requestId }: BadFrame, isWithinRate: boolean): void {
    if (isWithinRate) return this.#error(session, code, reason, requestId);
    session.inlet.hold(session.rate.waitMs(performance.now()));
    const refusal = this.#tooFast();
    this.#error(session, refusal.code, refusal.reason, requestId);
  }

  /** @returns false when the session may not send this request now */
  #request(session: GatewaySession, request: TradingRequest, isWithinRate: boolean): boolean {
    const { account } = session;
    const { requestId } = request;
    if (account === null) {
      this.#error(session, NOT_LOGGED_IN.code, NOT_LOGGED_IN.reason, requestId);
      return false;
    }
    const barred = isWithinRate ? this.#bar(account, request) : this.#tooFast();
    if (barred !== null) {
      this.#reply(session, rejection(request, barred), requestId);
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

  /** Why this account may not send such a request. Null: it may. */
  #bar(account: Account, request: TradingRequest): Refusal | null {
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

  #login(session: GatewaySession, login: Login): void {
    const { requestId, account: name } = login;
    const fail = (code: RejectCode, reason: string) => this.#error(session, code, reason, requestId);
    if (session.account !== null) {
      return fail('BAD_MESSAGE', `This connection is logged in as ${session.account.name} already.`);
    }
    const refusal = this.#options.doorkeeper.refusalOf(name, login.token);
    if (refusal !== null) {
      fail('BAD_TOKEN', refusal);
      return this.#failedLogin(session);
    }
    const { state } = this.#options;
    if (state.isClosing) return fail('SHUTTING_DOWN', SHUTTING_DOWN);
    const account = state.accountsByName.get(name) ?? this.#openAccount(session, name);
    if ('code' in account) return fail(account.code, account.reason);
    this.#takeOver(account);
    this.#admit(session);
    session.account = account;
    session.cancelOnDisconnect = login.cancelOnDisconnect ?? true;
    this.#sessions.set(account.index, session);
    this.#reply(session, this.#welcome(account), requestId);
  }

  #admit(session: GatewaySession): void {
    session.stranger?.end();
    session.stranger = null;
    session.inlet.admit();
    setFrameBytesMax(session.socket, FRAME_BYTES_MAX);
  }

  /** Handles a wrong token. A client that guesses tokens waits after each guess and must reconnect after a few. */
  #failedLogin(session: GatewaySession): void {
    session.failedLogins += 1;
    if (session.failedLogins < FAILED_LOGINS_MAX) session.inlet.hold(FAILED_LOGIN_MS);
    else this.#expel(session, CLOSE.policyViolation, 'too many wrong tokens');
  }

  #openAccount({ connection }: GatewaySession, name: string): Account | Refusal {
    const { state, setup, limits, doorkeeper } = this.#options;
    const refused = (reason: string): Refusal => ({ code: 'TOO_MANY_ACCOUNTS', reason });
    const deposit = doorkeeper.isHouseOperator(name) ? (0 as Money) : setup.depositOf(name);
    // The sum of all money must stay an exact integer.
    const hasRoom = state.accounts.length < ACCOUNTS_MAX && Number.isSafeInteger(state.deposits + deposit);
    if (!hasRoom) {
      return refused(
        `Account ${name} cannot be opened: the exchange has ${state.accounts.length} accounts already.`,
      );
    }
    if (!this.#openings.pass(connection, performance.now())) {
      return refused(
        `Account ${name} cannot be opened: your address has opened ${limits.accountsPerAddress} accounts within an hour; log in with one of them, or wait.`,
      );
    }
    this.#sequencer.submit({ type: 'open_account', account: name, deposit });
    return state.accountsByName.get(name) as Account;
  }

  /** Takes over an account for a newer connection. The older one gets an error and is closed, and the orders stay. */
  #takeOver(account: Account): void {
    const older = this.#sessions.get(account.index);
    if (older === undefined) return;
    older.account = null;
    this.#error(older, 'NOT_LOGGED_IN', `Account ${account.name} has logged in from another connection.`);
    dismiss(older.socket, CLOSE.policyViolation, 'logged in elsewhere');
  }

  /** Disconnects accounts that may no longer log in, and cancels their orders. */
  expel(names: readonly string[]): void {
    for (const name of names) {
      const account = this.#options.state.accountsByName.get(name);
      const session = account === undefined ? undefined : this.#sessions.get(account.index);
      if (session === undefined) continue;
      this.#error(session, 'BAD_TOKEN', `The token for account ${name} is no longer valid.`);
      session.outbox.flush();
      session.cancelOnDisconnect = true;
      this.#dismiss(session, CLOSE.policyViolation, 'account removed');
    }
  }

  /** Sends every account the reason before its connection closes, because the exchange ends. */
  sayGoodbye(): void {
    for (const session of this.#sessions.values()) this.#error(session, 'SHUTTING_DOWN', SHUTTING_DOWN);
  }

  #welcome(account: Account): Welcome {
    const { wire, epoch, seq, setup, limits } = this.#options;
    return {
      ...wire.welcome(account, epoch, seq(), [...setup.instruments]),
      time: this.#sequencer.now(),
      limits: {
        frameBytesMax: FRAME_BYTES_MAX,
        openOrdersMax: limits.openOrdersMax,
        requestsPerSecond: limits.rateLimit,
      },
    };
  }

  #reply(session: GatewaySession, reply: Reply, requestId?: string): void {
    if (this.#isReading(session)) session.outbox.send(this.#replies.message(reply, requestId));
  }

  /**
   * True when a reply may be sent. The gateway closes a client that does not read its replies, and the client may
   * reconnect.
   */
  #isReading(session: GatewaySession): boolean {
    if (session.socket.readyState !== WebSocket.OPEN) return false;
    if (!this.#unread.isTooSlow(session.outbox)) return true;
    // A command is executing and must end first. The account's orders are cancelled after it.
    setImmediate(() => this.#dismiss(session, CLOSE.tryAgainLater, 'reading too slowly'));
    return false;
  }

  #dismiss(session: GatewaySession, code: number, reason: string): void {
    dismiss(session.socket, code, reason);
    this.#left(session);
  }

  /** Closes a connection that breaks the rules, and reads nothing more from it. */
  #expel(session: GatewaySession, code: number, reason: string): void {
    if (session.socket.readyState !== WebSocket.OPEN) return;
    expel(session.socket, code, reason);
    session.inlet.stop();
    this.#left(session);
  }

  #left(session: GatewaySession): void {
    session.stranger?.end();
    const { account } = session;
    if (account === null) return;
    session.account = null;
    this.#sessions.delete(account.index);
    if (!session.cancelOnDisconnect || account.orders.size === 0) return;
    this.#sequencer.submit({
      type: 'cancel_all',
      account: account.index,
      instrument: null,
      cause: 'disconnect',
    });
  }

  #error(session: GatewaySession, code: RejectCode, reason: string, requestId?: string): void {
    this.#reply(session, { type: 'error', code, reason }, requestId);
    session.stranger?.failed();
  }
}

function rejection(request: TradingRequest, refusal: Refusal): Reply {
  const clientOrderId = 'clientOrderId' in request ? request.clientOrderId : undefined;
  return { type: 'order_rejected', ...(clientOrderId === undefined ? {} : { clientOrderId }), ...refusal };
}

function notAllowed({ name }: Account, { type }: TradingRequest): Refusal {
  return { code: 'NOT_ALLOWED', reason: `${type} is for operators, and account ${name} is none.` };
}
