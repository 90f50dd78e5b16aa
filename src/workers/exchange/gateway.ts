/**
 * The order gateway: one session per account. The gateway turns a frame into a request and a request into a command,
 * and sends the facts that concern an account to its session. Every request is answered, in order, by exactly one message.
 */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { parseRequest, type Login, type Reply, type Welcome } from '../../contract/orders.ts';
import { BACKPRESSURE_BYTES_MAX, CLOSE, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import type { AccountIndex, TimeMicros } from '../../contract/units.ts';
import type { RejectCode } from '../../contract/index.ts';
import {
  OPEN_ORDERS_MAX,
  type Account,
  type EngineState,
  type Facts,
  type Refusal,
} from '../../engine/index.ts';
import { dismiss } from '../../net/dismiss.ts';
import { Intake, type Inlet } from '../../net/intake.ts';
import { RateLimit } from '../../net/rate-limit.ts';
import { CLOSING } from '../../net/server.ts';
import { Turn, type Outbox } from '../../net/turn.ts';
import { LatencyHistogram } from '../../runtime/metrics.ts';
import type { ExchangeSetup } from '../../config/exchange-config.ts';
import type { Doorkeeper } from '../../config/accounts-file.ts';
import { ReplyWriter } from './reply-writer.ts';
import type { Sequencer } from './sequencer.ts';
import { toCommand, type TradingRequest } from './translate.ts';
import type { Wire } from '../../session/events/wire.ts';

/** Accounts that one exchange opens. */
const ACCOUNTS_MAX = 10_000;
/** Wrong tokens after which a connection is closed. */
const FAILED_LOGINS_MAX = 5;
/** The gateway reads nothing from a connection for so long after a wrong token. */
const FAILED_LOGIN_MS = 500;

export interface GatewayOptions {
  readonly state: EngineState;
  readonly wire: Wire;
  readonly setup: ExchangeSetup;
  readonly epoch: string;
  /** Requests per second, and requests at once, on one connection; 0: no limit. */
  readonly rateLimit: number;
  readonly seq: () => number;
  /** Called before the answers of a turn leave the process. */
  readonly commit: () => void;
  readonly doorkeeper: Doorkeeper;
}

interface Session {
  readonly socket: WebSocket;
  readonly inlet: Inlet;
  readonly outbox: Outbox;
  readonly rate: RateLimit;
  account: Account | null;
  failedLogins: number;
  cancelOnDisconnect: boolean;
}

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sequencer: Sequencer;
  readonly #sessions = new Map<AccountIndex, Session>();
  readonly #turn: Turn;
  readonly #replies: ReplyWriter;
  readonly #intake = new Intake();
  /** From the start of a request to its written answer. */
  readonly latency = new LatencyHistogram();
  /** The request that is being executed: its session, and the id that its answer echoes. */
  #current: { readonly session: Session; readonly requestId: string | undefined } | null = null;

  constructor(sequencer: Sequencer, options: GatewayOptions) {
    this.#sequencer = sequencer;
    this.#options = options;
    this.#turn = new Turn(options.commit);
    this.#replies = new ReplyWriter(options.state);
  }

  /** Accounts that are logged in. */
  get traders(): number {
    return this.#sessions.size;
  }

  accept(socket: WebSocket, connection: Socket): void {
    const rate = new RateLimit(this.#options.rateLimit, performance.now());
    const inlet = this.#intake.add(socket, (frame) => this.#frame(session, frame.toString('utf8')));
    const session: Session = {
      socket,
      inlet,
      outbox: this.#turn.outbox(connection),
      rate,
      account: null,
      failedLogins: 0,
      cancelOnDisconnect: true,
    };
    socket.on('message', (data, isBinary) => {
      // A frame that arrives after the close cannot be answered.
      if (socket.readyState !== WebSocket.OPEN) return;
      if (isBinary) this.#dismiss(session, CLOSE.unsupportedData, 'send text frames');
      else inlet.arrived(data as Buffer);
    });
    socket.on(CLOSING, () => session.outbox.flush());
    socket.on('close', () => this.#left(session));
  }

  /** Send each fact to its account. The first fact answers the current request. */
  deliver(facts: readonly Facts.PrivateEvent[], time: TimeMicros): void {
    for (const fact of facts) {
      const session = this.#sessions.get(fact.account);
      const isAnswer = this.#current !== null && this.#current.session === session;
      if (session === undefined) continue;
      this.#send(session, this.#replies.fact(fact, time, isAnswer ? this.#takeRequestId() : undefined));
    }
  }

  /** The id that the answer to the current request echoes; exactly one message is that answer. */
  #takeRequestId(): string | undefined {
    const requestId = this.#current?.requestId;
    this.#current = null;
    return requestId;
  }

  #frame(session: Session, frame: string): void {
    const parsed = parseRequest(frame);
    if (!parsed.ok) return this.#error(session, parsed.code, parsed.reason, parsed.requestId);
    const { request } = parsed;
    if (request.type === 'login') this.#login(session, request);
    else this.#request(session, request);
  }

  #request(session: Session, request: TradingRequest): void {
    const { account } = session;
    const { requestId } = request;
    if (account === null) {
      return this.#error(session, 'NOT_LOGGED_IN', 'Send a login before any other message.', requestId);
    }
    const startMs = performance.now();
    if (!session.rate.pass(startMs)) {
      return this.#reply(session, rejection(request, this.#tooFast()), requestId);
    }
    const translated = toCommand(this.#options.state, account.index, request);
    this.#current = { session, requestId };
    if ('command' in translated) this.#sequencer.submit(translated.command);
    else this.#reply(session, rejection(request, translated.refusal), this.#takeRequestId());
    this.#current = null;
    this.latency.observe((performance.now() - startMs) / 1_000);
  }

  #tooFast(): Refusal {
    const { rateLimit } = this.#options;
    return {
      code: 'RATE_LIMITED',
      reason: `more than ${rateLimit} requests a second; wait, and send no more than ${rateLimit} a second on one connection.`,
    };
  }

  #login(session: Session, login: Login): void {
    const { requestId, account: name } = login;
    const fail = (code: RejectCode, reason: string) => this.#error(session, code, reason, requestId);
    if (session.account !== null) {
      return fail('BAD_MESSAGE', `This connection is logged in as ${session.account.name} already.`);
    }
    if (!this.#options.doorkeeper.admits(name, login.token)) {
      fail(
        'BAD_TOKEN',
        `The token for account ${name} is ${login.token === undefined ? 'missing' : 'wrong'}.`,
      );
      return this.#failedLogin(session);
    }
    const { state } = this.#options;
    if (state.isClosing) return fail('SHUTTING_DOWN', 'The exchange is shutting down.');
    const account = state.accountsByName.get(name) ?? this.#openAccount(name);
    if (account === null) {
      return fail(
        'BAD_MESSAGE',
        `There is no room for account ${name}: the exchange has ${state.accounts.length} already.`,
      );
    }
    this.#takeOver(account);
    session.account = account;
    session.cancelOnDisconnect = login.cancelOnDisconnect ?? true;
    this.#sessions.set(account.index, session);
    this.#reply(session, this.#welcome(account), requestId);
  }

  /** A client that guesses tokens waits after each guess and reconnects after a few. */
  #failedLogin(session: Session): void {
    session.failedLogins += 1;
    if (session.failedLogins < FAILED_LOGINS_MAX) session.inlet.hold(FAILED_LOGIN_MS);
    else this.#dismiss(session, CLOSE.policyViolation, 'too many wrong tokens');
  }

  /** Null: there are too many accounts, or the deposit would take the sum of all money beyond exact integers. */
  #openAccount(name: string): Account | null {
    const { state, setup } = this.#options;
    const deposit = setup.depositOf(name);
    const hasRoom = state.accounts.length < ACCOUNTS_MAX && Number.isSafeInteger(state.deposits + deposit);
    if (!hasRoom) return null;
    this.#sequencer.submit({ type: 'open_account', account: name, deposit });
    return state.accountsByName.get(name) ?? null;
  }

  /** The newer connection of an account wins. The older one gets an error and is closed; the orders stay. */
  #takeOver(account: Account): void {
    const older = this.#sessions.get(account.index);
    if (older === undefined) return;
    older.account = null;
    this.#error(older, 'NOT_LOGGED_IN', `Account ${account.name} has logged in from another connection.`);
    dismiss(older.socket, CLOSE.policyViolation, 'logged in elsewhere');
  }

  #welcome(account: Account): Welcome {
    const { wire, epoch, seq, setup } = this.#options;
    return {
      ...wire.welcome(account, epoch, seq(), [...setup.instruments]),
      limits: {
        frameBytesMax: FRAME_BYTES_MAX,
        openOrdersMax: OPEN_ORDERS_MAX,
        requestsPerSecond: this.#options.rateLimit,
      },
    };
  }

  #reply(session: Session, reply: Reply, requestId?: string): void {
    this.#send(session, this.#replies.message(reply, requestId));
  }

  /** The gateway closes a client that does not read its answers; the client may reconnect. */
  #send(session: Session, reply: Uint8Array): void {
    const { socket, outbox } = session;
    if (socket.readyState !== WebSocket.OPEN) return;
    if (outbox.waitingBytes <= BACKPRESSURE_BYTES_MAX) outbox.send(reply);
    // A command is executing and must end first; the account's orders are cancelled after it.
    else setImmediate(() => this.#dismiss(session, CLOSE.tryAgainLater, 'reading too slowly'));
  }

  #dismiss(session: Session, code: number, reason: string): void {
    dismiss(session.socket, code, reason);
    this.#left(session);
  }

  #left(session: Session): void {
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

  #error(session: Session, code: RejectCode, reason: string, requestId?: string): void {
    this.#reply(session, { type: 'error', code, reason }, requestId);
  }
}

function rejection(request: TradingRequest, refusal: Refusal): Reply {
  const clientOrderId = 'clientOrderId' in request ? request.clientOrderId : undefined;
  return { type: 'order_rejected', ...(clientOrderId === undefined ? {} : { clientOrderId }), ...refusal };
}
