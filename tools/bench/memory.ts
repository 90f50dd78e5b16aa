/** Bytes that an engine keeps: objects and typed arrays, after garbage collection. */
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
  /** After the preload, in all. */
  readonly bytesBefore: number;
  /** After the stream. */
  readonly bytesAfter: number;
}

/** What far prices or a drift may cost. */
const GROWTH_BYTES_MAX = 2 * 1024 * 1024;

/** Of a stream that is nothing but its preload. */
export function measureMemory(engine: Engine, stream: Stream): Memory {
  const before = bytesInUse();
  const contender = engine.start(stream);
  carryOut(engine, contender, stream, 0, stream.count);
  const bytes = bytesInUse() - before;
  // Used once more, so that it is no garbage when it is measured.
  contender.outcome();
  return { engine: engine.name, orders: stream.count, bytesPerOrder: bytes / stream.count };
}

/**
 * How much more an engine holds after a stream than after the preload, though as many orders rest.
 * @throws Error when it is more than that may cost
 */
export function measureGrowth(engine: Engine, stream: Stream): Growth {
  const empty = bytesInUse();
  const contender = engine.start(stream);
  carryOut(engine, contender, stream, 0, stream.preload);
  const before = bytesInUse();
  carryOut(engine, contender, stream, stream.preload, stream.count);
  const after = bytesInUse();
  // As above.
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

function bytesInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
