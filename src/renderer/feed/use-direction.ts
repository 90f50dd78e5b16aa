import { useFeedValue } from './use-feed.ts';
import type { Trade } from '../../contract/events.ts';

/** Direction of an instrument's last price change. */
export type Direction = 'up' | 'down' | 'none';

/** Direction of the last step between two different prices of an instrument. */
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
