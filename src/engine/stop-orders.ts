/**
 * Stop orders of one instrument that wait for the mark price. A buy stop waits until the mark price rises to its stop
 * price, a sell stop until it falls there. Both lists are sorted with the next one to trigger at the end.
 *
 * Trailing stops (M15) are kept in a separate list, because a move of the mark price may move all of them. Their number
 * per account is bounded, which also bounds the time of a move. The list has what a move needs to know, so a move makes
 * an object only of an order that it moves or reaches.
 */
import type { OrderId, PriceTicks, Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { countOpen } from './ledger.ts';
import type { OrderRecords } from './records/index.ts';
import type { Account, Market, Order } from './state.ts';
import { SortedPages } from './sorted-pages.ts';

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

interface Trailing {
  readonly record: number;
  readonly side: Side;
  readonly offset: PriceTicks;
  /** Distance from triggering, as of a fixed stop. */
  distance: number;
}

export class StopOrders {
  readonly #orders: OrderRecords;
  readonly #waiting: Readonly<Record<Side, SortedPages<Waiting>>> = {
    buy: new SortedPages(isBefore),
    sell: new SortedPages(isBefore),
  };
  /** Trailing stops by their records. */
  readonly #trailing = new Map<number, Trailing>();
  readonly #trailingCounts = new Map<Account, number>();
  /** Last mark price for which the trailing stops that it reaches were taken. Null: one was added since. */
  #passedMark: PriceTicks | null = null;

  constructor(orders: OrderRecords) {
    this.#orders = orders;
  }

  add(order: Order): void {
    if (order.trailingOffset !== null) return this.#addTrailing(order, order.trailingOffset);
    this.#waiting[order.side].add(waitingOf(order));
  }

  remove(order: Order): void {
    if (order.trailingOffset !== null) return this.#removeTrailing(order);
    const removed = this.#waiting[order.side].remove(waitingOf(order));
    if (removed?.record !== order.record) throw broken(`stop order ${order.id} is not waiting`);
  }

  /** All that wait, in the order in which they were placed. */
  all(): readonly Order[] {
    const { buy, sell } = this.#waiting;
    const fixed = [...buy, ...sell].map(({ record }) => record);
    return this.#inOrder([...fixed, ...this.#trailing.keys()]);
  }

  /** Removes the stops that this mark price reaches, and returns them in the order in which they were placed. */
  takeTriggered(mark: PriceTicks): readonly Order[] {
    const { buy, sell } = this.#waiting;
    const trailing = this.#takeTrailing(mark);
    const risen = reachedAt('buy', mark);
    const fallen = reachedAt('sell', mark);
    if (trailing.length === 0 && !isNextReached(buy, risen) && !isNextReached(sell, fallen)) return NONE;
    const triggered = [...trailing];
    while (isNextReached(buy, risen)) triggered.push((buy.pop() as Waiting).record);
    while (isNextReached(sell, fallen)) triggered.push((sell.pop() as Waiting).record);
    return this.#inOrder(triggered);
  }

  trailingOf(account: Account): number {
    return this.#trailingCounts.get(account) ?? 0;
  }

  /** M15: follows a move of the mark price. Stops move toward the market, never back. */
  follow(market: Market): void {
    if (this.#trailing.size === 0) return;
    for (const trailing of this.#trailing.values()) {
      const { record, side, offset } = trailing;
      const distance = reachedAt(side, market.markPrice) + offset;
      if (distance >= trailing.distance) continue;
      trailing.distance = distance;
      moveStop(this.#orders.at(record), trailingStop(market, side, offset), offset);
    }
  }

  /** True when the distance of each trailing stop is the one of its order. */
  get isExact(): boolean {
    const trailing = [...this.#trailing.values()];
    return trailing.every(({ record, distance }) => distance === distanceOf(this.#orders.read(record)));
  }

  #inOrder(records: readonly number[]): readonly Order[] {
    return records.map((record) => this.#orders.at(record)).sort((a, b) => a.id - b.id);
  }

  #addTrailing(order: Order, offset: PriceTicks): void {
    const { record, side } = order;
    this.#trailing.set(record, { record, side, offset, distance: distanceOf(order) });
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
    const reached: number[] = [];
    for (const { record, side, distance } of this.#trailing.values())
      if (distance <= reachedAt(side, mark)) reached.push(record);
    for (const record of reached) this.#removeTrailing(this.#orders.at(record));
    return reached;
  }
}

/** M15: stop price that trails this mark price. It may be below one tick. */
export function trailingStop({ markPrice }: Market, side: Side, offset: PriceTicks): PriceTicks {
  return (side === 'sell' ? markPrice - offset : markPrice + offset) as PriceTicks;
}

function moveStop(order: Order, stop: PriceTicks, lossTicks: number): void {
  const { open } = order;
  countOpen(order, -open);
  order.stopPrice = stop;
  order.lossTicks = lossTicks;
  countOpen(order, open);
}

function waitingOf(order: Order): Waiting {
  return { record: order.record, id: order.id, distance: distanceOf(order) };
}

/** Distance of a stop from triggering. The next one to trigger has the smallest. */
function distanceOf(order: Order): number {
  if (order.stopPrice === null) throw broken(`order ${order.id} is no stop order`);
  return order.side === 'buy' ? order.stopPrice : -order.stopPrice;
}

/** The largest distance of a stop that this mark price reaches. */
function reachedAt(side: Side, mark: PriceTicks): number {
  return side === 'buy' ? mark : -mark;
}

/** @param reached distance that the mark price has reached */
function isNextReached({ last }: SortedPages<Waiting>, reached: number): boolean {
  return last !== undefined && last.distance <= reached;
}

/** Order of a list: by falling distance, then by falling id. */
function isBefore(one: Waiting, other: Waiting): boolean {
  return (one.distance - other.distance || one.id - other.id) > 0;
}
