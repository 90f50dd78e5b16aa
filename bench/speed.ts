/** How many operations a second, checked on the way against what the reference book came to. */
import { collectGarbage } from './memory.ts';
import { check, type Contender, type Engine } from './contender.ts';
import type { Stream } from './stream.ts';

export interface SpeedOptions {
  readonly rounds: number;
  /** A slow engine stops after so much time and is judged by what it has done until then. */
  readonly secondsMax: number;
}

export interface Speed {
  readonly engine: string;
  readonly stream: string;
  /** Median of the rounds. */
  readonly operationsPerSecond: number;
  readonly rounds: readonly number[];
  /** Timed, in each round at least. */
  readonly operations: number;
}

interface Lap {
  readonly operations: number;
  readonly seconds: number;
}

const WARM_UP_SECONDS = 0.5;

/**
 * Every engine once in each round, so that what else the machine does falls on all of them.
 * @throws Error when an engine comes to something else than the reference book
 */
export function measureSpeed(engines: readonly Engine[], stream: Stream, options: SpeedOptions): Speed[] {
  for (const engine of engines) lap(engine, stream, WARM_UP_SECONDS);
  const laps = engines.map((): Lap[] => []);
  for (let round = 0; round < options.rounds; round += 1) {
    engines.forEach((engine, index) => laps[index]?.push(lap(engine, stream, options.secondsMax)));
  }
  return engines.map((engine, index) => summary(engine, stream, laps[index] as Lap[]));
}

function summary(engine: Engine, stream: Stream, laps: readonly Lap[]): Speed {
  const rounds = laps.map(({ operations, seconds }) => operations / seconds);
  return {
    engine: engine.name,
    stream: stream.name,
    operationsPerSecond: median(rounds),
    rounds,
    operations: Math.min(...laps.map(({ operations }) => operations)),
  };
}

function lap(engine: Engine, stream: Stream, secondsMax: number): Lap {
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

/** Of an odd number of values, or the upper one of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
