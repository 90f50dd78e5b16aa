/** The history of the bot's own orders: events for `onOrder`, and the orders that have ended. */
import type { Fill, Reply, Welcome } from '../../contract/orders.ts';
import type { EndedOrder, OrderEvent, OrderRecord, OwnFill } from '../../contract/strategy.ts';
import { filledBy } from './own-orders.ts';

const ENDED_MAX = 100;

export class OrderHistory {
  readonly #ended: EndedOrder[] = [];

  /** Oldest first. */
  get ended(): readonly EndedOrder[] {
    return [...this.#ended];
  }

  /** Those of the strategy's version before. */
  recall(ended: readonly EndedOrder[]): void {
    for (const order of ended) this.#end(order);
  }

  /**
   * @param before the order that the reply is about, before the reply
   * @param after the same after it; undefined: it has ended
   * @returns what `onOrder` receives
   */
  record(
    reply: Exclude<Reply, Welcome>,
    before: OrderRecord | undefined,
    after: OrderRecord | undefined,
  ): OrderEvent | undefined {
    if (before === undefined) return undefined;
    switch (reply.type) {
      case 'order_accepted':
        return after && { type: 'accepted', order: after, time: reply.time };
      case 'order_amended':
        return after && { type: 'amended', order: after, time: reply.time, keptPriority: reply.keptPriority };
      case 'order_triggered':
        return after && { type: 'triggered', order: after, time: reply.time };
      case 'order_canceled': {
        const order = { ...before, quantity: reply.remainingQuantity };
        this.#end({ ...order, why: reply.cause, time: reply.time });
        return { type: 'canceled', order, time: reply.time, cause: reply.cause };
      }
      case 'fill': {
        const order = filledBy(before, reply.quantity, reply.remainingQuantity);
        if (reply.remainingQuantity === 0) this.#end({ ...order, why: 'filled', time: reply.time });
        return { type: 'filled', order, time: reply.time, fill: ownFill(reply, order) };
      }
      default:
        return undefined;
    }
  }

  /** @param time exchange time of the newest event, microseconds, because a rejection carries none */
  rejected(order: OrderRecord, why: EndedOrder['why'], time: number): void {
    this.#end({ ...order, why, time });
  }

  #end(order: EndedOrder): void {
    this.#ended.push(Object.freeze(order));
    if (this.#ended.length > ENDED_MAX) this.#ended.shift();
  }
}

/** @param order the order after the fill; undefined: none that the bot knows */
export function ownFill(fill: Fill, order: OrderRecord | undefined): OwnFill {
  const { filledQuantity = fill.quantity, price: orderPrice } = order ?? {};
  return Object.freeze({ ...fill, orderPrice, filledQuantity });
}
