/**
 * The fair value of a basket: the weighted sum of its parts, plus a small premium that returns to zero.
 *
 * The premium is an Ornstein–Uhlenbeck process, so the basket and its parts are cointegrated in the sense of R. F. Engle
 * and C. W. J. Granger, "Co-integration and error correction: representation, estimation, and testing", Econometrica 55
 * (1987), 251–276. A pair is a basket of one part.
 */
import type { Basket } from '../contract/room.ts';
import type { Dice } from './dice.ts';
import { STEP_SECONDS, SteppedPath, type FairSource } from './stepped-path.ts';

const BASIS_POINTS = 10_000;

export interface BasketPart {
  readonly fair: FairSource;
  /** Value of the part in the basket at the crowd's start. */
  readonly value: number;
}

export class BasketValue implements FairSource {
  readonly #parts: readonly BasketPart[];
  readonly #base: number;
  readonly #premium: SteppedPath;

  /** @param base price of the basket at the crowd's start */
  constructor(dice: Dice, parts: readonly BasketPart[], base: number, terms: Basket) {
    this.#parts = parts;
    this.#base = base;
    const kept = 0.5 ** (STEP_SECONDS / terms.halfLifeSeconds);
    const fresh = Math.sqrt(1 - kept * kept) * terms.premiumBp;
    this.#premium = new SteppedPath((last) => kept * last + fresh * dice.normal());
  }

  at(seconds: number): number {
    let worth = 0;
    for (const { fair, value } of this.#parts) worth += value * Math.exp(fair.at(seconds) / BASIS_POINTS);
    return Math.log(worth / this.#base) * BASIS_POINTS + this.#premium.at(seconds);
  }

  /** The premium jumps, and then returns to zero. */
  jump(seconds: number, bp: number): void {
    this.#premium.jump(seconds, bp);
  }
}
