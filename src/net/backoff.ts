/** Delays between attempts. Each is twice the last one, up to a bound. */

const FIRST_RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

export class Backoff {
  #nextMs = FIRST_RETRY_MS;

  /** Resets the delay after a successful attempt, so that the next failure waits for the shortest time again. */
  reset(): void {
    this.#nextMs = FIRST_RETRY_MS;
  }

  /** @returns the delay before the next attempt, in milliseconds */
  next(): number {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(waitMs * 2, RETRY_MS_MAX);
    return waitMs;
  }
}
