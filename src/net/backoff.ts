/** Delays between attempts: each twice the last, up to a bound. */

const FIRST_RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

export class Backoff {
  #nextMs = FIRST_RETRY_MS;

  /** The attempt succeeded: the next failure waits for the shortest time again. */
  reset(): void {
    this.#nextMs = FIRST_RETRY_MS;
  }

  /** @returns how long to wait now */
  next(): number {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(waitMs * 2, RETRY_MS_MAX);
    return waitMs;
  }
}
