/**
 * Markouts: how far the mid price has moved in a fill's favour after 1, 10 and 60 seconds. The mid is the one that stood at
 * that moment; while a side of the book is empty, the next one.
 */
import type { Side } from './orders.ts';

export const MARKOUT_SECONDS = [1, 10, 60] as const;
const MICROS_PER_SECOND = 1_000_000;
/** Fills that wait for one horizon; beyond that the oldest have no markout. */
const WAITING_MAX = 100_000;

export interface MarkedFill {
  /** Exchange time, microseconds since the Unix epoch. */
  readonly time: number;
  readonly side: Side;
  readonly price: number;
}

/** @param horizon index in MARKOUT_SECONDS @param perUnit positive: the mid moved in the fill's favour */
type OnKnown<Fill> = (fill: Fill, horizon: number, perUnit: number) => void;

/** The fills of one instrument that wait. */
export class Markouts<Fill extends MarkedFill> {
  readonly #onKnown: OnKnown<Fill>;
  /** By horizon, oldest first. */
  readonly #pending: readonly Fill[][] = MARKOUT_SECONDS.map(() => []);
  #mid: number | undefined;

  constructor(onKnown: OnKnown<Fill>) {
    this.#onKnown = onKnown;
  }

  filled(fill: Fill): void {
    for (const waiting of this.#pending) {
      waiting.push(fill);
      if (waiting.length > WAITING_MAX) waiting.shift();
    }
  }

  /** @param mid after the events of this time; undefined: a side of the book is empty */
  look(time: number, mid: number | undefined): void {
    const stood = this.#mid;
    this.#mid = mid;
    if (stood === undefined) return;
    this.#pending.forEach((waiting, horizon) => {
      const due = time - (MARKOUT_SECONDS[horizon] ?? 0) * MICROS_PER_SECOND;
      for (let [fill] = waiting; fill !== undefined && fill.time < due; [fill] = waiting) {
        const { side, price } = fill;
        this.#onKnown(fill, horizon, side === 'buy' ? stood - price : price - stood);
        waiting.shift();
      }
    });
  }
}
