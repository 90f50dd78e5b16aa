/** How often the supervisor restarts a worker, and how long it waits before each restart. */
export const RESTARTS_MAX = 5;
export const RESTART_WINDOW_MS = 60_000;
export const BACKOFF_FIRST_MS = 250;

/** Retries for a port that another program took after a crash. In total they wait for about a minute. */
export const PORT_RETRIES_MAX = 12;
export const PORT_RETRY_FIRST_MS = 500;
export const PORT_RETRY_MS_MAX = 8_000;

export class RestartBudget {
  #crashes: readonly number[] = [];
  #portRetries = 0;

  /**
   * Takes one restart after a crash. Each recent one doubles the delay.
   * @returns milliseconds to wait before it, or null when the window has no restart left
   */
  afterCrash(nowMs: number): number | null {
    this.#crashes = this.#crashes.filter((at) => at > nowMs - RESTART_WINDOW_MS);
    if (this.#crashes.length >= RESTARTS_MAX) return null;
    const delayMs = BACKOFF_FIRST_MS * 2 ** this.#crashes.length;
    this.#crashes = [...this.#crashes, nowMs];
    return delayMs;
  }

  /** Takes one retry of a port that another program uses. @returns as `afterCrash` */
  forPort(): number | null {
    if (this.#portRetries >= PORT_RETRIES_MAX) return null;
    const delayMs = Math.min(PORT_RETRY_FIRST_MS * 2 ** this.#portRetries, PORT_RETRY_MS_MAX);
    this.#portRetries += 1;
    return delayMs;
  }

  /** Resets the retries, because the worker has its port again. */
  portOpened(): void {
    this.#portRetries = 0;
  }
}
