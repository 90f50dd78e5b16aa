/** Orders from acceptance to their end: records, sums and places of a live order. */
import type { CancelCause, PriceTicks, QuantityLots } from '../contract/index.ts';
import type { Refusal } from './refusal.ts';
import { countOpen } from './ledger.ts';
import { NO_RECORD } from './order.ts';
import { noteOrder } from './order-changes.ts';
import { nameOrder } from './report.ts';
import { leaveSlot, putInBook } from './resting-orders.ts';
import type { Account, EngineState, Order } from './state.ts';

/** Begins the life of an order. */
export function register(order: Order): void {
  order.isLive = true;
  order.position.orderCount += 1;
}

/** Makes an order that outlives its command available by its ids. Until then nobody can ask for it. */
export function keep(state: EngineState, order: Order): void {
  if (order.record !== NO_RECORD) return;
  state.orderRecords.keep(order);
  state.orders.add(order);
  order.account.orders.add(order);
}

export function forget(state: EngineState, order: Order): void {
  if (order.takeover !== null) return;
  order.isLive = false;
  order.position.orderCount -= 1;
  if (order.record === NO_RECORD) return;
  state.orders.remove(order);
  order.account.orders.remove(order);
}

/** Rests the order at the back of the queue at its price. */
export function rest(state: EngineState, order: Order): void {
  order.priority = state.nextPriority;
  state.nextPriority += 1;
  keep(state, order);
  enterBook(order);
}

/** Puts the order into the book, behind the others at its price, with the priority that it has. */
export function enterBook(order: Order): void {
  noteOrder(order);
  putInBook(order);
  countOpen(order, order.open);
}

/** Makes the order wait outside the book for the mark price. */
export function waitForMark(state: EngineState, order: Order): void {
  keep(state, order);
  order.isWaiting = true;
  order.market.stops.add(order);
  order.market.isChanged = true;
  countOpen(order, order.open);
}

/** Ends the waiting of a stop that triggers or ends. The caller has removed it from the waiting ones. */
export function stopWaiting(order: Order): void {
  countOpen(order, -order.open);
  order.isWaiting = false;
}

/** Removes a live order from the book or from the waiting stops. Its ids still find it. */
export function withdraw(order: Order): void {
  if (order.isWaiting) {
    order.market.stops.remove(order);
    stopWaiting(order);
  } else if (order.slot !== 0) {
    countOpen(order, -order.open);
    order.market.book.remove(order.slot);
    noteOrder(order);
    leaveSlot(order);
  }
}

/** Cancels a live or incoming order for this cause. */
export function cancel(state: EngineState, order: Order, cause: CancelCause): void {
  withdraw(order);
  const { open } = order;
  order.open = 0 as QuantityLots;
  end(state, order, open, cause);
}

/**
 * Forgets an order that no longer rests or waits, and reports the cause.
 * @param remainingQuantity lots that it still had
 */
export function end(
  state: EngineState,
  order: Order,
  remainingQuantity: QuantityLots,
  cause: CancelCause,
): void {
  forget(state, order);
  const fact = state.facts.cancellations.next();
  nameOrder(fact, order);
  fact.remainingQuantity = remainingQuantity;
  fact.cause = cause;
  cancelLinked(state, order);
}

/** M14: makes the two orders a pair. The younger one does not rest yet. */
export function link(younger: Order): void {
  const { linked } = younger;
  if (linked === null) return;
  linked.linked = younger;
  if (linked.slot !== 0) linked.market.book.setLinked(linked.slot);
}

/** M14: cancels the other order of a pair after this one has filled, triggered or ended. */
export function cancelLinked(state: EngineState, order: Order): void {
  const { linked } = order;
  if (linked === null) return;
  order.linked = null;
  linked.linked = null;
  cancel(state, linked, 'oco');
}

/** @param stopPrice stop price that the amendment has moved; undefined: it has not */
export function reportAmended(
  state: EngineState,
  order: Order,
  keptPriority: boolean,
  stopPrice?: PriceTicks,
): void {
  const fact = state.facts.amendments.next();
  nameOrder(fact, order);
  fact.price = order.price;
  fact.stopPrice = stopPrice;
  fact.quantity = order.open;
  fact.keptPriority = keptPriority;
}

/** @param clientOrderId null: the request named none, or was not about an order */
export function reject(
  state: EngineState,
  account: Account,
  clientOrderId: string | null,
  refusal: Refusal,
): void {
  const { code, reason } = refusal;
  state.facts.add({ type: 'order_rejected', account: account.index, clientOrderId, code, reason });
}
