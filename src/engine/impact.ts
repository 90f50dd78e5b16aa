/**
 * Impact prices: the mean price that a quantity would fetch in the current book. A side that holds less than the
 * quantity has none. A single lot suffices to set the best bid or ask, while an impact price puts the whole quantity at
 * risk.
 */
import { MILLITICKS, type PriceTicks } from '../contract/index.ts';
import { shareOf } from './arithmetic.ts';
import type { BookSide } from './book/index.ts';
import type { Market } from './state.ts';

/** Value of `lots` on this side, in ticks × lots. Null: the side holds fewer. */
export function impactValue(side: BookSide, lots: number): number | null {
  return side.costBeyond(lots, 0);
}

/** Mean of impact bid and impact ask in thousandths of a tick, rounded down. Null: a side is too thin. */
export function impactMid({ book }: Market, lots: number): number | null {
  const bid = impactValue(book.bids, lots);
  const ask = impactValue(book.asks, lots);
  if (bid === null || ask === null) return null;
  return shareOf(bid + ask, MILLITICKS, 2 * lots);
}

export function milliticksOf(price: PriceTicks): number {
  return price * MILLITICKS;
}
