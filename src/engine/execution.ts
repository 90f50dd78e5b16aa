/** Course of an incoming order: it is matched, and its remainder rests or is cancelled. Rules M3, M4, M7, M10. */
import type { CancelCause, QuantityLots } from '../contract/index.ts';
import { refuseMargin } from './margin-check.ts';
import { gather } from './auction/gather.ts';
import { fillableLots } from './fillable.ts';
import { cancel, cancelLinked, reportAmended, rest } from './lifecycle.ts';
import { lossTicksAt } from './margin.ts';
import { match } from './matching.ts';
import { reducible } from './order-limits.ts';
import { isContinuous } from './phases.ts';
import type { EngineState, Order } from './state.ts';

/** Matches an order that is not in the book yet, or lets it gather (H5). Then its remainder rests or ends. */
export function execute(state: EngineState, order: Order): void {
  if (isContinuous(order.market)) match(state, order);
  else gather(state, order);
  if (order.open === 0) return;
  const cause = remainderCause(order);
  if (cause === null) restReduced(state, order);
  else cancel(state, order, cause);
}

/** Triggers a stop that the mark price has reached. It enters as the order that it names. */
export function trigger(state: EngineState, order: Order): void {
  state.facts.add({
    type: 'order_triggered',
    account: order.account.index,
    clientOrderId: order.clientOrderId,
    orderId: order.id,
    instrument: order.market.spec.index,
    ...(order.trailingOffset !== null && order.stopPrice !== null && { stopPrice: order.stopPrice }),
  });
  cancelLinked(state, order);
  order.lossTicks = lossTicksAt(order.market, order.side, order.price);
  const cause = refusalCause(state, order);
  if (cause === null) execute(state, order);
  else cancel(state, order, cause);
}

/** Repeats the checks that passed when the stop was accepted. */
function refusalCause(state: EngineState, order: Order): CancelCause | null {
  const isUseless = order.reduceOnly && reducible(order) === 0;
  // Versions 1 and 2 checked the position before the equity.
  if (isUseless && !state.rules.bindsDebtors) return 'reduce_only';
  if (refuseMargin(state, order) !== null) return 'insufficient_margin';
  if (isUseless) return 'reduce_only';
  if (order.timeInForce === 'fok' && fillableLots(state.rules, order) < order.open) return 'fill_or_kill';
  return null;
}

/** Why a remainder may not rest. Null: it may. */
function remainderCause(order: Order): CancelCause | null {
  if (order.price === null) return 'market_remainder';
  return order.timeInForce === 'gtc' ? null : 'immediate_or_cancel';
}

/** Rests a reduce-only order with at most the lots of the position that it can close. */
function restReduced(state: EngineState, order: Order): void {
  const lots = Math.min(order.open, reducible(order));
  if (lots === 0) return cancel(state, order, 'reduce_only');
  if (lots < order.open) {
    order.open = lots as QuantityLots;
    reportAmended(state, order, true);
  }
  rest(state, order);
}
