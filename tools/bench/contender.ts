/** The interface of every engine in the bench. */
import type { Checkpoint, Stream } from './stream.ts';

/** The outcome of a stream. It must be equal for all engines. */
export interface Outcome {
  /** Lots traded since the first operation. */
  readonly tradedLots: number;
  /** Best prices in ticks. 0: the side is empty. */
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Sum of the resting lots over both sides. */
  readonly restingLots: number;
}

export interface Contender {
  /** Makes the objects and strings that the engine's API needs for these operations. This time is not measured. */
  prepare(from: number, to: number): void;
  /** Carries out prepared operations. */
  run(from: number, to: number): void;
  step(operation: number): void;
  outcome(): Outcome;
  /** Bytes of shared memory, which Node does not count. Undefined: it has none. */
  readonly sharedBytes?: number;
}

export interface Engine {
  readonly name: string;
  start(stream: Stream): Contender;
}

const FIELDS = ['tradedLots', 'bestBid', 'bestAsk', 'restingLots'] as const;

/** @returns one sentence about the first difference, or null */
function difference(name: string, actual: Outcome, expected: Checkpoint): string | null {
  for (const field of FIELDS) {
    if (actual[field] !== expected[field]) {
      return `${name}: ${field} is ${actual[field]} after ${expected.at} operations, expected ${expected[field]}`;
    }
  }
  return null;
}

/** @throws Error that names the difference */
export function check(engine: Engine, contender: Contender, checkpoint: Checkpoint): void {
  const differs = difference(engine.name, contender.outcome(), checkpoint);
  if (differs !== null) throw new Error(differs);
}
