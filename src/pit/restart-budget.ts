/** How often a worker that crashes is started again, and how long it waits before. */
export const RESTARTS_MAX = 5;
export const RESTART_WINDOW_MS = 60_000;
export const BACKOFF_FIRST_MS = 250;

export class RestartBudget {
  private recent: readonly number[] = [];

  /**
   * Take one restart out of the budget. Each recent one doubles the delay.
   * @returns milliseconds to wait before it, or null when the window's restarts are used up.
   */
  take(nowMs: number): number | null {
    this.recent = this.recent.filter((at) => at > nowMs - RESTART_WINDOW_MS);
    if (this.recent.length >= RESTARTS_MAX) return null;
    const delayMs = BACKOFF_FIRST_MS * 2 ** this.recent.length;
    this.recent = [...this.recent, nowMs];
    return delayMs;
  }
}
