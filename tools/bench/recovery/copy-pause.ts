/** Measures how long the exchange stops to begin a copy of its state for a snapshot, and for the longest part of it. */
import { apply, type EngineState } from '../../../src/engine/index.ts';
import { copyState, partsOf } from '../../../src/session/journal/state-copy.ts';
import { at, openExchange, placeOrder } from '../exchange.ts';
import { median } from '../speed.ts';
import { waitedMs } from './snapshot-pause.ts';

const COPIES = 15;
const DEPOSIT = 1_000_000;
/** Distinct prices of the orders, and the highest one, in ticks. */
const [LEVELS, BEST] = [500, 99_000];

/** Medians of several copies, in milliseconds, without the time in which other processes ran. */
export interface CopyPause {
  readonly copyMs: number;
  readonly longestPartMs: number;
}

export interface CopiedSize {
  readonly accounts: number;
  /** Number of resting orders in all instruments together. */
  readonly orders: number;
  readonly instruments: number;
}

export function copyPause(size: CopiedSize): CopyPause {
  const state = filled(size);
  const copies = Array.from({ length: COPIES }, () => copyOnce(state));
  return {
    copyMs: median(copies.map(({ copyMs }) => copyMs)),
    longestPartMs: median(copies.map(({ longestPartMs }) => longestPartMs)),
  };
}

function filled({ accounts, orders, instruments }: CopiedSize): EngineState {
  const state = openExchange({ accounts, deposit: DEPOSIT, instruments });
  for (let operation = 0; operation < orders; operation += 1) {
    const account = operation % accounts;
    const price = BEST - (operation % LEVELS);
    const instrument = operation % instruments;
    apply(state, placeOrder({ operation, account, side: 'buy', lots: 1, price, instrument }), at(operation));
  }
  const resting = [...state.orders].length;
  if (resting !== orders) throw new Error(`only ${resting} of ${orders} orders rest`);
  return state;
}

function copyOnce(state: EngineState): CopyPause {
  const [copy, copyMs] = timed(() => copyState(state));
  const parts = partsOf(copy);
  let longestPartMs = 0;
  let isOver = false;
  while (!isOver) {
    const [{ done = false }, ms] = timed(() => parts.next());
    longestPartMs = Math.max(longestPartMs, ms);
    isOver = done;
  }
  return { copyMs, longestPartMs };
}

/** @returns the result, and the milliseconds without the time in which other processes ran */
function timed<Result>(work: () => Result): readonly [Result, number] {
  const [startMs, startWaited] = [performance.now(), waitedMs()];
  const result = work();
  const ms = performance.now() - startMs;
  return [result, ms - (waitedMs() - startWaited)];
}
