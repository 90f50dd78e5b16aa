/**
 * Orders that gather for an auction. Rule H5: an order meets no other account's order before the auction ends. It meets
 * its owner's orders that it crosses at once, and M9 says which gives way. So no account trades with itself in an auction.
 */
import type { QuantityLots } from '../../contract/index.ts';
import { cancel } from '../lifecycle.ts';
import { decrementBoth, takeLots } from '../matching.ts';
import { isBeyond, ownLimitOf } from '../order-limits.ts';
import type { EngineState, Order } from '../state.ts';

/** Lets an order meet its owner's. It does not rest yet; afterwards it is open or cancelled. */
export function gather(state: EngineState, order: Order): void {
  for (const own of ownCrossed(order)) {
    if (order.open === 0) return;
    // M14: the order may have ended with the other one of its pair.
    if (own.open === 0) continue;
    meet(state, order, own);
  }
}

/** True when a post-only order must not gather, because it crosses an order of another account. */
export function crossesOthers(order: Order): boolean {
  const { account, market, side } = order;
  const { book } = market;
  const limit = ownLimitOf(order);
  const opposite = book.opposite(side);
  for (let slot = opposite.front; slot !== 0; slot = opposite.behind(slot)) {
    if (isBeyond(limit, side, opposite.priceOf(slot))) return false;
    if (book.ownerOf(slot) !== account.index) return true;
  }
  return false;
}

function meet(state: EngineState, order: Order, own: Order): void {
  const mode = order.selfTradePrevention;
  if (mode === 'decrement') return decrement(state, order, own);
  if (mode !== 'cancel_incoming') cancel(state, own, 'self_trade_prevention');
  if (mode !== 'cancel_resting') cancel(state, order, 'self_trade_prevention');
}

function decrement(state: EngineState, order: Order, own: Order): void {
  const lots = Math.min(order.open, own.open) as QuantityLots;
  own.market.book.reduce(own.slot, lots);
  takeLots(own, lots);
  decrementBoth(state, order, own, lots);
}

/** Resting orders of its owner that the order crosses: best price first, within a price the oldest. */
function ownCrossed({ account, market, position, side, price }: Order): readonly Order[] {
  const opposite = market.book.opposite(side);
  if (price === null || !opposite.isCrossedBy(price)) return [];
  const isOfInterest = (own: Order) => own.side !== side && own.slot !== 0 && distance(own, price) >= 0;
  return account.orders
    .valuesIn(position)
    .filter(isOfInterest)
    .sort((a, b) => distance(b, price) - distance(a, price) || a.priority - b.priority);
}

/** Ticks by which a resting order is better for the incoming one than the price. */
function distance({ side, price }: Order, limit: number): number {
  return side === 'buy' ? (price ?? 0) - limit : limit - (price ?? 0);
}
