/** The crowd's measurements, once a second: the volatility of the mid and the width of the spread. */
import { VOLATILITY_BP } from './fair-value.ts';

const VOLATILITY_SECONDS = 15;
/** A return counts for at most so many deviations: one jump is no new climate. */
const OUTLIER = 6;
/** The estimate stays between these multiples of the usual volatility: without a cap a run feeds itself. */
const CALM = 0.4;
const WILD = 4;
const SPREAD_WEIGHT = 0.05;
const FIRST_SPREAD_BP = 6;

export class Watch {
  readonly #usualBp: number;
  #variance: number;
  #spreadBp = FIRST_SPREAD_BP;
  #mid: number | undefined;

  /** @param volatility of the market, in times the usual */
  constructor(volatility = 1) {
    this.#usualBp = volatility * VOLATILITY_BP;
    this.#variance = this.#usualBp ** 2;
  }

  /** Deviation of the mid's returns over a second, basis points. */
  get volatilityBp(): number {
    return Math.sqrt(this.#variance);
  }

  /** The average spread, basis points. */
  get spreadBp(): number {
    return this.#spreadBp;
  }

  /** Once a second, while both sides are quoted; basis points. */
  take(bid: number, ask: number): void {
    const mid = (bid + ask) / 2;
    const change = mid - (this.#mid ?? mid);
    this.#mid = mid;
    const kept = Math.exp(-1 / VOLATILITY_SECONDS);
    const square = Math.min(change ** 2, OUTLIER ** 2 * this.#variance);
    const variance = kept * this.#variance + (1 - kept) * square;
    const [least, most] = [(CALM * this.#usualBp) ** 2, (WILD * this.#usualBp) ** 2];
    this.#variance = Math.max(least, Math.min(most, variance));
    this.#spreadBp += SPREAD_WEIGHT * (ask - bid - this.#spreadBp);
  }
}
