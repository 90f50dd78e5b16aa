/**
 * Stop orders of one instrument that wait for the mark price. A buy stop waits until the mark price rises to its stop
 * price, a sell stop until it falls there. Both arrays are sorted with the next one to trigger at the end.
 *
 * Trailing stops (M15) are kept in a separate list, because a move of the mark price may move all of them. Their number
 * per account is bounded, which also bounds the time of a move.
 */
import type { OrderId, PriceTicks, Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { countOpen } from './ledger.ts';
import type { OrderRecords } from './order-records.ts';
import type { Account, Market, Order } from './state.ts';
import { firstIndex } from '../contract/first-index.ts';

/** Largest number of trailing stops of an account in one instrument. */
export const TRAILING_STOPS_MAX = 20;

const NONE: readonly Order[] = [];
const NO_RECORDS: readonly number[] = [];

/** A stop whose stop price is fixed. */
interface Waiting {
  readonly record: number;
  readonly id: OrderId;
  /** Distance from triggering. The next one to trigger has the smallest. */
  readonly distance: number;
}

export class StopOrders {
  readonly #orders: OrderRecords;
  readonly #waiting: Record<Side, Waiting[]> = { buy: [], sell: [] };
  /** Records of the trailing stops. */
  readonly #trailing = new Set<number>();
  readonly #trailingCounts = new Map<Account, number>();
  /** Mark price up to which no trailing stop is reached. Null: unknown. */
  #passedMark: PriceTicks | null = null;

  constructor(orders: OrderRecords) {
    this.#orders = orders;
  }

  add(order: Order): void {
    if (order.trailingOffset !== null) return this.#addTrailing(order);
    const waiting = this.#waiting[order.side];
    const { record, id } = order;
    const added: Waiting = { record, id, distance: distance(order) };
    waiting.splice(indexOf(waiting, added), 0, added);
  }

  remove(order: Order): void {
    if (order.trailingOffset !== null) return this.#removeTrailing(order);
    const waiting = this.#waiting[order.side];
    const index = indexOf(waiting, { record: order.record, id: order.id, distance: distance(order) });
    if (waiting[index]?.record !== order.record) throw broken(`stop order ${order.id} is not waiting`);
    waiting.splice(index, 1);
  }

  /** All that wait, in the order in which they were placed. */
  all(): readonly Order[] {
    const { buy, sell } = this.#waiting;
    const fixed = [...buy, ...sell].map(({ record }) => record);
    return this.#inOrder([...fixed, ...this.#trailing]);
  }

  /** Removes the stops that this mark price reaches, and returns them in the order in which they were placed. */
  takeTriggered(mark: PriceTicks): readonly Order[] {
    const { buy, sell } = this.#waiting;
    const trailing = this.#takeTrailing(mark);
    if (trailing.length === 0 && !isNextReached(buy, mark) && !isNextReached(sell, -mark)) return NONE;
    const triggered = [...trailing];
    while (isNextReached(buy, mark)) triggered.push((buy.pop() as Waiting).record);
    while (isNextReached(sell, -mark)) triggered.push((sell.pop() as Waiting).record);
    return this.#inOrder(triggered);
  }

  trailingOf(account: Account): number {
    return this.#trailingCounts.get(account) ?? 0;
  }

  /** M15: follows a move of the mark price. */
  follow(market: Market): void {
    for (const record of this.#trailing) follow(market, this.#orders.at(record));
  }

  #inOrder(records: readonly number[]): readonly Order[] {
    return records.map((record) => this.#orders.at(record)).sort((a, b) => a.id - b.id);
  }

  #addTrailing(order: Order): void {
    this.#trailing.add(order.record);
    this.#trailingCounts.set(order.account, this.trailingOf(order.account) + 1);
    this.#passedMark = null;
  }

  #removeTrailing(order: Order): void {
    if (!this.#trailing.delete(order.record)) throw broken(`trailing stop ${order.id} is not waiting`);
    const left = this.trailingOf(order.account) - 1;
    if (left === 0) this.#trailingCounts.delete(order.account);
    else this.#trailingCounts.set(order.account, left);
  }

  #takeTrailing(mark: PriceTicks): readonly number[] {
    if (this.#trailing.size === 0 || mark === this.#passedMark) return NO_RECORDS;
    this.#passedMark = mark;
    const reached = [...this.#trailing].filter((record) => isReached(this.#orders.at(record), mark));
    for (const record of reached) this.#removeTrailing(this.#orders.at(record));
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

/** @param reached distance that the mark price has reached */
function isNextReached(waiting: readonly Waiting[], reached: number): boolean {
  const next = waiting.at(-1);
  return next !== undefined && next.distance <= reached;
}

/** Index in a list that is sorted by falling distance, then by falling id. */
function indexOf(waiting: readonly Waiting[], one: Waiting): number {
  return firstIndex(0, waiting.length, (index) => {
    const other = waiting[index];
    return other === undefined || !isBefore(other, one);
  });
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return (one.distance - other.distance || one.id - other.id) > 0;
}
