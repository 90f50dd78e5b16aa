/** Metrics of a worker, with which it replies to its parent's `{type: 'measure'}`: `{event: 'metrics'}`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { WorkerFrame } from './worker-frame.ts';

/** Upper bounds of the histogram's buckets, in seconds. One more bucket counts longer durations. */
export const LATENCY_SECONDS = [
  0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1,
] as const;

const DELAY_RESOLUTION_MS = 20;
const NANOS_PER_SECOND = 1e9;

/** Counts durations. An observation costs a search among few bounds and two additions. */
export class LatencyHistogram {
  readonly counts: number[] = Array.from({ length: LATENCY_SECONDS.length + 1 }, () => 0);
  sumSeconds = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < LATENCY_SECONDS.length && seconds > (LATENCY_SECONDS[bucket] as number)) bucket += 1;
    (this.counts[bucket] as number) += 1;
    this.sumSeconds += seconds;
  }
}

export function requestsIn({ counts }: LatencyHistogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export interface Measured {
  /** Totals that never fall while the process lives. */
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
  readonly latency?: LatencyHistogram;
}

/** Makes the worker reply to its parent's requests. It computes nothing before a request. */
export function answerMetrics(frame: WorkerFrame, measure: () => Measured): void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  frame.onMessage((message) => {
    if ((message as { readonly type?: unknown }).type !== 'measure') return;
    const { counters, gauges, latency } = measure();
    const own = {
      event_loop_delay_p99_seconds: delay.percentile(99) / NANOS_PER_SECOND,
      memory_bytes: process.memoryUsage.rss(),
    };
    delay.reset();
    frame.announce({
      event: 'metrics',
      counters,
      gauges: { ...gauges, ...own },
      ...(latency && { latency }),
    });
  });
}
