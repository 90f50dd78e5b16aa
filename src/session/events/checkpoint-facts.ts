/** The facts of a checkpoint: everything that a reader needs to begin there. */
import { BOOK_ORDERS_MAX } from '../../contract/protocol.ts';
import {
  frontOrders,
  indication,
  positionsOf,
  reportFunding,
  reportMark,
  reportPosition,
  type Account,
  type Facts,
  type Market,
} from '../../engine/index.ts';
import type { BookOrdersFact, BookSnapshot, MarketFact } from './published-fact.ts';

/**
 * Facts of a market: its book, its front orders, mark price, funding, phase and auction.
 * @param levelsMax levels per side
 */
export function* marketFacts(market: Market, levelsMax: number): Generator<MarketFact> {
  const { spec, funding, phase } = market;
  yield bookSnapshot(market, levelsMax);
  if (market.changedOrders !== null) yield bookOrders(market);
  yield reportMark(market);
  if (funding !== null) yield reportFunding(market, funding);
  if (phase === null) return;
  const { name, cause, until, collar, indicated } = phase;
  yield { type: 'market_state', instrument: spec.index, phase: name, cause, until, ...collar };
  if (indicated !== null) {
    yield { type: 'auction_update', instrument: spec.index, ...indication(indicated) };
  }
}

export function* positionFacts(accounts: readonly Account[]): Generator<Facts.PositionUpdate> {
  for (const account of accounts) {
    for (const position of positionsOf(account)) {
      // A position that was never reported is flat. It exists because of a rejected or unfilled order.
      if (position.reportedMark !== null) yield reportPosition(position);
    }
  }
}

function bookSnapshot({ book, spec }: Market, levelsMax: number): BookSnapshot {
  const [bids, asks] = [frontLevels(book.bids, levelsMax), frontLevels(book.asks, levelsMax)];
  const isCut = Math.max(bids.length, asks.length) > levelsMax;
  return {
    type: 'book_update',
    instrument: spec.index,
    snapshot: true,
    bids: bids.slice(0, levelsMax),
    asks: asks.slice(0, levelsMax),
    depth: isCut ? levelsMax : null,
  };
}

/** The best `max` levels, and one more if there is one. */
function frontLevels(side: Market['book']['bids'], max: number): Facts.LevelChange[] {
  const front: Facts.LevelChange[] = [];
  for (const { price: ticks, total } of side.levels()) {
    front.push([ticks, total]);
    if (front.length > max) break;
  }
  return front;
}

export function bookOrders(market: Market): BookOrdersFact {
  const [bids, asks] = [
    frontOrders(market, 'buy', BOOK_ORDERS_MAX),
    frontOrders(market, 'sell', BOOK_ORDERS_MAX),
  ];
  return { type: 'book_orders', instrument: market.spec.index, bids, asks };
}
