/** Limits of a connection that has not logged in: a deadline, a few errors and a few bytes. */
import { fewBytes } from '../../net/rate-limit.ts';

/** Longest time from the connection to the login. */
const LOGIN_DEADLINE_MS = 10_000;
/** Number of errors before the login with which the connection is closed. */
const ERRORS_MAX = 8;

export class Stranger {
  readonly #deadline: NodeJS.Timeout;
  readonly #bytes = fewBytes();
  readonly #expel: (reason: string) => void;
  #errors = 0;

  /** @param expel closes the connection */
  constructor(expel: (reason: string) => void) {
    this.#expel = expel;
    const reason = `no login within ${LOGIN_DEADLINE_MS / 1_000} s`;
    this.#deadline = setTimeout(() => expel(reason), LOGIN_DEADLINE_MS).unref();
  }

  charge(bytes: number): void {
    if (!this.#bytes.charge(performance.now(), bytes)) this.#expel('too much data before the login');
  }

  failed(): void {
    this.#errors += 1;
    if (this.#errors >= ERRORS_MAX) this.#expel('too many errors before the login');
  }

  /** Ends the limits, because the connection has logged in or left. */
  end(): void {
    clearTimeout(this.#deadline);
  }
}
