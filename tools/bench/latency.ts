/** Measures single operations. Every figure includes the cost of the clock itself, which is measured as well. */
import type { Contender, Engine } from './contender.ts';
import { collectGarbage } from './memory.ts';
import type { Stream } from './stream.ts';

export interface Latency {
  readonly engine: string;
  readonly stream: string;
  readonly operations: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

const BUCKET_NS = 10;
/**
 * Number of buckets, which reach up to one millisecond. The last one counts longer times, and the longest time is kept
 * separately.
 */
const BUCKETS = 100_000;
const CLOCK_READINGS = 100_000;

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  count = 0;
  maxNs = 0;

  add(ns: number): void {
    const bucket = Math.min(Math.max(Math.floor(ns / BUCKET_NS), 0), BUCKETS - 1);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.count += 1;
    if (ns > this.maxNs) this.maxNs = ns;
  }

  /** @returns the upper end of the bucket at which this share of all operations is reached */
  quantile(share: number): number {
    let left = this.count * share;
    const bucket = this.#counts.findIndex((count) => (left -= count) <= 0);
    return bucket === BUCKETS - 1 ? this.maxNs : (bucket + 1) * BUCKET_NS;
  }
}

/**
 * Measures the second of two runs on fresh engines, because the first one warms up. A slow engine stops after
 * `secondsMax`.
 */
export function measureLatency(engine: Engine, stream: Stream, secondsMax: number): Latency {
  runOnce(engine, stream, secondsMax / 2);
  const histogram = runOnce(engine, stream, secondsMax);
  return {
    engine: engine.name,
    stream: stream.name,
    operations: histogram.count,
    p50Ns: histogram.quantile(0.5),
    p99Ns: histogram.quantile(0.99),
    p999Ns: histogram.quantile(0.999),
    maxNs: histogram.maxNs,
  };
}

function runOnce(engine: Engine, stream: Stream, secondsMax: number): Histogram {
  const contender = engine.start(stream);
  const histogram = new Histogram();
  let from = 0;
  let seconds = 0;
  for (const { at } of stream.checkpoints) {
    if (seconds > secondsMax) break;
    contender.prepare(from, at);
    if (from < stream.preload) {
      contender.run(from, at);
      collectGarbage();
    } else seconds += timeEach(contender, from, at, histogram);
    from = at;
  }
  return histogram;
}

/** @returns the total time in seconds */
function timeEach(contender: Contender, from: number, to: number, histogram: Histogram): number {
  const begin = performance.now();
  for (let operation = from; operation < to; operation += 1) {
    const start = performance.now();
    contender.step(operation);
    histogram.add((performance.now() - start) * 1e6);
  }
  return (performance.now() - begin) / 1000;
}

/** Time of two readings of the clock: median and 99.9 % quantile. */
export function measureClock(): { readonly p50Ns: number; readonly p999Ns: number } {
  const histogram = new Histogram();
  for (let reading = 0; reading < CLOCK_READINGS; reading += 1) {
    const start = performance.now();
    histogram.add((performance.now() - start) * 1e6);
  }
  return { p50Ns: histogram.quantile(0.5), p999Ns: histogram.quantile(0.999) };
}
