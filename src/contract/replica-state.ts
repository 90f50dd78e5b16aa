/** What a replica holds, as plain data: two that were told the same are equal. For the console, and for benches. */
import type { PositionUpdate } from './events.ts';
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
  const positions = [...replica.positions]
    .map(([account, held]) => [account, bySymbol(held)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { seq, holes, inSync, status, markets, positions, trades, liquidations };
}

function bySymbol(held: ReadonlyMap<string, PositionUpdate>): readonly PositionUpdate[] {
  return [...held.values()].sort((one, other) => (one.symbol < other.symbol ? -1 : 1));
}
