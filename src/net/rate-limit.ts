/** A token bucket: a number of tokens per second on average, and a burst. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  /**
   * @param perSecond tokens per second; 0: no limit
   * @param now milliseconds of any monotonic clock
   * @param burst largest number of tokens at once
   */
  constructor(perSecond: number, now: number, burst = perSecond) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /** Milliseconds until one more request may pass. */
  waitMs(now: number): number {
    if (this.#perSecond === 0) return 0;
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) * 1_000) / this.#perSecond;
  }

  /** @returns true when one more request may pass at this time */
  pass(now: number): boolean {
    if (this.#perSecond === 0) return true;
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Charges tokens that are already spent, into debt if necessary. @returns true when there were enough */
  charge(now: number, tokens: number): boolean {
    if (this.#perSecond === 0) return true;
    this.#fill(now);
    this.#tokens -= tokens;
    return this.#tokens >= 0;
  }

  #fill(now: number): void {
    const filled = this.#tokens + ((now - this.#filledAt) * this.#perSecond) / 1_000;
    this.#tokens = Math.min(this.#burst, filled);
    this.#filledAt = now;
  }
}

const FEW_BYTES_PER_SECOND = 4 * 1_024;
const FEW_BYTES_MAX = 64 * 1_024;

/** Limit for the bytes of a client that has little to send, including its control frames and fragments. */
export function fewBytes(): RateLimit {
  return new RateLimit(FEW_BYTES_PER_SECOND, performance.now(), FEW_BYTES_MAX);
}
