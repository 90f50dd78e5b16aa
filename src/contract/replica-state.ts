/** What a replica holds, as plain data: two that were told the same are equal. For the console, and for benches. */
import type { Replica } from './replica.ts';

export function replicaState(replica: Replica) {
  const { seq, holes, inSync, status, trades, liquidations } = replica;
  const markets = [...replica.markets].map(([symbol, { bids, asks, markPrice, lastPrice }]) => ({
    symbol,
    bids,
    asks,
    markPrice,
    lastPrice,
  }));
  const positions = [...replica.positions].map(([account, held]) => [account, [...held.values()]] as const);
  return { seq, holes, inSync, status, markets, positions, trades, liquidations };
}
