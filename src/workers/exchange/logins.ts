/**
 * Which connection trades for which account.
 *
 * 1. An account has at most one connection. A newer login takes the account over, and the orders stay.
 * 2. A connection that ends in another way leaves its account, and the account's orders are cancelled unless the login
 *    keeps them.
 * 3. A client that guesses tokens waits after each guess, and loses its connection after a few.
 * 4. A welcome lists all live orders of its account, which takes 20 ms for 10,000. So an account that logs in again and
 *    again is refused until it has paid for them.
 */
import { WebSocket } from 'ws';
import type { Login, Reply, Welcome } from '../../contract/orders.ts';
import { ACCOUNTS_MAX, CLOSE, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import type { AccountIndex } from '../../contract/units.ts';
import type { Money, RejectCode } from '../../contract/index.ts';
import type { Account, Refusal } from '../../engine/index.ts';
import { AddressLimits } from '../../net/address-limits.ts';
import { dismiss, expel } from '../../net/dismiss.ts';
import { setFrameBytesMax } from '../../net/library-receiver.ts';
import { RateLimit } from '../../net/rate-limit.ts';
import type { Text } from '../../runtime/words.ts';
import type { ClientSession } from './client-session.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { Sequencer } from './sequencer.ts';

const HOUR_SECONDS = 3_600;
/** Number of wrong tokens after which a connection is closed. */
const FAILED_LOGINS_MAX = 5;
/** Time after a wrong token for which the gateway reads nothing from the connection. */
const FAILED_LOGIN_MS = 500;
/** Number of live orders that the welcomes of an account list: on average in a second, and at once. */
const LISTED_PER_SECOND = 1_000;
const LISTED_MAX = 10_000;
const SHUTTING_DOWN = 'The exchange is shutting down.';

/** Sends messages to a connection. */
interface Replies {
  reply(session: ClientSession, reply: Reply, requestId?: Text): void;
  error(session: ClientSession, code: RejectCode, reason: string, requestId?: Text): void;
}

export class Logins {
  readonly #sequencer: Sequencer;
  readonly #options: GatewayOptions;
  readonly #replies: Replies;
  readonly #openings: AddressLimits;
  /** Sessions by the index of their account. */
  readonly #sessions: (ClientSession | undefined)[] = [];
  /** Orders that the welcomes of accounts with live orders have listed. */
  readonly #listings = new Map<AccountIndex, RateLimit>();

  constructor(sequencer: Sequencer, options: GatewayOptions, replies: Replies) {
    this.#sequencer = sequencer;
    this.#options = options;
    this.#replies = replies;
    const { accountsPerAddress } = options.limits;
    this.#openings = new AddressLimits(accountsPerAddress / HOUR_SECONDS, accountsPerAddress);
  }

  /** Number of accounts that are logged in. */
  get traders(): number {
    return this.#sessions.filter((session) => session !== undefined).length;
  }

  /** The session of an account. Undefined: it is not logged in. */
  sessionOf(account: AccountIndex): ClientSession | undefined {
    return this.#sessions[account];
  }

  /** Logs a connection in that has no account. */
  login(session: ClientSession, login: Login, requestId: Text | undefined): void {
    const { account: name } = login;
    const fail = (code: RejectCode, reason: string) => this.#replies.error(session, code, reason, requestId);
    const refusal = this.#options.doorkeeper.refusalOf(name, login.token);
    if (refusal !== null) {
      fail('BAD_TOKEN', refusal);
      return this.#failedLogin(session);
    }
    const { state } = this.#options;
    if (state.isClosing) return fail('SHUTTING_DOWN', SHUTTING_DOWN);
    const account = state.accountsByName.get(name) ?? this.#openAccount(session, name);
    if ('code' in account) return fail(account.code, account.reason);
    const tooOften = this.#chargeListing(account);
    if (tooOften !== null) {
      fail('RATE_LIMITED', tooOften);
      return this.dismiss(session, CLOSE.tryAgainLater, 'logging in too often');
    }
    this.#takeOver(account);
    this.#admit(session);
    session.account = account;
    session.cancelOnDisconnect = login.cancelOnDisconnect ?? true;
    // An array with large gaps would become a hash table.
    while (this.#sessions.length < account.index) this.#sessions.push(undefined);
    this.#sessions[account.index] = session;
    this.#replies.reply(session, this.#welcome(account), requestId);
  }

  /** Disconnects accounts that may no longer log in, and cancels their orders, also of those that are away. */
  expelAccounts(names: readonly string[]): void {
    for (const name of names) {
      const account = this.#options.state.accountsByName.get(name);
      if (account === undefined) continue;
      const session = this.sessionOf(account.index);
      if (session === undefined) {
        this.#cancelOrders(account);
        continue;
      }
      this.#replies.error(session, 'BAD_TOKEN', `The token for account ${name} is no longer valid.`);
      session.outbox.flush();
      session.cancelOnDisconnect = true;
      this.dismiss(session, CLOSE.policyViolation, 'account removed');
    }
  }

  /** Sends every account the reason before its connection closes, because the exchange ends. */
  sayGoodbye(): void {
    for (const session of this.#sessions)
      if (session !== undefined) this.#replies.error(session, 'SHUTTING_DOWN', SHUTTING_DOWN);
  }

  /** Closes a connection, which leaves its account. */
  dismiss(session: ClientSession, code: number, reason: string): void {
    dismiss(session.socket, code, reason);
    this.left(session);
  }

  /** Closes a connection that breaks the rules, and reads nothing more from it. */
  expel(session: ClientSession, code: number, reason: string): void {
    if (session.socket.readyState !== WebSocket.OPEN) return;
    expel(session.socket, code, reason);
    session.inlet.stop();
    this.left(session);
  }

  /** Ends the login of a connection that is closed or is being closed. */
  left(session: ClientSession): void {
    session.stranger?.end();
    const { account } = session;
    if (account === null) return;
    session.account = null;
    this.#sessions[account.index] = undefined;
    if (session.cancelOnDisconnect) this.#cancelOrders(account);
  }

  #cancelOrders(account: Account): void {
    if (account.orders.size === 0) return;
    this.#sequencer.submit({
      type: 'cancel_all',
      account: account.index,
      instrument: null,
      cause: 'disconnect',
    });
  }

  #admit(session: ClientSession): void {
    session.stranger?.end();
    session.stranger = null;
    session.inlet.admit();
    setFrameBytesMax(session.socket, FRAME_BYTES_MAX);
  }

  /** Handles a wrong token. A client that guesses tokens waits after each guess and must reconnect after a few. */
  #failedLogin(session: ClientSession): void {
    session.failedLogins += 1;
    if (session.failedLogins < FAILED_LOGINS_MAX) session.inlet.hold(FAILED_LOGIN_MS);
    else this.expel(session, CLOSE.policyViolation, 'too many wrong tokens');
  }

  /** Charges an account for the orders that its welcome will list. @returns why it must wait. Null: it need not */
  #chargeListing({ index, name, orders }: Account): string | null {
    if (orders.size === 0) return null;
    const now = performance.now();
    const limit = this.#listings.get(index) ?? new RateLimit(LISTED_PER_SECOND, now, LISTED_MAX);
    this.#listings.set(index, limit);
    const seconds = Math.ceil(limit.waitMs(now) / 1_000);
    if (seconds > 0) {
      return `Account ${name} has ${orders.size} live orders, which each login lists, and has logged in too often; wait ${seconds} s.`;
    }
    limit.charge(now, orders.size);
    return null;
  }

  #openAccount({ connection }: ClientSession, name: string): Account | Refusal {
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
    const older = this.sessionOf(account.index);
    if (older === undefined) return;
    older.account = null;
    this.#replies.error(
      older,
      'NOT_LOGGED_IN',
      `Account ${account.name} has logged in from another connection.`,
    );
    dismiss(older.socket, CLOSE.policyViolation, 'logged in elsewhere');
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
}
