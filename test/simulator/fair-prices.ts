/** Fair prices that the random traders quote around: they wander near the mark price and sometimes jump. */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { at, signed, type AuditMarket, type Place } from './exchange-state.ts';
import type { Random } from './random.ts';

/** Largest move in one command, as a share of the price. */
const WANDER = 0.004;
const JUMP = 0.07;
/** Chance of a jump per command; each seed picks one. */
const JUMPINESS = [0.01, 0.05, 0.15] as const;
/** Share of the distance to the mark price that each move recovers. */
const RETURN = 0.1;
/** One step, as a share of the price. */
const STEP = 0.002;
/** In ticks: below it, one tick is too large a step. */
const PRICE_MIN = 5;

export class FairPrices {
  readonly #random: Random;
  readonly #markets: readonly AuditMarket[];
  /** Per instrument, in ticks. */
  readonly #prices: number[];
  readonly #jumpiness: number;

  constructor(random: Random, markets: readonly AuditMarket[]) {
    this.#random = random;
    this.#markets = markets;
    this.#prices = markets.map(({ spec }) => spec.referencePrice);
    this.#jumpiness = random.pick(JUMPINESS);
  }

  of(instrument: number): number {
    return at(this.#prices, instrument);
  }

  /** A price `steps` away from the fair price; a negative distance crosses it. */
  price(instrument: number, side: Place['side'], steps: number): number {
    const fair = this.of(instrument);
    const step = Math.max(1, Math.round(fair * STEP));
    return Math.max(1, fair - signed(side, steps * step));
  }

  wander(): void {
    const random = this.#random;
    const instrument = random.between(0, this.#prices.length - 1);
    const { spec, markPrice } = at(this.#markets, instrument);
    const band = (spec.priceBand ?? RATE_SCALE) / RATE_SCALE;
    const reach = random.chance(this.#jumpiness) ? Math.min(JUMP, band) : WANDER;
    const fair = this.of(instrument);
    const moved = fair + (markPrice - fair) * RETURN + fair * (random.next() * 2 - 1) * reach;
    this.#prices[instrument] = Math.max(PRICE_MIN, Math.round(moved));
  }
}
