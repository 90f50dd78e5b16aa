/** How long the exchange takes to answer: from sending a request to its answer, over the most recent ones. */

/** Answers that count. */
export const SAMPLES_MAX = 1_000;
/** Requests whose answers are waited for; with more, the oldest are given up. */
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

  /** The connection is another one: what is unanswered stays so. */
  forget(): void {
    this.#sentMs.clear();
  }

  /** Undefined before the first answer. */
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
