/** The exchange's latency: from request to reply, over the most recent requests. */

/** Number of replies that count. */
export const SAMPLES_MAX = 1_000;
/** Maximum number of pending requests; beyond it the oldest are dropped. */
export const UNANSWERED_MAX = 10_000;

export interface Latency {
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

export class LatencyMeter {
  readonly #sentMs = new Map<string, number>();
  /** A ring: the newest sample takes the place of the oldest. */
  readonly #samplesMs: number[] = [];
  #answers = 0;

  sent(requestId: string, nowMs: number): void {
    this.#sentMs.set(requestId, nowMs);
    if (this.#sentMs.size <= UNANSWERED_MAX) return;
    const [oldest] = this.#sentMs.keys();
    this.#sentMs.delete(oldest ?? '');
  }

  answered(requestId: string, nowMs: number): void {
    const sentMs = this.#sentMs.get(requestId);
    if (sentMs === undefined) return;
    this.#sentMs.delete(requestId);
    this.#samplesMs[this.#answers % SAMPLES_MAX] = nowMs - sentMs;
    this.#answers += 1;
  }

  /** A new connection: pending requests stay unanswered. */
  forget(): void {
    this.#sentMs.clear();
  }

  /** Undefined before the first reply. */
  get latency(): Latency | undefined {
    if (this.#answers === 0) return undefined;
    const sortedMs = this.#samplesMs.toSorted((one, other) => one - other);
    return { ackP50Ms: nearestRank(sortedMs, 0.5), ackP99Ms: nearestRank(sortedMs, 0.99) };
  }
}

/** To the microsecond. */
function nearestRank(sortedMs: readonly number[], share: number): number {
  const ms = sortedMs[Math.ceil(share * sortedMs.length) - 1] ?? 0;
  return Math.round(ms * 1_000) / 1_000;
}
