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
}

export function reportAmended(state: AuditState, order: AuditOrder, keptPriority: boolean): void {
  const { price, open: quantity } = order;
  state.events.push({ type: 'order_amended', ...names(order), price, quantity, keptPriority });
}
