/** A token bucket: a number of requests per second on average, and one second's worth at once. */
export class RateLimit {
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  /** @param perSecond requests; 0: no limit @param now milliseconds, of any monotonic clock */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAt = now;
  }

  /** Milliseconds until one more may pass. */
  waitMs(now: number): number {
    if (this.#perSecond === 0) return 0;
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) * 1_000) / this.#perSecond;
  }

  /** @returns whether one more request may pass at this time */
  pass(now: number): boolean {
    if (this.#perSecond === 0) return true;
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(now: number): void {
    const filled = this.#tokens + ((now - this.#filledAt) * this.#perSecond) / 1_000;
    this.#tokens = Math.min(this.#perSecond, filled);
    this.#filledAt = now;
  }
}
