/** One run of the bench: every measurement, in order, as one plain object. */
import { nodejsOrderBook } from './nodejs-order-book.ts';
import { measureClock, measureLatency, type Latency } from './latency.ts';
import { measureLiquidations, type Liquidations } from './leveraged.ts';
import { matchingAlone, matchingAndFeed } from './matching-alone.ts';
import { measureGrowth, measureMemory, type Growth, type Memory } from './memory.ts';
import { measureSpeed, type Speed } from './speed.ts';
import type { Stream, StreamFacts } from './stream.ts';
import { drift, far, resting, w1, w2, w2Spread } from './streams.ts';
import { withAccounts } from './with-accounts.ts';

export interface BenchOptions {
  readonly seed: number;
  readonly operations: number;
  readonly rounds: number;
  /** For one engine on one stream in one round. */
  readonly secondsMax: number;
  /** Called with what is measured next. */
  readonly onStep: (what: string) => void;
}

export interface StreamSummary {
  readonly stream: string;
  readonly operations: number;
  readonly tradedLots: number;
  readonly facts: StreamFacts;
}

export interface BenchResult {
  readonly seed: number;
  readonly streams: readonly StreamSummary[];
  readonly speeds: readonly Speed[];
  readonly liquidations: Liquidations;
  readonly clock: ReturnType<typeof measureClock>;
  readonly latencies: readonly Latency[];
  readonly memories: readonly Memory[];
  readonly growths: readonly Growth[];
}

const OURS = [matchingAlone, matchingAndFeed, withAccounts];
const ENGINES = [nodejsOrderBook, ...OURS];
/** The same book with and without telling: its memory is measured once. */
const KEEPING = [matchingAlone, withAccounts];
const RESTING_COUNTS = [200_000, 1_000_000];
const FAR_OPERATIONS = 200_000;
/** A tick a second, for a day: each takes five operations. */
const DRIFT_OPERATIONS = 5 * 86_400;

/** @throws Error when an engine comes to something else than the reference book */
export function runBench(options: BenchOptions): BenchResult {
  const { seed, operations, onStep } = options;
  onStep('making the streams');
  const streams = [w1, w2, w2Spread].map((make) => make(seed, operations));
  const speeds = streams.flatMap((stream) => {
    onStep(`${stream.name}: speed, ${options.rounds} rounds`);
    return measureSpeed(ENGINES, stream, options);
  });
  onStep('W3: liquidations');
  const liquidations = measureLiquidations(seed, Math.ceil(operations / 4), 2);
  const latencies = streams.slice(0, 2).flatMap((stream) => measureLatencies(stream, options));
  return {
    seed,
    streams: streams.map(summaryOf),
    speeds,
    liquidations,
    clock: measureClock(),
    latencies,
    memories: measureMemories(seed, onStep),
    growths: measureGrowths(seed, onStep),
  };
}

function measureLatencies(stream: Stream, { secondsMax, onStep }: BenchOptions): Latency[] {
  return OURS.map((engine) => {
    onStep(`${stream.name}: latency, ${engine.name}`);
    return measureLatency(engine, stream, secondsMax);
  });
}

function measureMemories(seed: number, onStep: BenchOptions['onStep']): Memory[] {
  return RESTING_COUNTS.flatMap((count) => {
    const stream = resting(seed, count);
    return KEEPING.map((engine) => {
      onStep(`memory, ${count} orders, ${engine.name}`);
      return measureMemory(engine, stream);
    });
  });
}

function measureGrowths(seed: number, onStep: BenchOptions['onStep']): Growth[] {
  return [far(seed, FAR_OPERATIONS), drift(seed, DRIFT_OPERATIONS)].flatMap((stream) =>
    KEEPING.map((engine) => {
      onStep(`${stream.name}: memory, ${engine.name}`);
      return measureGrowth(engine, stream);
    }),
  );
}

function summaryOf(stream: Stream): StreamSummary {
  return {
    stream: stream.name,
    operations: stream.count - stream.preload,
    tradedLots: stream.checkpoints.at(-1)?.tradedLots ?? 0,
    facts: stream.facts,
  };
}
