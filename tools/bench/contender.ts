/** The interface of every engine in the bench. */
import type { Checkpoint, Stream } from './stream.ts';

/** The outcome, which must be equal for all engines with the same operations. */
export interface Outcome {
  /** Since the first operation. */
  readonly tradedLots: number;
  /** 0: there is none. */
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Sum over both sides. */
  readonly restingLots: number;
}

export interface Contender {
  /** Make the objects and strings that its API wants for these operations; the clock stands still. */
  prepare(from: number, to: number): void;
  /** Carry out prepared operations. */
  run(from: number, to: number): void;
  step(operation: number): void;
  outcome(): Outcome;
}

export interface Engine {
  readonly name: string;
  start(stream: Stream): Contender;
}

const FIELDS = ['tradedLots', 'bestBid', 'bestAsk', 'restingLots'] as const;

/** @returns one sentence on the first difference, or null */
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
