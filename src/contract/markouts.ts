/**
 * Markouts: what a fill is worth per unit at the mid price 1, 10 and 60 seconds later. A buy's is the mid price minus
 * the fill's price, a sell's the fill's price minus the mid price. So it contains the half spread, which a maker earns
 * and a taker pays.
 *
 * The mid price of a moment is the newest one at or before it, for each horizon: an as-of join. While a side of the
 * book is empty or the book is crossed, as in a call auction, the last mid price before that still counts. A later one
 * would tell what happened after the horizon. Without these fills, a mean would lack those that emptied the book. A
 * markout stays unknown where the record ends before its moment, or where no mid price came before it.
 *
 * A fill may arrive after its moment has passed: a live bot gets it from the gateway and the book from the relay. Its
 * mid price is still that of the moment, so the newest changes of the mid price are kept. Where the moment is older than
 * these, the markout stays unknown.
 */
import { RecentMids } from './recent-mids.ts';
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
 * @param perUnit value per unit of quantity; positive: the mid price is on the profitable side of the fill's price
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
  readonly #mids: RecentMids;
  /** Time after which the next fill is due. */
  #dueMicros = Infinity;

  /**
   * @param mid mid price before the first fill; undefined: there is none
   * @param midsKept changes of the mid price to remember for fills that arrive late; 1: none does
   */
  constructor(mid: number | undefined, onKnown: OnKnown<Fill>, midsKept = 1) {
    this.#onKnown = onKnown;
    this.#mids = new RecentMids(midsKept);
    if (mid !== undefined) this.#mids.add(-Infinity, mid);
  }

  filled(fill: Fill): void {
    for (const waiting of this.#pending) {
      waiting.push(fill);
      this.#dueMicros = Math.min(this.#dueMicros, waiting.dueMicros);
    }
  }

  /** @param mid mid price after the events of this time; undefined: there is none */
  look(time: number, mid: number | undefined): void {
    if (time > this.#dueMicros) this.#markUntil(time);
    if (mid !== undefined) this.#mids.add(time, mid);
  }

  /** Marks the last fills. @param time end of the record; a moment at it is part of the record */
  end(time: number): void {
    this.#markUntil(time + 1);
  }

  /** Marks the fills whose moment is before this time. */
  #markUntil(time: number): void {
    this.#dueMicros = Infinity;
    let horizon = 0;
    for (const waiting of this.#pending) {
      while (time > waiting.dueMicros) this.#mark(waiting.dueMicros, waiting.take(), horizon);
      this.#dueMicros = Math.min(this.#dueMicros, waiting.dueMicros);
      horizon += 1;
    }
  }

  #mark(moment: number, fill: Fill | undefined, horizon: number): void {
    const mid = this.#mids.at(moment);
    if (fill === undefined || mid === undefined) return;
    this.#onKnown(fill, horizon, fill.side === 'buy' ? mid - fill.price : fill.price - mid);
  }
}
