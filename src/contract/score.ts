/** The profit of an account, and its score on leaderboards. */
import type { PositionUpdate } from './events.ts';

/** Reference price of each market, by symbol. A market without one values positions at the mark price. */
export type References = ReadonlyMap<string, { readonly reference: number | undefined }>;

/** Realized and unrealized profit and loss less fees and funding, over all symbols, at the mark price. */
export function netPnl(held: ReadonlyMap<string, PositionUpdate>): number {
  let sum = 0;
  for (const { realizedPnl, unrealizedPnl, feesPaid, fundingPaid = 0 } of held.values())
    sum += realizedPnl + unrealizedPnl - feesPaid - fundingPaid;
  return sum;
}

/**
 * Net PnL with open positions valued at the reference price, the mean of the mark price over the last minutes, where
 * the exchange publishes one. Pushing the price for a moment gains nothing.
 */
export function scoreOf(held: ReadonlyMap<string, PositionUpdate>, references: References): number {
  let sum = netPnl(held);
  for (const { symbol, quantity, markPrice } of held.values()) {
    const reference = references.get(symbol)?.reference ?? markPrice;
    if (reference !== markPrice) sum += quantity * (reference - markPrice);
  }
  return sum;
}
