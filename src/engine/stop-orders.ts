/**
 * The stop orders of one instrument that wait for the mark price.
 * A buy stop waits for the mark to rise to its stop price, a sell stop for it to fall there. Both arrays are sorted
 * so that the next one to trigger is at the end.
 *
 * Trailing stops (M15) are kept apart, because a move of the mark price may move all of them. An account has a bounded
 * number, so a move costs a bounded time.
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { countOpen } from './ledger.ts';
import type { Account, Market, Order } from './state.ts';
import { firstIndex } from '../contract/first-index.ts';

/** Trailing stops that an account may have in one instrument. */
export const TRAILING_STOPS_MAX = 20;

const NONE: readonly Order[] = [];

export class StopOrders {
  readonly #waiting: Record<Side, Order[]> = { buy: [], sell: [] };
  readonly #trailing = new Set<Order>();
  readonly #trailingCounts = new Map<Account, number>();
  /** The mark price that no trailing stop has reached; null: unknown. */
  #passedMark: PriceTicks | null = null;

  add(order: Order): void {
    if (order.trailingOffset !== null) return this.#addTrailing(order);
    const orders = this.#waiting[order.side];
    orders.splice(indexOf(orders, order), 0, order);
  }

  remove(order: Order): void {
    if (order.trailingOffset !== null) return this.#removeTrailing(order);
    const orders = this.#waiting[order.side];
    const index = indexOf(orders, order);
    if (orders[index] !== order) throw broken(`stop order ${order.id} is not waiting`);
    orders.splice(index, 1);
  }

  /** Take out the stops that this mark price reaches, in the order in which they were placed. */
  takeTriggered(mark: PriceTicks): readonly Order[] {
    const { buy, sell } = this.#waiting;
    const trailing = this.#takeTrailing(mark);
    if (trailing.length === 0 && !isNextReached(buy, mark) && !isNextReached(sell, mark)) return NONE;
    const triggered = [...trailing];
    for (const orders of [buy, sell]) {
      while (isNextReached(orders, mark)) triggered.push(orders.pop() as Order);
    }
    return triggered.sort((a, b) => a.id - b.id);
  }

  trailingOf(account: Account): number {
    return this.#trailingCounts.get(account) ?? 0;
  }

  /** M15: the mark price has moved. */
  follow(market: Market): void {
    for (const order of this.#trailing) follow(market, order);
  }

  #addTrailing(order: Order): void {
    this.#trailing.add(order);
    this.#trailingCounts.set(order.account, this.trailingOf(order.account) + 1);
    this.#passedMark = null;
  }

  #removeTrailing(order: Order): void {
    if (!this.#trailing.delete(order)) throw broken(`trailing stop ${order.id} is not waiting`);
    const left = this.trailingOf(order.account) - 1;
    if (left === 0) this.#trailingCounts.delete(order.account);
    else this.#trailingCounts.set(order.account, left);
  }

  #takeTrailing(mark: PriceTicks): readonly Order[] {
    if (this.#trailing.size === 0 || mark === this.#passedMark) return NONE;
    this.#passedMark = mark;
    const reached = [...this.#trailing].filter((order) => isReached(order, mark));
    for (const order of reached) this.#removeTrailing(order);
    return reached;
  }
}

/** M15: where a stop stands that trails this mark price. It may be below one tick. */
export function trailingStop({ markPrice }: Market, side: Side, offset: PriceTicks): PriceTicks {
  return (side === 'sell' ? markPrice - offset : markPrice + offset) as PriceTicks;
}

/** Only toward the market, never back. */
function follow(market: Market, order: Order): void {
  const { side, stopPrice, trailingOffset, open } = order;
  if (stopPrice === null || trailingOffset === null) return;
  const stop = trailingStop(market, side, trailingOffset);
  if (side === 'sell' ? stop <= stopPrice : stop >= stopPrice) return;
  countOpen(order, -open);
  order.stopPrice = stop;
  order.lossTicks = trailingOffset;
  countOpen(order, open);
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
  return firstIndex(0, orders.length, (index) => {
    const other = orders[index];
    return other === undefined || !isBefore(other, order);
  });
}

function isBefore(one: Order, other: Order): boolean {
  return (distance(one) - distance(other) || one.id - other.id) > 0;
}
