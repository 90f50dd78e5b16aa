/**
 * Matching: the book matches an incoming order (book/book.ts), and this module books and reports each step. Rules
 * M1–M9, M13, M14, P4.
 *
 * M5. A fill-or-kill order is measured against the book before anything happens.
 * M7. A reduce-only order trades no more than its owner's position, on both sides of a trade, and the rest is
 * cancelled. The book knows no positions, so it stops at a reduce-only order at the front, which then trades here.
 * M14. The book also stops at an order of a pair, so that the other one is cancelled before the next order is met.
 * M13. No order trades beyond its owner's bankruptcy price (order-limits.ts).
 * R4. If an owner's position shrank in this step, its next order is weighed again before it trades (weighing.ts).
 */
import type { Money, PriceTicks, QuantityLots, Side, TradeId } from '../contract/index.ts';
import { CANCEL_RESTING, TRADE, type Incoming, type MatchLog } from './book/index.ts';
import { bearsResting, boundedLimitOf, limitOf, ownLimitOf, reducible } from './order-limits.ts';
import { affordableLots, bookFill, bookTakeoverFill, countOpen, equityOf } from './ledger.ts';
import type { Fill, Trade } from './event.ts';
import { cancel, cancelLinked, end, forget, reportAmended } from './lifecycle.ts';
import { mayRest } from './order.ts';
import { noteOrder } from './order-changes.ts';
import { isLeftBehind } from './price-limits.ts';
import { nameOrder } from './report.ts';
import { leaveSlot } from './resting-orders.ts';
import type { EngineState, Market, Order, Takeover } from './state.ts';
import { weighPosition } from './weighing.ts';

/** The incoming order as the book knows it. One object serves all orders. */
const terms: Incoming = {
  side: 'buy',
  limit: 0,
  lots: 0,
  tradable: 0,
  owner: 0,
  selfTradePrevention: 'cancel_incoming',
  meetsOne: false,
};
/** L3: fee of the exchange's order that closes a takeover. */
const NO_FEE = 0 as Money;

/** Trades the incoming order as far as it crosses. Afterwards it is open, done or cancelled. It never rests here. */
export function match(state: EngineState, incoming: Order): void {
  const limit = limitOf(incoming);
  cancelLeftBehind(state, incoming, limit);
  if (incoming.takeover !== null) matchTakeover(state, incoming, incoming.takeover, limit);
  else if (incoming.market.book.crosses(incoming.side, limit)) matchVoluntary(state, incoming, limit);
  if (incoming.open === 0) return;
  if (reducible(incoming) === 0) cancel(state, incoming, 'reduce_only');
  else if (isStoppedByLimit(incoming, limit)) cancel(state, incoming, 'price_limit');
}

/** P4: cancels the crossed front orders that the limits have left behind, because nobody may trade with them. */
function cancelLeftBehind(state: EngineState, { market, side }: Order, limit: number): void {
  if (market.limits === null) return;
  const opposite = market.book.opposite(side);
  while (opposite.bestPrice !== null && opposite.isCrossedBy(limit)) {
    if (!isLeftBehind(market, side, opposite.bestPrice)) return;
    cancel(state, market.resting.at(opposite.front), 'price_limit');
  }
}

/** P4: true when the order would trade beyond the limit, or rest there. */
function isStoppedByLimit(incoming: Order, limit: number): boolean {
  const { market, side, takeover } = incoming;
  const ownLimit = ownLimitOf(incoming);
  if (limit === ownLimit || takeover !== null) return false;
  return mayRest(incoming) || market.book.opposite(side).isCrossedBy(ownLimit);
}

/** M13: trades up to the last price that the owner bears. A remainder that would trade beyond it is cancelled. */
function matchVoluntary(state: EngineState, incoming: Order, limit: number): void {
  const bound = state.rules.boundsLosses ? boundedLimitOf(state.rules, incoming) : limit;
  matchTo(state, incoming, bound);
  if (bound === limit || incoming.open === 0 || reducible(incoming) === 0) return;
  const isStopped = incoming.market.book.opposite(incoming.side).isCrossedBy(limit);
  if (isStopped) cancel(state, incoming, 'insufficient_margin');
}

/** Trades the exchange's own order price by price, as far as the insurance fund can pay for it. */
function matchTakeover(state: EngineState, incoming: Order, takeover: Takeover, limit: number): void {
  const { market } = incoming;
  const opposite = market.book.opposite(incoming.side);
  while (incoming.open > 0 && opposite.bestPrice !== null && opposite.isCrossedBy(limit)) {
    const price = opposite.bestPrice;
    const affordable = affordableLots(state, market, takeover, price);
    if (affordable === 0) return;
    matchTo(state, incoming, price, affordable);
  }
}

/** @param most largest number of lots to trade */
function matchTo(state: EngineState, incoming: Order, limit: number, most = Infinity): void {
  const { side, account, market, selfTradePrevention } = incoming;
  const { book } = market;
  const meetsDebtors = hasDebtors(state);
  let left = most;
  for (;;) {
    const { open: lots } = incoming;
    const tradable = Math.min(left, lots, reducible(incoming));
    if (tradable > 0 && cancelUncovered(state, incoming, limit)) continue;
    // Beyond the mark price, the owner of each resting order must bear the trade, so the book meets one order at a
    // time there.
    const meetsOne = state.rules.boundsLosses && lots > 0 && mustBear(market, side, limit, meetsDebtors);
    if (meetsOne && tradable > 0 && cancelUnborne(state, incoming, tradable)) continue;
    terms.side = side;
    terms.limit = limit;
    terms.lots = lots;
    terms.tradable = tradable;
    terms.owner = account.index;
    terms.selfTradePrevention = selfTradePrevention;
    terms.meetsOne = meetsOne;
    const ending = book.match(terms);
    left -= applyLog(state, incoming, book.log);
    if (ending === 'met_alone') left -= meetAlone(state, incoming, left);
    if (ending === 'self_trade') cancel(state, incoming, 'self_trade_prevention');
    const goesOn = ending === 'met_alone' || ending === 'paused';
    const hasMetOne = ending === 'done' && meetsOne && tradable > 0;
    if (!goesOn && !hasMetOne) return;
  }
}

/** M13: true when an account with negative equity is not yet liquidated. Its resting orders bear no price. */
function hasDebtors({ rules, suspects }: EngineState): boolean {
  if (!rules.bindsDebtors) return false;
  for (const margin of suspects) if (equityOf(margin) < 0) return true;
  return false;
}

/**
 * True when the best opposite order crosses and loses against the mark price, so that its owner may be unable to bear
 * the trade.
 */
function mustBear({ book, markPrice }: Market, side: Side, limit: number, meetsDebtors: boolean): boolean {
  const opposite = book.opposite(side);
  const { bestPrice } = opposite;
  if (bestPrice === null || !opposite.isCrossedBy(limit)) return false;
  return meetsDebtors || (side === 'buy' ? bestPrice < markPrice : bestPrice > markPrice);
}

/** R4: weighs the front order again if its owner's position shrank. @returns true when it was cancelled */
function cancelUncovered(state: EngineState, { market, side, account }: Order, limit: number): boolean {
  const { rules, shrunk } = state;
  if (shrunk.length === 0 || !rules.weighsWithinStep) return false;
  const opposite = market.book.opposite(side);
  if (!opposite.isCrossedBy(limit)) return false;
  const resting = market.resting.at(opposite.front);
  if (resting.account === account || resting.reduceOnly) return false;
  if (resting.position.closedBy !== resting.side) return false;
  weighPosition(state, resting.position);
  return resting.open === 0;
}

/** M13: cancels the front order if its owner cannot bear the trade. @returns true when it was cancelled */
function cancelUnborne(state: EngineState, { market, side, account }: Order, tradable: number): boolean {
  const opposite = market.book.opposite(side);
  const resting = market.resting.at(opposite.front);
  if (resting.account === account) return false;
  const lots = Math.min(tradable, resting.open, reducible(resting));
  if (lots === 0 || bearsResting(state.rules, resting, lots)) return false;
  cancel(state, resting, 'insufficient_margin');
  return true;
}

/** Trades with the front order, which is reduce-only or one of a pair. @returns the lots traded */
function meetAlone(state: EngineState, incoming: Order, most: number): number {
  const { market, side } = incoming;
  const opposite = market.book.opposite(side);
  const resting = market.resting.at(opposite.front);
  const lots = Math.min(most, incoming.open, reducible(incoming), reducible(resting));
  if (lots > 0) {
    market.book.log.clear();
    market.book.trade(resting.slot, lots);
    applyLog(state, incoming, market.book.log);
  }
  if (resting.open > 0 && reducible(resting) === 0) cancel(state, resting, 'reduce_only');
  return Math.max(0, lots);
}

/** Books the steps of a match and reports them. @returns the lots traded */
function applyLog(state: EngineState, incoming: Order, log: MatchLog): number {
  const { market } = incoming;
  let traded = 0;
  for (let step = 0; step < log.count; step += 1) {
    const resting = market.resting.at(log.slot(step));
    const lots = log.lots(step) as QuantityLots;
    const kind = log.kind(step);
    takeLots(resting, lots);
    if (kind === TRADE) {
      trade(state, incoming, resting, lots, log.price(step) as PriceTicks);
      traded += lots;
    } else if (kind === CANCEL_RESTING) end(state, resting, lots, 'self_trade_prevention');
    else decrementBoth(state, incoming, resting, lots);
  }
  return traded;
}

/** Updates a resting order from which the book has taken lots. */
export function takeLots(resting: Order, lots: QuantityLots): void {
  countOpen(resting, -lots);
  noteOrder(resting);
  resting.open = (resting.open - lots) as QuantityLots;
  if (resting.open === 0) leaveSlot(resting);
}

/** Books and reports a trade. The incoming order does not rest, and the lots have left the resting one. */
export function trade(
  state: EngineState,
  incoming: Order,
  resting: Order,
  lots: QuantityLots,
  price: PriceTicks,
): void {
  const { market } = resting;
  const { takeover } = incoming;
  const tradeId = state.nextTradeId;
  state.nextTradeId = (tradeId + 1) as TradeId;
  market.lastPrice = price;
  incoming.open = (incoming.open - lots) as QuantityLots;
  if (resting.open === 0) forget(state, resting);
  if (incoming.open === 0) forget(state, incoming);
  const makerFee = bookFill(state, resting, lots, price, 'maker');
  const takerFee = takeover === null ? bookFill(state, incoming, lots, price, 'taker') : NO_FEE;
  if (takeover !== null) bookTakeoverFill(state, market, { ...takeover, lots }, price);
  const isBuying = incoming.side === 'buy';
  const buy = isBuying ? incoming : resting;
  const sell = isBuying ? resting : incoming;
  const fact = state.facts.trades.next();
  fact.tradeId = tradeId;
  fact.instrument = market.spec.index;
  fact.price = price;
  fact.quantity = lots;
  fact.aggressor = incoming.side;
  fact.buyAccount = buy.account.index;
  fact.sellAccount = sell.account.index;
  fact.buyOrderId = buy.id;
  fact.sellOrderId = sell.id;
  fact.liquidation = takeover !== null;
  fact.buyFee = isBuying ? takerFee : makerFee;
  fact.sellFee = isBuying ? makerFee : takerFee;
  reportFill(state, resting, fact, 'maker', makerFee);
  if (takeover === null) reportFill(state, incoming, fact, 'taker', takerFee);
  cancelLinked(state, resting);
  cancelLinked(state, incoming);
}

/** Reports one side of a trade to the order's owner. */
function reportFill(
  state: EngineState,
  order: Order,
  { tradeId, price, quantity }: Trade,
  liquidity: Fill['liquidity'],
  fee: Money,
): void {
  const fact = state.facts.fills.next();
  nameOrder(fact, order);
  fact.tradeId = tradeId;
  fact.side = order.side;
  fact.price = price;
  fact.quantity = quantity;
  fact.remainingQuantity = order.open;
  fact.liquidity = liquidity;
  fact.fee = fee;
}

/** Takes the same lots from two orders of one account. */
export function decrementBoth(state: EngineState, incoming: Order, resting: Order, lots: QuantityLots): void {
  incoming.open = (incoming.open - lots) as QuantityLots;
  for (const order of [resting, incoming]) {
    if (order.open === 0) end(state, order, lots, 'self_trade_prevention');
    else reportAmended(state, order, true);
  }
}
