/** Measures the bytes that an engine keeps: objects and typed arrays, after garbage collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { check, type Contender, type Engine } from './contender.ts';
import type { Stream } from './stream.ts';

export interface Memory {
  readonly engine: string;
  readonly orders: number;
  readonly bytesPerOrder: number;
}

export interface Growth {
  readonly engine: string;
  readonly stream: string;
  /** Total after the preload. */
  readonly bytesBefore: number;
  /** Total after the stream. */
  readonly bytesAfter: number;
}

/** Largest permitted growth for far prices or a drift. */
const GROWTH_BYTES_MAX = 2 * 1024 * 1024;

/** Memory of a stream that consists only of its preload. */
export function measureMemory(engine: Engine, stream: Stream): Memory {
  const before = bytesInUse();
  const contender = engine.start(stream);
  carryOut(engine, contender, stream, 0, stream.count);
  const bytes = bytesInUse(contender) - before;
  // The engine is used once more, so that it is not garbage during the measurement.
  contender.outcome();
  return { engine: engine.name, orders: stream.count, bytesPerOrder: bytes / stream.count };
}

/**
 * Growth of an engine's memory from the preload to the end of a stream, with a constant number of resting orders.
 * @throws Error when it exceeds the allowance
 */
export function measureGrowth(engine: Engine, stream: Stream): Growth {
  const empty = bytesInUse();
  const contender = engine.start(stream);
  carryOut(engine, contender, stream, 0, stream.preload);
  const before = bytesInUse(contender);
  carryOut(engine, contender, stream, stream.preload, stream.count);
  const after = bytesInUse(contender);
  // The same as above.
  contender.outcome();
  if (after - before > GROWTH_BYTES_MAX) {
    throw new Error(`${engine.name}: ${stream.name} made it grow by ${after - before} bytes`);
  }
  return {
    engine: engine.name,
    stream: stream.name,
    bytesBefore: before - empty,
    bytesAfter: after - empty,
  };
}

function carryOut(engine: Engine, contender: Contender, stream: Stream, start: number, end: number): void {
  let from = start;
  for (const checkpoint of stream.checkpoints) {
    if (checkpoint.at <= start || checkpoint.at > end) continue;
    contender.prepare(from, checkpoint.at);
    contender.run(from, checkpoint.at);
    check(engine, contender, checkpoint);
    from = checkpoint.at;
  }
  contender.prepare(end, end);
}

let collector: (() => void) | null = null;

export function collectGarbage(): void {
  if (collector === null) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as () => void;
  }
  collector();
}

/** @param contender an engine that is in use; undefined: none is */
function bytesInUse(contender?: Contender): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers + (contender?.sharedBytes ?? 0);
}
