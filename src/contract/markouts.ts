/**
 * Markouts: how far the mid price has moved in a fill's favour after 1, 10 and 60 seconds. The mid price is that of the
 * given moment. While a side of the book is empty, the next mid price counts.
 */
import type { Side } from './orders.ts';

export const MARKOUT_SECONDS = [1, 10, 60] as const;
const MICROS_PER_SECOND = 1_000_000;
/** Largest number of fills that wait for one horizon. Beyond it, the oldest get no markout. */
const WAITING_MAX = 100_000;

export interface MarkedFill {
  /** Exchange time, in microseconds since the Unix epoch. */
  readonly time: number;
  readonly side: Side;
  readonly price: number;
}

/**
 * @param horizon index in MARKOUT_SECONDS
 * @param perUnit move of the mid price per unit of quantity; positive: in the fill's favour
 */
type OnKnown<Fill> = (fill: Fill, horizon: number, perUnit: number) => void;

/** Waiting fills of one instrument. */
export class Markouts<Fill extends MarkedFill> {
  readonly #onKnown: OnKnown<Fill>;
  /** Waiting fills for each horizon, oldest first. */
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

  /** @param mid mid price after the events of this time; undefined: a side of the book is empty */
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
