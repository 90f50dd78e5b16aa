/** Events of an order outside a trade. */
import type { AuditOrder, AuditState, Predicted } from './exchange-state.ts';

type Cause = Extract<Predicted, { type: 'order_canceled' }>['cause'];

/** The fields that identify an order in its events. */
export function names(order: AuditOrder) {
  const { account, clientOrderId, id, instrument } = order;
  return { account, clientOrderId, orderId: id, instrument };
}

export function removeOrder(state: AuditState, order: AuditOrder): void {
  state.orders = state.orders.filter((other) => other !== order);
}

export function cancel(state: AuditState, order: AuditOrder, cause: Cause): void {
  removeOrder(state, order);
  state.events.push({ type: 'order_canceled', ...names(order), remainingQuantity: order.open, cause });
  endPair(state, order);
}

/** M14: the order has traded, triggered or ended, so the other one of its pair is cancelled. */
export function endPair(state: AuditState, order: AuditOrder): void {
  const partner = state.orders.find(({ id }) => id === order.partner);
  order.partner = null;
  if (partner === undefined) return;
  partner.partner = null;
  cancel(state, partner, 'oco');
}

/** Cancels those of the orders that still live: the end of one may have ended the other one of its pair (M14). */
export function cancelEach(state: AuditState, orders: readonly AuditOrder[], cause: Cause): void {
  for (const order of orders) if (state.orders.includes(order)) cancel(state, order, cause);
}

/** @param movedStop the stop price, when an amendment moved it (M10) */
export function reportAmended(
  state: AuditState,
  order: AuditOrder,
  keptPriority: boolean,
  movedStop: number | null = null,
): void {
  const { price, open: quantity } = order;
  const stop = movedStop === null ? {} : { stopPrice: movedStop };
  state.events.push({ type: 'order_amended', ...names(order), price, ...stop, quantity, keptPriority });
}
