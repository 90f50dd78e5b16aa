/** The trades that an order would make now: it enters a copy of the exchange. */
import type { Bound } from './bankruptcy-bound.ts';
import { crossing, enter } from './matching.ts';
import { lotsOf, type FillAt } from './requirement.ts';
import { copyOf, type AuditOrder, type AuditState } from './exchange-state.ts';

/** @param bound absent: the order's own (M13) */
export function tradesOf(state: AuditState, order: AuditOrder, bound?: Bound): readonly FillAt[] {
  if (crossing(state, order).length === 0) return [];
  const copy = copyOf(state);
  copy.orders = copy.orders.filter(({ id }) => id !== order.id);
  enter(copy, { ...order }, bound);
  return copy.events.flatMap((event) => (event.type === 'trade' ? [event] : []));
}

/** M5. */
export function fillsWhole(state: AuditState, order: AuditOrder): boolean {
  return lotsOf(tradesOf(state, order)) === order.open;
}
