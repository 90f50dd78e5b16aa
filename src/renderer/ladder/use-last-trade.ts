import { useFeed, useTopic } from '../feed/use-feed.ts';
import type { Trade } from '../../contract/events.ts';

/** The newest trade of an instrument among those that the replica keeps. */
export function useLastTrade(symbol: string): Trade | undefined {
  useTopic('trades');
  return useFeed().market.replica.trades.findLast((trade) => trade.symbol === symbol);
}
