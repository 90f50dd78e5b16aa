import { useFeedValue } from './use-feed.ts';
import type { Trade } from '../../contract/events.ts';

/** The direction of an instrument's last price change. */
export type Direction = 'up' | 'down' | 'none';

/** The last step between two prices of an instrument; trades at one and the same price do not change it. */
export function directionOf(trades: readonly Trade[], symbol: string): Direction {
  let last: number | undefined;
  for (let index = trades.length - 1; index >= 0; index -= 1) {
    const trade = trades[index];
    if (trade === undefined || trade.symbol !== symbol) continue;
    if (last !== undefined && trade.price !== last) return last > trade.price ? 'up' : 'down';
    last = trade.price;
  }
  return 'none';
}

export function useDirection(symbol: string | undefined): Direction {
  return useFeedValue(({ market: { replica } }) =>
    symbol === undefined ? 'none' : directionOf(replica.trades, symbol),
  );
}
