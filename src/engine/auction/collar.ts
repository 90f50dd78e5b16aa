/**
 * The collar of an auction. Rule H11.
 *
 * No auction trades farther from the mark price than its collar. The mark price stands still outside continuous trading
 * (H3), so no order of the auction moves the collar. An auction whose price lies outside at its end is extended, at most
 * `EXTENSIONS_MAX` times, and each extension widens the collar. So everybody sees a price of the last moment before it
 * counts, and nobody keeps a market shut.
 *
 * An instrument without price limits has no collar, nor has a market before its first trade: there nobody has a position
 * yet, and the mark price is only the configured one.
 */
import { RATE_SCALE, type PriceTicks } from '../../contract/index.ts';
import { shareOf } from '../arithmetic.ts';
import type { Rules } from '../rules.ts';
import type { Market } from '../state.ts';

/** Largest number of extensions of an auction. */
export const EXTENSIONS_MAX = 2;

export interface Collar {
  readonly lowerCollar: PriceTicks;
  readonly upperCollar: PriceTicks;
  /** Number of extensions that may still follow. 0: the collar is as wide as it becomes. */
  readonly extensionsLeft: number;
}

/** @returns the collar after so many extensions. Null: the auction has none */
export function collarOf(
  rules: Rules,
  { spec, markPrice, lastPrice }: Market,
  extensions: number,
): Collar | null {
  if (!rules.collarsAuctions || spec.limits === null || lastPrice === null) return null;
  const distance = shareOf(markPrice, spec.limits.collar * (1 + extensions), RATE_SCALE);
  return {
    lowerCollar: Math.max(1, markPrice - distance) as PriceTicks,
    upperCollar: (markPrice + distance) as PriceTicks,
    extensionsLeft: EXTENSIONS_MAX - extensions,
  };
}

/** The collar that every uncrossing keeps to. */
export function widestCollarOf(rules: Rules, market: Market): Collar | null {
  return collarOf(rules, market, EXTENSIONS_MAX);
}

/** The price itself, or the end of the collar that is nearest to it. */
export function withinCollar(collar: Collar | null, price: PriceTicks): PriceTicks {
  if (collar === null) return price;
  return Math.max(collar.lowerCollar, Math.min(price, collar.upperCollar)) as PriceTicks;
}
