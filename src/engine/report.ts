/** Reports of a position and of a market's prices. */
import type { MarkPrice, PositionUpdate } from './event.ts';
import { isolatedOf, totalsOf, unrealizedAt } from './ledger.ts';
import { bankruptcyPrice, exposureAt, initialMargin, liquidationPrice, maintenanceMargin } from './margin.ts';
import type { Market, Position } from './state.ts';

export function reportPosition(position: Position): PositionUpdate {
  const { account, margin, market, lots, costBasis, realizedPnl, feesPaid, fundingPaid } = position;
  const { spec, markPrice } = market;
  const exposure = exposureAt(position, markPrice);
  const { balance, equity } = totalsOf(account);
  return {
    type: 'position_update',
    account: account.index,
    instrument: spec.index,
    quantity: lots,
    costBasis,
    markPrice,
    realizedPnl,
    unrealizedPnl: unrealizedAt(position, markPrice),
    feesPaid,
    balance,
    equity,
    marginMode: margin.mode,
    isolatedMargin: isolatedOf(position)?.balance ?? null,
    initialMargin: initialMargin(spec, exposure),
    maintenanceMargin: maintenanceMargin(spec, exposure),
    liquidationPrice: liquidationPrice(position),
    bankruptcyPrice: bankruptcyPrice(position),
    fundingPaid,
  };
}

export function reportMark({ spec, book, markPrice, lastPrice, indexPrice, limits }: Market): MarkPrice {
  return {
    type: 'mark_price',
    instrument: spec.index,
    price: markPrice,
    lastPrice,
    bestBid: book.bids.bestPrice,
    bestAsk: book.asks.bestPrice,
    index: indexPrice,
    reference: limits?.reference ?? null,
    lowerLimit: limits?.lower ?? null,
    upperLimit: limits?.upper ?? null,
  };
}
