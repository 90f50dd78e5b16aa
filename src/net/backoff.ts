/** Waits between tries: each twice as long as the one before, up to a bound. */

const FIRST_RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

export class Backoff {
  #nextMs = FIRST_RETRY_MS;

  /** The try succeeded: the next failure waits for the shortest time again. */
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
