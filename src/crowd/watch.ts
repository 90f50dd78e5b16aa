/**
 * The crowd's measurements, once a second: the volatility of the mid and the width of the spread, both of its own quotes.
 *
 * Anybody else's best price may be a single lot. One that alternates between the sides of the spread, once a second,
 * would make the mid look volatile, and the makers would more than double their spread.
 */
import { VOLATILITY_BP } from './fair-value.ts';

const VOLATILITY_SECONDS = 15;
/** Largest return that counts, in standard deviations: a single jump does not change the estimate much. */
const OUTLIER = 6;
/** Bounds of the estimate, as multiples of the usual volatility. Without a cap, a run would feed itself. */
const CALM = 0.4;
const WILD = 4;
const SPREAD_WEIGHT = 0.05;
const FIRST_SPREAD_BP = 6;

export class Watch {
  readonly #usualBp: number;
  #variance: number;
  #spreadBp = FIRST_SPREAD_BP;
  #mid: number | undefined;

  /** @param volatility usual volatility of the market, as a multiple of VOLATILITY_BP */
  constructor(volatility = 1) {
    this.#usualBp = volatility * VOLATILITY_BP;
    this.#variance = this.#usualBp ** 2;
  }

  /** Standard deviation of the mid's one-second returns, in basis points. */
  get volatilityBp(): number {
    return Math.sqrt(this.#variance);
  }

  /** Average spread, in basis points. */
  get spreadBp(): number {
    return this.#spreadBp;
  }

  /** Takes the best prices in basis points, once a second while both sides are quoted. */
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
