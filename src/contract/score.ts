/**
 * The score of an account on leaderboards. Open positions count at the reference price, the mean of the mark price over
 * the last minutes, where the exchange publishes one, so pushing the price for a moment wins nothing.
 */
import type { PositionUpdate } from './events.ts';

/** The reference price of each market, by symbol; a market without one values positions at the mark price. */
export type References = ReadonlyMap<string, { readonly reference: number | undefined }>;

/** Realized and unrealized profit and loss less fees and funding, over all symbols. */
export function netPnl(held: ReadonlyMap<string, PositionUpdate>, references: References): number {
  let sum = 0;
  for (const update of held.values()) {
    const { symbol, quantity, markPrice, realizedPnl, unrealizedPnl, feesPaid, fundingPaid = 0 } = update;
    const reference = references.get(symbol)?.reference ?? markPrice;
    sum += realizedPnl + unrealizedPnl - feesPaid - fundingPaid;
    if (reference !== markPrice) sum += quantity * (reference - markPrice);
  }
  return sum;
}
