/**
 * Matching. Rules M1–M9.
 *
 * M1. Best price first; within a price the order that has stood there longest.
 * M2. A trade happens at the resting order's price.
 * M5. A fill-or-kill order is measured against the book before anything happens.
 * M7. A reduce-only order trades no further than its owner's position, on both sides of a trade; the rest is cancelled.
 * M9. Two orders of one account never trade; the incoming order's mode says which of them gives way.
 */
import type { PriceTicks, QuantityLots, TradeId } from '../contract/index.ts';
import { minLots } from './arithmetic.ts';
import type { Level } from './book.ts';
import { affordableLots, bookFill, bookTakeoverFill, countOpen, positionOf } from './ledger.ts';
import { cancel, forget, naming, reportAmended } from './lifecycle.ts';
import type { EngineState, Order } from './state.ts';

/** Trade the incoming order as far as it crosses. Afterwards it is open, done or cancelled; it never rests here. */
export function match(state: EngineState, incoming: Order): void {
  const opposite = incoming.market.book.opposite(incoming.side);
  while (incoming.open > 0 && opposite.isCrossedBy(incoming.price)) {
    const resting = (opposite.best as Level).head as Order;
    if (tradable(state, incoming, resting) === 0) return;
    if (resting.account === incoming.account) preventSelfTrade(state, incoming, resting);
    else meet(state, incoming, resting);
  }
}

/** Lots that the insurance fund lets the exchange's own order trade; any other order may trade all. */
function tradable(state: EngineState, { takeover, market }: Order, resting: Order): number {
  if (takeover === null) return Infinity;
  return affordableLots(state, market, takeover, (resting.level as Level).price);
}

/** Two orders of different accounts at a price that suits both. */
function meet(state: EngineState, incoming: Order, resting: Order): void {
  if (reducible(incoming) === 0) return cancel(state, incoming, 'reduce_only');
  if (reducible(resting) === 0) return cancel(state, resting, 'reduce_only');
  const open = minLots(incoming.open, resting.open);
  const bound = Math.min(reducible(incoming), reducible(resting), tradable(state, incoming, resting));
  trade(state, incoming, resting, minLots(open, bound));
  for (const order of [resting, incoming]) {
    if (order.open > 0 && reducible(order) === 0) cancel(state, order, 'reduce_only');
  }
}

/** Lots that the order may still trade before it would no longer reduce its owner's position. */
export function reducible(order: Order): number {
  return order.reduceOnly ? closable(order) : Infinity;
}

/** Lots of its owner's position that the order's side can close. */
export function closable(order: Order): number {
  const { lots } = positionOf(order.account, order.market);
  return Math.max(0, order.side === 'sell' ? lots : -lots);
}

function trade(state: EngineState, incoming: Order, resting: Order, lots: QuantityLots): void {
  const { market } = resting;
  const { price } = resting.level as Level;
  const tradeId = state.nextTradeId;
  state.nextTradeId = (tradeId + 1) as TradeId;
  const [buy, sell] = incoming.side === 'buy' ? [incoming, resting] : [resting, incoming];
  state.events.push({
    type: 'trade',
    tradeId,
    instrument: market.spec.index,
    price,
    quantity: lots,
    aggressor: incoming.side,
    buyAccount: buy.account.index,
    sellAccount: sell.account.index,
    buyOrderId: buy.id,
    sellOrderId: sell.id,
    liquidation: incoming.takeover !== null,
  });
  market.lastPrice = price;
  takeLots(state, resting, lots);
  incoming.open = (incoming.open - lots) as QuantityLots;
  if (incoming.open === 0) forget(state, incoming);
  fill(state, resting, tradeId, price, lots, 'maker');
  if (incoming.takeover === null) fill(state, incoming, tradeId, price, lots, 'taker');
  else bookTakeoverFill(state, market, { ...incoming.takeover, lots }, price);
}

/** One side of a trade, for the one whose order it was. */
function fill(
  state: EngineState,
  order: Order,
  tradeId: TradeId,
  price: PriceTicks,
  quantity: QuantityLots,
  liquidity: 'maker' | 'taker',
): void {
  const fee = bookFill(state, order, quantity, price, liquidity);
  const { side, open: remainingQuantity } = order;
  const terms = { tradeId, side, price, quantity, remainingQuantity, liquidity, fee };
  state.events.push({ type: 'fill', ...naming(order), ...terms });
}

/** Take lots off a resting order, which leaves the book when none are left. */
function takeLots(state: EngineState, resting: Order, lots: QuantityLots): void {
  const side = resting.market.book.side(resting.side);
  countOpen(resting, -lots);
  if (lots < resting.open) return side.reduce(resting, lots);
  side.remove(resting);
  resting.open = 0 as QuantityLots;
  forget(state, resting);
}

function preventSelfTrade(state: EngineState, incoming: Order, resting: Order): void {
  switch (incoming.selfTradePrevention) {
    case 'cancel_resting':
      return cancel(state, resting, 'self_trade_prevention');
    case 'cancel_incoming':
      return cancel(state, incoming, 'self_trade_prevention');
    case 'cancel_both':
      cancel(state, resting, 'self_trade_prevention');
      return cancel(state, incoming, 'self_trade_prevention');
    case 'decrement':
      return decrementBoth(state, incoming, resting);
  }
}

function decrementBoth(state: EngineState, incoming: Order, resting: Order): void {
  const lots = minLots(incoming.open, resting.open);
  for (const order of [resting, incoming]) {
    if (order.open === lots) {
      cancel(state, order, 'self_trade_prevention');
      continue;
    }
    if (order === resting) takeLots(state, resting, lots);
    else order.open = (order.open - lots) as QuantityLots;
    reportAmended(state, order, true);
  }
}
