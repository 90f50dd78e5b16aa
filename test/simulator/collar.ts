/** H11: the collar of an auction. */
import { RATE_SCALE } from '../../src/contract/index.ts';
import type { AuditMarket } from './exchange-state.ts';

const EXTENSIONS = 2;

export type Range = readonly [lower: number, upper: number];

/** @returns null: the auction has none */
export function collarAfter({ spec, markPrice, lastPrice }: AuditMarket, extensions: number): Range | null {
  if (spec.limits === null || lastPrice === null) return null;
  const share = BigInt(spec.limits.collar) * BigInt(1 + extensions);
  const distance = Number((BigInt(markPrice) * share) / BigInt(RATE_SCALE));
  return [Math.max(1, markPrice - distance), markPrice + distance];
}

export function widestCollar(market: AuditMarket): Range | null {
  return collarAfter(market, EXTENSIONS);
}

export function nearestIn([lower, upper]: Range, price: number): number {
  if (price < lower) return lower;
  return price > upper ? upper : price;
}

/** What a `market_state` says of the collar. */
export function collarFields(market: AuditMarket) {
  const collar = market.phase === 'auction' ? collarAfter(market, market.extensions) : null;
  if (collar === null) return {};
  const [lowerCollar, upperCollar] = collar;
  return { lowerCollar, upperCollar, extensionsLeft: EXTENSIONS - market.extensions };
}

/** True when an auction that reaches its end with this price goes on. */
export function isExtended(market: AuditMarket, price: number): boolean {
  const collar = collarAfter(market, market.extensions);
  return collar !== null && market.extensions < EXTENSIONS && nearestIn(collar, price) !== price;
}
