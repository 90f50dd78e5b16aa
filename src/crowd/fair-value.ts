/**
 * The latent fair value. Only informed traders and makers can see it.
 *
 * Its logarithm is a random walk whose volatility itself wanders, and it jumps: volatility is the exponential of an
 * Ornstein–Uhlenbeck process (L. O. Scott, "Option pricing when the variance changes randomly", JFQA 22 (1987), 419–438),
 * jumps arrive at random with two-sided exponential sizes (S. G. Kou, "A jump-diffusion model for option pricing",
 * Management Science 48 (2002), 1086–1101). The wandering volatility makes absolute returns cluster, the jumps make the
 * tails of short returns heavy: two of the facts that R. Cont lists in "Empirical properties of asset returns: stylized
 * facts and statistical issues", Quantitative Finance 1 (2001), 223–236.
 */
import { USUAL_MOOD, type Mood } from '../contract/room.ts';
import type { Dice } from './dice.ts';
import { STEP_SECONDS, SteppedPath, type FairSource } from './stepped-path.ts';

const SECONDS_PER_MINUTE = 60;
/** Average volatility, in basis points per square root of a second. */
export const VOLATILITY_BP = 1.5;
const LOG_VOLATILITY_SD = 0.54;
const LOG_VOLATILITY_SECONDS = 80;
const JUMPS_PER_SECOND = 0.015;
const JUMP_BP = 4.2;

export class FairValue implements FairSource {
  readonly #dice: Dice;
  /** Volatility in basis points per square root of a second, and drift in basis points per step. */
  readonly #volatility: number;
  readonly #driftBp: number;
  readonly #path = new SteppedPath((last) => this.#step(last));
  #logVolatility: number;

  constructor(
    dice: Dice,
    { volatility, driftBp, driftDirection }: Omit<Mood, 'depth' | 'informed'> = USUAL_MOOD,
  ) {
    this.#dice = dice;
    this.#volatility = volatility * VOLATILITY_BP;
    const sign = driftDirection === 'drawn' && dice.chance(0.5) ? -1 : 1;
    this.#driftBp = ((sign * driftBp) / SECONDS_PER_MINUTE) * STEP_SECONDS;
    this.#logVolatility = LOG_VOLATILITY_SD * dice.normal();
  }

  at(seconds: number): number {
    return this.#path.at(seconds);
  }

  /** The value jumps because of news, and does not return. */
  jump(seconds: number, bp: number): void {
    this.#path.jump(seconds, bp);
  }

  #step(last: number): number {
    const dice = this.#dice;
    const kept = Math.exp(-STEP_SECONDS / LOG_VOLATILITY_SECONDS);
    const fresh = Math.sqrt(1 - kept * kept) * LOG_VOLATILITY_SD;
    this.#logVolatility = kept * this.#logVolatility + fresh * dice.normal();
    // The mean of exp(x) is exp(sd² / 2), and that of its square exp(2 sd²). The correction keeps the average
    // variance at VOLATILITY_BP².
    const volatility = this.#volatility * Math.exp(this.#logVolatility - LOG_VOLATILITY_SD ** 2 / 2);
    const value = last + this.#driftBp + volatility * Math.sqrt(STEP_SECONDS) * dice.normal();
    return dice.chance(JUMPS_PER_SECOND * STEP_SECONDS) ? value + this.#jumpSize() : value;
  }

  #jumpSize(): number {
    return (this.#dice.chance(0.5) ? -1 : 1) * this.#dice.exponential(JUMP_BP);
  }
}
