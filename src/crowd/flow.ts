/**
 * How far the signed volume of aggressive orders has pushed the price, as everybody can estimate it from the tape.
 *
 * Impact grows less than in proportion to the volume and fades, quickly at first and then slowly: J.-P. Bouchaud,
 * Y. Gefen, M. Potters, M. Wyart, "Fluctuations and response in financial markets", Quantitative Finance 4 (2004),
 * 176–190; the concave law is that of B. Tóth et al., "Anomalous price impact and the critical nature of liquidity in
 * financial markets", Physical Review X 1 (2011), 021006. It is taken of the decayed net volume and not of each order:
 * thousands of tiny orders then move the price no more than one order of their sum.
 */

const FAST_SECONDS = 7;
const SLOW_SECONDS = 400;
const FAST_BP = 4.5;
const SLOW_BP = 1;
/** Volume up to which impact grows in proportion, coins. */
const SMALL_COINS = 0.02;
const CONCAVITY = 0.3;
const IMPACT_MAX_BP = 60;

export class Flow {
  #fast = 0;
  #slow = 0;
  #at = 0;

  /** @param coins bought by aggressive orders; negative: sold */
  add(now: number, coins: number): void {
    this.#decay(now);
    this.#fast += coins;
    this.#slow += coins;
  }

  /** Basis points; positive: up. */
  impactBp(now: number): number {
    this.#decay(now);
    const impact = FAST_BP * concave(this.#fast) + SLOW_BP * concave(this.#slow);
    return Math.max(-IMPACT_MAX_BP, Math.min(IMPACT_MAX_BP, impact));
  }

  #decay(now: number): void {
    const seconds = now - this.#at;
    if (seconds <= 0) return;
    this.#fast *= Math.exp(-seconds / FAST_SECONDS);
    this.#slow *= Math.exp(-seconds / SLOW_SECONDS);
    this.#at = now;
  }
}

function concave(coins: number): number {
  return Math.sign(coins) * ((1 + Math.abs(coins) / SMALL_COINS) ** CONCAVITY - 1);
}
