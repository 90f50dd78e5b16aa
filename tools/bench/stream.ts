/**
 * A stream of operations as plain arrays of numbers. Every engine reads the same ones, and nothing is allocated while
 * the clock runs. The first `preload` operations are adds that fill the book.
 */
import type { Outcome } from './contender.ts';

export const ADD = 0;
export const CANCEL = 1;
/** A market order. Its price does not matter, and its remainder does not rest. */
export const MARKET = 2;

export const BUY = 0;
export const SELL = 1;

/** Result that an engine must have before operation `at`. */
export interface Checkpoint extends Outcome {
  readonly at: number;
}

export interface Stream {
  readonly name: string;
  readonly count: number;
  readonly preload: number;
  readonly kind: Uint8Array;
  readonly side: Uint8Array;
  readonly price: Int32Array;
  readonly lots: Int32Array;
  /** Operation that added the order of a cancel. */
  readonly target: Int32Array;
  readonly account: Int32Array;
  readonly accounts: number;
  readonly checkpoints: readonly Checkpoint[];
  /** Facts of the generator, such as shares and counts. */
  readonly facts: StreamFacts;
}

export interface StreamFacts {
  readonly adds: number;
  readonly cancels: number;
  readonly markets: number;
  readonly restingMin: number;
  readonly restingMax: number;
  readonly levelsMin: number;
  readonly levelsMax: number;
}

export function shares({ adds, cancels, markets }: StreamFacts): readonly [number, number, number] {
  const all = adds + cancels + markets;
  return [adds / all, cancels / all, markets / all];
}
