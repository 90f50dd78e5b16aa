/** One run of the bench: every measurement, in order, as one plain object. */
import { nodejsOrderBook } from './nodejs-order-book.ts';
import { startThreads } from './engine-thread.ts';
import { measureClock, type Latency } from './latency.ts';
import { measureLiquidations, type Liquidations } from './leveraged.ts';
import { matchingAlone } from './matching-alone.ts';
import { measureGrowth, measureMemory, type Growth, type Memory } from './memory.ts';
import { measureSpeed, type Speed } from './speed.ts';
import type { Stream, StreamFacts } from './stream.ts';
import { drift, far, resting, w1, w2, w2Spread } from './streams.ts';
import { withAccounts } from './with-accounts.ts';

export interface BenchOptions {
  readonly seed: number;
  readonly operations: number;
  readonly rounds: number;
  /** Time limit for one engine on one stream in one round. */
  readonly secondsMax: number;
  /** Called with the name of the next measurement. */
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

/** Engines whose memory is measured. Publishing does not matter, because the book is the same with and without it. */
const KEEPING = [matchingAlone, withAccounts];
const RESTING_COUNTS = [200_000, 1_000_000];
const FAR_OPERATIONS = 200_000;
/** Length of the drift stream: a tick each second, for a day. Each tick takes five operations. */
const DRIFT_OPERATIONS = 5 * 86_400;

/** @throws Error when an engine's result differs from the reference book */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { seed, operations, onStep } = options;
  onStep('making the streams');
  const streams = [w1, w2, w2Spread].map((make) => make(seed, operations));
  const races: Race[] = [];
  for (const stream of streams) races.push(await race(stream, options));
  onStep('W3: liquidations');
  return {
    seed,
    streams: streams.map(summaryOf),
    speeds: races.flatMap(({ speeds }) => speeds),
    liquidations: measureLiquidations(seed, Math.ceil(operations / 4), 2),
    clock: measureClock(),
    latencies: races.flatMap(({ latencies }) => latencies),
    memories: measureMemories(seed, onStep),
    growths: measureGrowths(seed, onStep),
  };
}

type Race = Pick<BenchResult, 'speeds' | 'latencies'>;

async function race(stream: Stream, { rounds, secondsMax, onStep }: BenchOptions): Promise<Race> {
  const threads = startThreads(stream);
  try {
    onStep(`${stream.name}: speed, ${rounds} rounds`);
    const speeds = await measureSpeed(threads, rounds, secondsMax);
    const latencies: Latency[] = [];
    for (const thread of threads.filter(({ engine }) => engine !== nodejsOrderBook.name)) {
      onStep(`${stream.name}: latency, ${thread.engine}`);
      latencies.push(await thread.latency(secondsMax));
    }
    return { speeds, latencies };
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
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
