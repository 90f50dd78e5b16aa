/**
 * Trades on their way to a strategy, which must not change them: the market and other strategies share them.
 *
 * A replica's trades are always frozen together, so all before a frozen one are frozen too.
 */
import type { Trade } from '../../contract/events.ts';

/** @param trades trades of a replica, oldest first @returns the same trades, frozen */
export function frozenTrades(trades: readonly Trade[]): readonly Trade[] {
  for (let index = trades.length - 1; index >= 0 && !Object.isFrozen(trades[index]); index -= 1)
    Object.freeze(trades[index]);
  return trades;
}
