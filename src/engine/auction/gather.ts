/**
 * Orders that gather for an auction. Rule H5: an order meets no other account's order before the auction ends. It meets
 * its owner's orders that it crosses at once, and M9 says which gives way. So no account trades with itself in an auction.
 */
import type { QuantityLots } from '../../contract/index.ts';
import { cancel } from '../lifecycle.ts';
import { inOrder } from '../lists.ts';
import { decrementBoth, takeLots } from '../matching.ts';
import { isBeyond, ownLimitOf } from '../order-limits.ts';
import type { EngineState, Order } from '../state.ts';

/** A resting order that an incoming one crosses. */
interface Crossed {
  readonly record: number;
  /** Rises from the best price to worse ones. */
  readonly rank: number;
  readonly priority: number;
}

/** Lets an order meet its owner's. It does not rest yet; afterwards it is open or cancelled. */
export function gather(state: EngineState, order: Order): void {
  for (const { record } of inOrder(ownCrossed(state, order), tradesBefore)) {
    if (order.open === 0) return;
    const own = state.orderRecords.at(record);
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

/** Resting orders of its owner that the order crosses, in no particular order. */
function ownCrossed({ orderRecords }: EngineState, order: Order): Crossed[] {
  const { account, market, position, side, price: limit } = order;
  const { book } = market;
  const opposite = book.opposite(side);
  const crossed: Crossed[] = [];
  if (limit === null || !opposite.isCrossedBy(limit)) return crossed;
  for (const record of account.orders.recordsIn(position)) {
    const slot = orderRecords.slotOf(record);
    if (slot === 0 || book.sideOf(slot) === side) continue;
    const price = opposite.priceOf(slot);
    if (isBeyond(limit, side, price)) continue;
    const rank = -opposite.direction * price;
    crossed.push({ record, rank, priority: orderRecords.priorityOf(record) });
  }
  return crossed;
}

/** Best price first, within a price the oldest. */
function tradesBefore(one: Crossed, other: Crossed): boolean {
  return (one.rank - other.rank || one.priority - other.priority) < 0;
}
