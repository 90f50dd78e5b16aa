/** Measures operations per second, and compares the results with the reference book on the way. */
import { check, type Contender, type Engine } from './contender.ts';
import type { EngineThread } from './engine-thread.ts';
import { collectGarbage } from './memory.ts';
import type { Stream } from './stream.ts';

export interface Speed {
  readonly engine: string;
  readonly stream: string;
  /** Median of the rounds. */
  readonly operationsPerSecond: number;
  readonly rounds: readonly number[];
  /** Smallest number of timed operations in a round. */
  readonly operations: number;
}

export interface Lap {
  readonly operations: number;
  readonly seconds: number;
}

const WARM_UP_LAPS = 3;
const WARM_UP_SECONDS = 0.5;

/** Runs every engine once in each round, so that other load on the machine affects all of them. */
export async function measureSpeed(threads: readonly EngineThread[], rounds: number, secondsMax: number) {
  for (const thread of threads) await warmUp(thread);
  const races: (readonly Lap[])[] = [];
  for (let round = 0; round < rounds; round += 1) races.push(await raceOnce(threads, secondsMax));
  return threads.map((thread, index) =>
    summary(
      thread,
      races.map((race) => race[index] as Lap),
    ),
  );
}

async function warmUp(thread: EngineThread): Promise<void> {
  let seconds = 0;
  for (let lap = 0; lap < WARM_UP_LAPS && seconds < WARM_UP_SECONDS; lap += 1) {
    seconds += (await thread.lap(WARM_UP_SECONDS)).seconds;
  }
}

/** Runs the engines one after the other, so that they do not share the machine's cores. */
async function raceOnce(threads: readonly EngineThread[], secondsMax: number): Promise<readonly Lap[]> {
  const laps: Lap[] = [];
  for (const thread of threads) laps.push(await thread.lap(secondsMax));
  return laps;
}

function summary({ engine, stream }: EngineThread, laps: readonly Lap[]): Speed {
  const rounds = laps.map(({ operations, seconds }) => operations / seconds);
  return {
    engine,
    stream,
    operationsPerSecond: median(rounds),
    rounds,
    operations: Math.min(...laps.map(({ operations }) => operations)),
  };
}

/**
 * Runs the stream on a fresh engine, as far as the time permits.
 * @throws Error when its result differs from the reference book
 */
export function runLap(engine: Engine, stream: Stream, secondsMax: number): Lap {
  const contender = engine.start(stream);
  let from = 0;
  let seconds = 0;
  for (const checkpoint of stream.checkpoints) {
    if (seconds > secondsMax) break;
    contender.prepare(from, checkpoint.at);
    if (from <= stream.preload) collectGarbage();
    const took = timed(contender, from, checkpoint.at);
    if (from >= stream.preload) seconds += took;
    check(engine, contender, checkpoint);
    from = checkpoint.at;
  }
  return { operations: from - stream.preload, seconds };
}

function timed(contender: Contender, from: number, to: number): number {
  const start = performance.now();
  contender.run(from, to);
  return (performance.now() - start) / 1000;
}

/** The middle one of an odd number of values, or the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
