/** Reports of orders, of a position and of a market's prices. */
import { BLANK_FACTS, type FilledFacts } from './facts/index.ts';
import type { MarkPrice, PositionUpdate } from './event.ts';
import { isolatedOf, totalBalanceOf, totalEquityOf, unrealizedAt } from './ledger.ts';
import { bankruptcyPrice, liquidationPrice } from './liquidation-price.ts';
import { exposureAt, initialMargin, maintenanceMargin } from './margin.ts';
import type { Market, Order, Position } from './state.ts';

/** A fact about one order. */
type OrderFact = FilledFacts['order_accepted' | 'order_amended' | 'order_canceled' | 'fill'];

/** Writes into a fact which order it is about. */
export function nameOrder(fact: OrderFact, { account, clientOrderId, id, market }: Order): void {
  fact.account = account.index;
  fact.clientOrderId = clientOrderId;
  fact.orderId = id;
  fact.instrument = market.spec.index;
}

/** @param fact record into which the report is written; left out: a new one */
export function reportPosition(position: Position, fact = BLANK_FACTS.position_update()): PositionUpdate {
  const { account, market } = position;
  const { spec, markPrice } = market;
  const exposure = exposureAt(position, markPrice);
  fact.account = account.index;
  fact.instrument = spec.index;
  fact.quantity = position.lots;
  fact.costBasis = position.costBasis;
  fact.markPrice = markPrice;
  fact.realizedPnl = position.realizedPnl;
  fact.unrealizedPnl = unrealizedAt(position, markPrice);
  fact.feesPaid = position.feesPaid;
  fact.balance = totalBalanceOf(account);
  fact.equity = totalEquityOf(account);
  fact.marginMode = position.margin.mode;
  fact.isolatedMargin = isolatedOf(position)?.balance ?? null;
  fact.initialMargin = initialMargin(spec, exposure);
  fact.maintenanceMargin = maintenanceMargin(spec, exposure);
  fact.liquidationPrice = liquidationPrice(position);
  fact.bankruptcyPrice = bankruptcyPrice(position);
  fact.fundingPaid = position.fundingPaid;
  return fact;
}

/** @param fact record into which the report is written; left out: a new one */
export function reportMark(market: Market, fact = BLANK_FACTS.mark_price()): MarkPrice {
  const { spec, book, limits } = market;
  fact.instrument = spec.index;
  fact.price = market.markPrice;
  fact.lastPrice = market.lastPrice;
  fact.bestBid = book.bids.bestPrice;
  fact.bestAsk = book.asks.bestPrice;
  fact.index = market.indexPrice;
  fact.reference = limits?.reference ?? null;
  fact.lowerLimit = limits?.lower ?? null;
  fact.upperLimit = limits?.upper ?? null;
  return fact;
}
