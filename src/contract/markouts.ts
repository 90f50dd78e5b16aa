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

/** Fills that wait for one horizon, oldest first. */
class Waiting<Fill extends MarkedFill> {
  readonly horizonMicros: number;
  #fills: Fill[] = [];
  /** Index of the oldest fill. Those before it have their markout. */
  #first = 0;

  constructor(seconds: number) {
    this.horizonMicros = seconds * MICROS_PER_SECOND;
  }

  push(fill: Fill): void {
    if (this.#first > this.#fills.length / 2) this.#dropOld();
    this.#fills.push(fill);
    if (this.#fills.length - this.#first > WAITING_MAX) this.#first += 1;
  }

  /** Time after which the oldest fill is due. Infinity: no fill waits. */
  get dueMicros(): number {
    const fill = this.#fills[this.#first];
    return fill === undefined ? Infinity : fill.time + this.horizonMicros;
  }

  /** Removes the oldest fill. */
  take(): Fill | undefined {
    const fill = this.#fills[this.#first];
    this.#first += 1;
    return fill;
  }

  #dropOld(): void {
    this.#fills = this.#fills.slice(this.#first);
    this.#first = 0;
  }
}

/** Waiting fills of one instrument. */
export class Markouts<Fill extends MarkedFill> {
  readonly #onKnown: OnKnown<Fill>;
  readonly #pending: readonly Waiting<Fill>[] = MARKOUT_SECONDS.map((seconds) => new Waiting(seconds));
  #mid: number | undefined;
  /** Time after which the next fill is due. */
  #dueMicros = Infinity;

  constructor(onKnown: OnKnown<Fill>) {
    this.#onKnown = onKnown;
  }

  filled(fill: Fill): void {
    for (const waiting of this.#pending) {
      waiting.push(fill);
      this.#dueMicros = Math.min(this.#dueMicros, waiting.dueMicros);
    }
  }

  /** @param mid mid price after the events of this time; undefined: a side of the book is empty */
  look(time: number, mid: number | undefined): void {
    const stood = this.#mid;
    this.#mid = mid;
    if (stood !== undefined && time > this.#dueMicros) this.#markUntil(time, stood);
  }

  #markUntil(time: number, mid: number): void {
    this.#dueMicros = Infinity;
    let horizon = 0;
    for (const waiting of this.#pending) {
      while (time > waiting.dueMicros) this.#mark(waiting.take(), horizon, mid);
      this.#dueMicros = Math.min(this.#dueMicros, waiting.dueMicros);
      horizon += 1;
    }
  }

  #mark(fill: Fill | undefined, horizon: number, mid: number): void {
    if (fill !== undefined)
      this.#onKnown(fill, horizon, fill.side === 'buy' ? mid - fill.price : fill.price - mid);
  }
}
