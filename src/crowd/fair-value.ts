/**
 * The latent fair value that informed traders and makers see and nobody else does.
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

const STEP_SECONDS = 0.1;
const SECONDS_PER_MINUTE = 60;
/** Basis points per square root of a second, on average. */
export const VOLATILITY_BP = 1.5;
const LOG_VOLATILITY_SD = 0.6;
const LOG_VOLATILITY_SECONDS = 80;
const JUMPS_PER_SECOND = 0.015;
const JUMP_BP = 5;
/** Steps that are kept behind the newest question. */
const PAST_STEPS = 600;
const STEPS_MAX = 4_096;

export class FairValue {
  readonly #dice: Dice;
  /** Basis points per square root of a second; drift per step. */
  readonly #volatility: number;
  readonly #driftBp: number;
  /** Basis points from where it began, one for each step. */
  #path: number[] = [0];
  /** The step of `#path[0]`. */
  #first = 0;
  #logVolatility: number;

  constructor(dice: Dice, { volatility, driftBp }: Pick<Mood, 'volatility' | 'driftBp'> = USUAL_MOOD) {
    this.#dice = dice;
    this.#volatility = volatility * VOLATILITY_BP;
    this.#driftBp = (driftBp / SECONDS_PER_MINUTE) * STEP_SECONDS;
    this.#logVolatility = LOG_VOLATILITY_SD * dice.normal();
  }

  /** @param seconds since it began; a moment to come is decided by asking for it. @returns basis points from where it began */
  at(seconds: number): number {
    const step = Math.max(this.#first, Math.floor(seconds / STEP_SECONDS));
    while (step - this.#first >= this.#path.length) this.#advance();
    const value = this.#path[step - this.#first] ?? 0;
    if (this.#path.length > STEPS_MAX) this.#forget(step - PAST_STEPS);
    return value;
  }

  /** News: from this moment on the value is higher by so many basis points. */
  jump(seconds: number, bp: number): void {
    this.at(seconds);
    const from = Math.max(0, Math.floor(seconds / STEP_SECONDS) - this.#first);
    this.#path = this.#path.map((value, index) => (index < from ? value : value + bp));
  }

  #advance(): void {
    const dice = this.#dice;
    const kept = Math.exp(-STEP_SECONDS / LOG_VOLATILITY_SECONDS);
    const fresh = Math.sqrt(1 - kept * kept) * LOG_VOLATILITY_SD;
    this.#logVolatility = kept * this.#logVolatility + fresh * dice.normal();
    // The mean of exp(x) is exp(sd² / 2); of its square, exp(2 sd²): this keeps the variance what it says.
    const volatility = this.#volatility * Math.exp(this.#logVolatility - LOG_VOLATILITY_SD ** 2 / 2);
    let value =
      (this.#path.at(-1) ?? 0) + this.#driftBp + volatility * Math.sqrt(STEP_SECONDS) * dice.normal();
    if (dice.chance(JUMPS_PER_SECOND * STEP_SECONDS)) value += this.#jumpSize();
    this.#path.push(value);
  }

  #jumpSize(): number {
    return (this.#dice.chance(0.5) ? -1 : 1) * this.#dice.exponential(JUMP_BP);
  }

  #forget(before: number): void {
    const count = Math.min(before - this.#first, this.#path.length - 1);
    if (count < STEPS_MAX / 4) return;
    this.#path = this.#path.slice(count);
    this.#first += count;
  }
}
