/**
 * State of a replica as plain data, for the console and for benches. Two replicas of the same events are equal. A
 * replica that was disconnected is equal again after one checkpoint and as many trades as both keep.
 */
import type { PositionUpdate } from './events.ts';
import { LIQUIDATIONS_MAX, TRADES_MAX, type Replica } from './replica.ts';

export function replicaState(replica: Replica) {
  const { seq, holes, inSync, status } = replica;
  // A replica drops old trades many at a time, so it may hold more than it promises.
  const trades = replica.trades.slice(-TRADES_MAX);
  const liquidations = replica.liquidations.slice(-LIQUIDATIONS_MAX);
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
