/**
 * How far the signed volume of aggressive orders has pushed the price, as the crowd estimates it from its trades.
 *
 * pressure  Orders have emptied a part of the book, which fills up again within seconds: J.-P. Bouchaud, Y. Gefen,
 *           M. Potters, M. Wyart, "Fluctuations and response in financial markets", Quantitative Finance 4 (2004), 176–190.
 * learned   Some of the flow is informed, and nobody can tell which. So the market takes the net volume as news about the
 *           value (A. S. Kyle, "Continuous auctions and insider trading", Econometrica 53 (1985), 1315–1335), and forgets
 *           it over many minutes. About half of the impact of a parent order therefore remains one order-length after its
 *           end; F. Bucci, M. Benzaquen, F. Lillo, J.-P. Bouchaud, "Slow decay of impact in equity markets: insights from
 *           the ANcerno database", Market Microstructure and Liquidity 4 (2018), find two thirds of the peak at the end of
 *           the day and a third after weeks.
 *
 * Both grow less than in proportion to the volume: B. Tóth et al., "Anomalous price impact and the critical nature of
 * liquidity in financial markets", Physical Review X 1 (2011), 021006. They count the decayed net volume and not each
 * order: thousands of tiny orders then move the price no more than one order of their sum.
 *
 * Only trades in which the crowd has a side count, whether it is the maker or the taker. A trade between two others
 * takes nothing from the crowd. One owner can be both, and could push the price with such trades for the fees alone.
 *
 * Two other measures are worse. If only fills of the crowd's resting orders counted, an account that quotes better than
 * the crowd on one side would hide more of the flow on that side. If the net change of the aggressor's position counted,
 * an owner could trade through new accounts, which cost nothing.
 */

interface Terms {
  /** Time constant with which the volume decays, in seconds. */
  readonly seconds: number;
  readonly bp: number;
  /** Volume up to which the impact is proportional to the volume. */
  readonly coins: number;
  /** Exponent with which the impact grows beyond that. */
  readonly power: number;
}

const PRESSURE: Terms = { seconds: 7, bp: 3.4, coins: 0.02, power: 0.3 };
const LEARNED: Terms = { seconds: 400, bp: 1.25, coins: 0.05, power: 0.4 };
const IMPACT_MAX_BP = 60;

export class Flow {
  /** Decayed net volumes in coins. Positive: bought. */
  #fast = 0;
  #slow = 0;
  #at = 0;

  /** @param coins volume that aggressive orders bought; negative: sold */
  add(now: number, coins: number): void {
    this.#decay(now);
    this.#fast += coins;
    this.#slow += coins;
  }

  /** Pressure plus what the market has learned, in basis points. Positive: up. */
  impactBp(now: number): number {
    this.#decay(now);
    return capped(impactOf(this.#fast, PRESSURE) + impactOf(this.#slow, LEARNED));
  }

  /** The part of the impact that stays for minutes, in basis points. Positive: up. */
  learnedBp(now: number): number {
    this.#decay(now);
    return capped(impactOf(this.#slow, LEARNED));
  }

  #decay(now: number): void {
    const seconds = now - this.#at;
    if (seconds <= 0) return;
    this.#fast *= Math.exp(-seconds / PRESSURE.seconds);
    this.#slow *= Math.exp(-seconds / LEARNED.seconds);
    this.#at = now;
  }
}

function impactOf(volume: number, { bp, coins, power }: Terms): number {
  return bp * Math.sign(volume) * ((1 + Math.abs(volume) / coins) ** power - 1);
}

function capped(bp: number): number {
  return Math.max(-IMPACT_MAX_BP, Math.min(IMPACT_MAX_BP, bp));
}
