/**
 * The published single orders of one instrument's book.
 *
 * 1. `order_update` publishes each order whose resting quantity changed; `book_orders`, once in a checkpoint, publishes
 *    the front of each side. A published order is kept until it leaves, so the picture grows and is never wrong.
 * 2. `book_orders` only adds: while the stream has no hole, the known orders are up to date.
 * 3. Orders may be missing: those deep in the book before the first checkpoint, and all of them when the exchange does
 *    not publish single orders (`isPublished`). `unknownQuantity` is the quantity of a level beyond the known orders.
 * 4. It is bounded: beyond ORDERS_MAX a new order is not kept, and counts as unknown.
 */
import type { BookOrders, OrderUpdate, RestingOrder } from './events.ts';
import type { Side } from './orders.ts';

export const ORDERS_MAX = 100_000;

/** A resting order. Do not keep the object: it changes with the book. */
export interface KnownOrder {
  readonly orderId: number;
  readonly account: string;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  /** Within a price, the order with the lower priority trades first. */
  readonly priority: number;
}

/** Read-only view of the single orders. */
export interface OrdersView {
  /** True when the exchange publishes single orders. */
  readonly isPublished: boolean;
  readonly size: number;
  get(orderId: number): KnownOrder | undefined;
  /** Known orders at a price, in the order in which they trade. */
  at(side: Side, price: number): readonly KnownOrder[];
  /** Known orders of an account, in no particular order. */
  of(account: string): Iterable<KnownOrder>;
}

const NONE: readonly KnownOrder[] = [];

export class RestingOrders implements OrdersView {
  readonly #byId = new Map<number, KnownOrder>();
  readonly #queues = { buy: new Map<number, KnownOrder[]>(), sell: new Map<number, KnownOrder[]>() };
  readonly #byAccount = new Map<string, Set<KnownOrder>>();
  readonly #max: number;
  #isPublished = false;

  constructor(max = ORDERS_MAX) {
    this.#max = max;
  }

  get isPublished(): boolean {
    return this.#isPublished;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(orderId: number): KnownOrder | undefined {
    return this.#byId.get(orderId);
  }

  at(side: Side, price: number): readonly KnownOrder[] {
    return this.#queues[side].get(price) ?? NONE;
  }

  of(account: string): Iterable<KnownOrder> {
    return this.#byAccount.get(account) ?? NONE;
  }

  apply({ orderId, account, side, price, quantity, priority }: OrderUpdate): void {
    this.#isPublished = true;
    this.#remove(orderId);
    if (quantity > 0) this.#put({ orderId, account, side, price, quantity, priority });
  }

  takeFront({ bids, asks }: BookOrders): void {
    this.#isPublished = true;
    for (const order of bids) this.#learn('buy', order);
    for (const order of asks) this.#learn('sell', order);
  }

  #learn(side: Side, [price, quantity, orderId, priority, account]: RestingOrder): void {
    if (!this.#byId.has(orderId)) this.#put({ orderId, account, side, price, quantity, priority });
  }

  #put(order: KnownOrder): void {
    if (this.#byId.size >= this.#max) return;
    this.#byId.set(order.orderId, order);
    const own = this.#byAccount.get(order.account);
    if (own === undefined) this.#byAccount.set(order.account, new Set([order]));
    else own.add(order);
    const queue = this.#queues[order.side].get(order.price);
    if (queue === undefined) this.#queues[order.side].set(order.price, [order]);
    else queue.splice(placeIn(queue, order), 0, order);
  }

  #remove(orderId: number): void {
    const order = this.#byId.get(orderId);
    if (order === undefined) return;
    this.#byId.delete(orderId);
    const own = this.#byAccount.get(order.account);
    own?.delete(order);
    if (own?.size === 0) this.#byAccount.delete(order.account);
    const queue = this.#queues[order.side].get(order.price) ?? [];
    queue.splice(queue.indexOf(order), 1);
    if (queue.length === 0) this.#queues[order.side].delete(order.price);
  }
}

/** Index at which an order belongs. The search starts at the back, where almost every order goes. */
function placeIn(queue: readonly KnownOrder[], { priority }: KnownOrder): number {
  let place = queue.length;
  while (place > 0 && (queue[place - 1]?.priority ?? 0) > priority) place -= 1;
  return place;
}
