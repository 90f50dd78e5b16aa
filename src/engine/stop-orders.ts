/**
 * Stop orders of one instrument that wait for the mark price. A buy stop waits until the mark price rises to its stop
 * price, a sell stop until it falls there. Both arrays are sorted with the next one to trigger at the end.
 *
 * Trailing stops (M15) are kept in a separate list, because a move of the mark price may move all of them. Their number
 * per account is bounded, which also bounds the time of a move.
 */
import type { PriceTicks, Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { countOpen } from './ledger.ts';
import type { Account, Market, Order } from './state.ts';
import { firstIndex } from '../contract/first-index.ts';

/** Largest number of trailing stops of an account in one instrument. */
export const TRAILING_STOPS_MAX = 20;

const NONE: readonly Order[] = [];

export class StopOrders {
  readonly #waiting: Record<Side, Order[]> = { buy: [], sell: [] };
  readonly #trailing = new Set<Order>();
  readonly #trailingCounts = new Map<Account, number>();
  /** Mark price up to which no trailing stop is reached. Null: unknown. */
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

  /** All that wait, in the order in which they were placed. */
  all(): readonly Order[] {
    const { buy, sell } = this.#waiting;
    return [...buy, ...sell, ...this.#trailing].sort((a, b) => a.id - b.id);
  }

  /** Removes the stops that this mark price reaches, and returns them in the order in which they were placed. */
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

  /** M15: follows a move of the mark price. */
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

/** M15: stop price that trails this mark price. It may be below one tick. */
export function trailingStop({ markPrice }: Market, side: Side, offset: PriceTicks): PriceTicks {
  return (side === 'sell' ? markPrice - offset : markPrice + offset) as PriceTicks;
}

/** Moves a trailing stop toward the market, never back. */
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

/** Distance of a stop from triggering. The next one to trigger has the smallest. */
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

/** Index in a list that is sorted by falling distance, then by falling id. */
function indexOf(orders: readonly Order[], order: Order): number {
  return firstIndex(0, orders.length, (index) => {
    const other = orders[index];
    return other === undefined || !isBefore(other, order);
  });
}

function isBefore(one: Order, other: Order): boolean {
  return (distance(one) - distance(other) || one.id - other.id) > 0;
}
