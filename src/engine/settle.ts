/**
 * Consequences of a command: the mark price moves, stops trigger, accounts are liquidated, and each of these may move
 * the mark price again. When nothing moves any more, the net changes are published.
 */
import type { PriceTicks } from '../contract/index.ts';
import { medianOf } from './arithmetic.ts';
import { publishIndication } from './auction/indication.ts';
import { trigger } from './execution.ts';
import { suspect } from './ledger.ts';
import { stopWaiting } from './lifecycle.ts';
import { liquidate } from './liquidation.ts';
import { shorten } from './lists.ts';
import { markTicks } from './mark.ts';
import { publishOrders } from './order-changes.ts';
import { isContinuous } from './phases.ts';
import { reportMark, reportPosition } from './report.ts';
import type { EngineState, Market } from './state.ts';
import { weighAgain } from './weighing.ts';

export function settle(state: EngineState): void {
  settleSteps(state);
  for (const market of state.markets) if (market.isChanged) publishMarket(state, market);
  if (state.changedPositions.length > 0) publishPositions(state);
}

/** All steps except the publication. */
export function settleSteps(state: EngineState): void {
  const { triggered } = state;
  endStep(state);
  while (triggered.length > 0 || liquidate(state)) {
    const order = triggered.shift();
    // M14: an order without lots was cancelled together with the other order of its pair, which came first.
    if (order !== undefined && order.open > 0) trigger(state, order);
    endStep(state);
  }
}

/**
 * P3, or R1: the median of best bid, best ask and last trade. If a side is empty: the last trade. Before the first
 * trade: the reference price.
 */
export function markPriceOf({ book, lastPrice, spec, mark }: Market): PriceTicks {
  if (mark !== null) return markTicks(mark);
  if (lastPrice === null) return spec.referencePrice;
  const { bestPrice: bid } = book.bids;
  const { bestPrice: ask } = book.asks;
  return bid === null || ask === null ? lastPrice : medianOf(bid, ask, lastPrice);
}

/** Recomputes mark prices and weighs orders again until neither changes the other. */
function endStep(state: EngineState): void {
  do updateMarks(state);
  while (weighAgain(state));
  for (const { book, isChanged } of state.markets) if (isChanged) book.closers.endStep();
}

function updateMarks(state: EngineState): void {
  for (const market of state.markets) if (market.isChanged) updateMark(state, market);
}

/** H3: the mark price moves only in a continuous market. */
function updateMark(state: EngineState, market: Market): void {
  if (!isContinuous(market)) return;
  const mark = markPriceOf(market);
  if (mark !== market.markPrice) {
    market.markPrice = mark;
    state.movedMarkets.add(market);
    market.stops.follow(market);
    suspectReached(state, market);
  }
  for (const order of market.stops.takeTriggered(mark)) {
    stopWaiting(order);
    state.triggered.push(order);
  }
}

/** L6: makes suspects of the accounts whose triggers the mark price has reached. */
function suspectReached(state: EngineState, { marginIndex, markPrice }: Market): void {
  for (;;) {
    const position = marginIndex.takeReached(markPrice);
    if (position === undefined) return;
    suspect(state, position.margin);
  }
}

function publishPositions(state: EngineState): void {
  for (const position of state.changedPositions) {
    position.isChanged = false;
    position.reportedMark = position.market.markPrice;
    reportPosition(position, state.facts.positionUpdates.next());
  }
  shorten(state.changedPositions, 0);
}

function publishMarket(state: EngineState, market: Market): void {
  const { markPrice, changedOrders, limits } = market;
  market.isChanged = false;
  if (changedOrders !== null && changedOrders.length > 0) publishOrders(changedOrders, state.facts);
  publishLevels(state, market);
  publishIndication(state, market);
  const isNewReference = limits !== null && limits.reference !== limits.publishedReference;
  if (markPrice === market.publishedMark && !isNewReference) return;
  market.publishedMark = markPrice;
  if (limits !== null) limits.publishedReference = limits.reference;
  reportMark(market, state.facts.markPrices.next());
}

/** The changed levels of both sides, best price first. */
function publishLevels({ facts }: EngineState, { book, spec }: Market): void {
  const count = book.readChanges();
  if (count === 0) return;
  const bids = book.changedBids(count);
  const fact = facts.bookUpdates.next();
  fact.instrument = spec.index;
  fact.bids = book.writeChanges(0, facts.levels.next(bids));
  fact.asks = book.writeChanges(bids, facts.levels.next(count - bids));
}
