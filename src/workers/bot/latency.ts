/** Latency of the exchange and of its event stream, over the most recent requests and frames. */
import { ClockOffset } from './clock-offset.ts';

/** Number of samples that count. */
export const SAMPLES_MAX = 1_000;
/** Largest number of pending requests. Beyond it, the oldest are dropped. */
export const UNANSWERED_MAX = 10_000;
const MICROS_PER_MS = 1_000;

export interface Latency {
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

export interface FeedLatency {
  readonly feedP50Ms: number;
  readonly feedP99Ms: number;
}

class Samples {
  /** Ring of samples, in which the newest one replaces the oldest. */
  readonly #ms = new Float64Array(SAMPLES_MAX);
  #count = 0;

  add(ms: number): void {
    this.#ms[this.#count % SAMPLES_MAX] = ms;
    this.#count += 1;
  }

  /** Percentiles. Undefined before the first sample. */
  get percentiles(): readonly [p50Ms: number, p99Ms: number] | undefined {
    if (this.#count === 0) return undefined;
    // Without a comparison function, a typed array sorts by value.
    const sortedMs = this.#ms.slice(0, this.#count).sort();
    return [nearestRank(sortedMs, 0.5), nearestRank(sortedMs, 0.99)];
  }
}

/** Measures the time from a request to its reply. */
export class LatencyMeter {
  readonly #sentMs = new Map<string, number>();
  readonly #samples = new Samples();

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
    this.#samples.add(nowMs - sentMs);
  }

  /** Forgets pending requests, which stay unanswered on a new connection. */
  forget(): void {
    this.#sentMs.clear();
  }

  /** Latency of requests. Undefined before the first reply. */
  get latency(): Latency | undefined {
    const [ackP50Ms, ackP99Ms] = this.#samples.percentiles ?? [];
    return ackP50Ms === undefined || ackP99Ms === undefined ? undefined : { ackP50Ms, ackP99Ms };
  }
}

/**
 * Measures the time from an event's time stamp to its arrival. The exchange's clock is read from its replies, as NTP
 * does it.
 */
export class FeedMeter {
  readonly #clock = new ClockOffset();
  readonly #samples = new Samples();

  /** @param nowMs arrival of the reply with `serverMicros`, on the clock of `arrived` */
  clockRead(serverMicros: number, roundTripMs: number, nowMs: number): void {
    this.#clock.add({ serverMicros, roundTripMs, receivedMs: nowMs });
  }

  /** @param eventMicros time of the newest event of a frame, in microseconds */
  arrived(eventMicros: number, nowMs: number): void {
    const { ms: offsetMs } = this.#clock;
    // Clocks are compared to about a tenth of a millisecond, and nothing arrives before it was sent.
    if (offsetMs !== undefined)
      this.#samples.add(Math.max(0, nowMs + offsetMs - eventMicros / MICROS_PER_MS));
  }

  /** Latency of the stream. Undefined before the first frame after a reading of the clock. */
  get latency(): FeedLatency | undefined {
    const [feedP50Ms, feedP99Ms] = this.#samples.percentiles ?? [];
    return feedP50Ms === undefined || feedP99Ms === undefined ? undefined : { feedP50Ms, feedP99Ms };
  }
}

/** Percentile, to the microsecond. */
function nearestRank(sortedMs: Float64Array, share: number): number {
  const ms = sortedMs[Math.ceil(share * sortedMs.length) - 1] ?? 0;
  return Math.round(ms * 1_000) / 1_000;
}
