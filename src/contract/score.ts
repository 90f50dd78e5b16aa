/** The profit of an account, and its score on leaderboards. */
import type { PositionUpdate } from './events.ts';

/** Reference price of each market, by symbol. Positions in a market without one count at the mark price. */
export type References = ReadonlyMap<string, { readonly reference: number | undefined }>;

/** Realized and unrealized profit and loss less fees and funding, over all symbols, at the mark price. */
export function netPnl(held: ReadonlyMap<string, PositionUpdate>): number {
  let sum = 0;
  for (const { realizedPnl, unrealizedPnl, feesPaid, fundingPaid = 0 } of held.values())
    sum += realizedPnl + unrealizedPnl - feesPaid - fundingPaid;
  return sum;
}

/**
 * Rule P5: the price at which a position counts, the worse of mark price and reference price. Pushing the mark
 * price for a moment gains nothing, nor does a position against a move that the reference price has yet to follow.
 */
export function scorePrice(quantity: number, mark: number, reference = mark): number {
  return quantity > 0 ? Math.min(mark, reference) : Math.max(mark, reference);
}

/**
 * Net PnL with each open position valued at its score price. The worse price of each position counts, not
 * that of the sum: otherwise a mark price pushed in one instrument would cover a stale reference price in another.
 */
export function scoreOf(held: ReadonlyMap<string, PositionUpdate>, references: References): number {
  let sum = netPnl(held);
  for (const { symbol, quantity, markPrice } of held.values()) {
    const price = scorePrice(quantity, markPrice, references.get(symbol)?.reference);
    if (price !== markPrice) sum += quantity * (price - markPrice);
  }
  return sum;
}
