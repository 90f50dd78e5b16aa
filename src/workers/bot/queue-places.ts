/**
 * Quantity ahead of the bot's own orders in their queues, from the single orders of the public stream.
 *
 * 1. It starts with the first query and knows nothing until the next checkpoint. A strategy that does not ask must not
 *    pay for every order of the market.
 * 2. `book_orders` names the front of each side, and `order_update` every change after it. Orders deeper than that stay
 *    unknown. It answers only if the known orders add up to the quantity of the book at the price: an order has a
 *    quantity above 0, so then none is missing.
 * 3. The gateway only identifies the own orders. An answer is as of the newest public event, like the whole market. An
 *    order that the stream has not published yet, or shows at another price, has no answer.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import type { BookOrders, Level, MarketEvent, OrderUpdate, RestingOrder } from '../../contract/events.ts';
import type { Reply, Side } from '../../contract/orders.ts';
import type { MarketView } from '../../contract/replica.ts';
import type { OwnOrder } from '../../contract/strategy.ts';

type Resting = Pick<OrderUpdate, 'side' | 'price' | 'quantity' | 'priority'>;

export class QueuePlaces {
  /** Order ids of the own orders, by client order id. */
  readonly #own = new Map<string, number>();
  readonly #resting = new Map<number, Resting>();
  readonly #levels = { buy: new Map<number, Set<Resting>>(), sell: new Map<number, Set<Resting>>() };
  readonly #onWanted: () => void;

  /** @param onWanted called when a place is requested, because then the stream's single orders are needed */
  constructor(onWanted: () => void) {
    this.#onWanted = onWanted;
  }

  replied(reply: Reply): void {
    switch (reply.type) {
      case 'welcome':
        this.#own.clear();
        for (const { clientOrderId, orderId } of reply.openOrders) this.#own.set(clientOrderId, orderId);
        break;
      case 'order_accepted':
        this.#own.set(reply.clientOrderId, reply.orderId);
        break;
      case 'order_canceled':
        this.#own.delete(reply.clientOrderId);
        break;
      case 'fill':
        if (reply.remainingQuantity === 0) this.#own.delete(reply.clientOrderId);
        break;
      default:
    }
  }

  /** @param event event of the traded instrument */
  observed(event: MarketEvent): void {
    if (event.type === 'book_orders') this.#begin(event);
    else if (event.type === 'order_update') this.#put(event.orderId, event);
  }

  /** @returns undefined when it is unknown */
  ahead(order: Pick<OwnOrder, 'clientOrderId' | 'price'>, market: MarketView): number | undefined {
    this.#onWanted();
    const own = this.#resting.get(this.#own.get(order.clientOrderId) ?? NaN);
    if (own === undefined || own.price !== order.price) return undefined;
    const level = [...(this.#levels[own.side].get(own.price) ?? [])];
    const shown = quantityAt(own.side === 'buy' ? market.bids : market.asks, own.price);
    if (sumOf(level) !== shown) return undefined;
    return sumOf(level.filter(({ priority }) => priority < own.priority));
  }

  #begin({ bids, asks }: BookOrders): void {
    this.#resting.clear();
    for (const level of Object.values(this.#levels)) level.clear();
    const put = (side: Side) => (order: RestingOrder) => {
      const [price, quantity, orderId, priority] = order;
      this.#put(orderId, { side, price, quantity, priority });
    };
    bids.forEach(put('buy'));
    asks.forEach(put('sell'));
  }

  #put(orderId: number, { side, price, quantity, priority }: Resting): void {
    this.#remove(orderId);
    if (quantity === 0) return;
    const order = { side, price, quantity, priority };
    const level = this.#levels[side].get(price) ?? new Set();
    this.#levels[side].set(price, level.add(order));
    this.#resting.set(orderId, order);
  }

  #remove(orderId: number): void {
    const order = this.#resting.get(orderId);
    if (order === undefined) return;
    this.#resting.delete(orderId);
    const level = this.#levels[order.side].get(order.price);
    level?.delete(order);
    if (level?.size === 0) this.#levels[order.side].delete(order.price);
  }
}

function sumOf(orders: readonly Resting[]): number {
  return withoutResidue(orders.reduce((total, { quantity }) => total + quantity, 0));
}

function quantityAt(levels: readonly Level[], price: number): number {
  return withoutResidue(levels.find(([level]) => level === price)?.[1] ?? 0);
}
