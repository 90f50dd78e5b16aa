/**
 * The stop orders of one instrument that wait for the mark price.
 * A buy stop waits for the mark to rise to its stop price, a sell stop for it to fall there. Both arrays are sorted
 * so that the next one to trigger is at the end.
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { Order } from './state.ts';

const NONE: readonly Order[] = [];

export class StopOrders {
  readonly #waiting: Record<Side, Order[]> = { buy: [], sell: [] };

  add(order: Order): void {
    const orders = this.#waiting[order.side];
    orders.splice(indexOf(orders, order), 0, order);
  }

  remove(order: Order): void {
    const orders = this.#waiting[order.side];
    const index = indexOf(orders, order);
    if (orders[index] !== order) throw broken(`stop order ${order.id} is not waiting`);
    orders.splice(index, 1);
  }

  /** Take out the stops that this mark price reaches, in the order in which they were placed. */
  takeTriggered(mark: PriceTicks): readonly Order[] {
    const { buy, sell } = this.#waiting;
    if (!isNextReached(buy, mark) && !isNextReached(sell, mark)) return NONE;
    const triggered: Order[] = [];
    for (const orders of [buy, sell]) {
      while (isNextReached(orders, mark)) triggered.push(orders.pop() as Order);
    }
    return triggered.sort((a, b) => a.id - b.id);
  }
}

/** How far a stop stands from triggering; the next one to trigger has the least. */
function distance(order: Order): number {
  if (order.stopPrice === null) throw broken(`order ${order.id} is no stop order`);
  return order.side === 'buy' ? order.stopPrice : -order.stopPrice;
}

function isReached(order: Order, mark: PriceTicks): boolean {
  return distance(order) <= (order.side === 'buy' ? mark : -mark);
}

function isNextReached(orders: readonly Order[], mark: PriceTicks): boolean {
  const next = orders.at(-1);
  return next !== undefined && isReached(next, mark);
}

/** Sorted by falling distance, then by falling id. */
function indexOf(orders: readonly Order[], order: Order): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = orders[middle];
    if (other !== undefined && isBefore(other, order)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(one: Order, other: Order): boolean {
  return (distance(one) - distance(other) || one.id - other.id) > 0;
}
