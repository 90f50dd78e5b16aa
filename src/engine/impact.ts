/**
 * Impact prices: the mean price that a quantity would fetch in the current book. A side that holds less than the
 * quantity has none. A single lot suffices to set the best bid or ask, while an impact price puts the whole quantity at
 * risk.
 */
import { MILLITICKS } from '../contract/index.ts';
import { shareOf } from './arithmetic.ts';
import type { Market } from './state.ts';

/** Mean of impact bid and impact ask in thousandths of a tick, rounded down. Null: a side is too thin. */
export function impactMid({ book }: Market, lots: number): number | null {
  const bidValue = book.bids.costBeyond(lots, 0);
  const askValue = book.asks.costBeyond(lots, 0);
  if (bidValue === null || askValue === null) return null;
  return shareOf(bidValue + askValue, MILLITICKS, 2 * lots);
}
