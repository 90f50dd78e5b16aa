/**
 * How much stands before the bot's own orders in the queues of their prices.
 *
 * 1. The gateway's answer says how much stood ahead at its `time`. Gateway and relay are two connections: what the relay
 *    told of that time or before is in that number already, whenever it comes.
 * 2. A later trade with an order that rests at the price on the same side takes from it: first come, first served.
 * 3. A later cancellation may have stood ahead or behind. So the number is a bound: never too small, and too large by no
 *    more than what was cancelled. Nor can it be more than what the book shows at the price besides the own order.
 * 4. Fills of its own that an order met when it came are told right behind its acceptance. In a callback between the
 *    two, what the book shows besides it comes out too small.
 */
import type { Level, Trade } from '../../contract/events.ts';
import type { Reply, Side } from '../../contract/orders.ts';
import type { MarketView } from '../../contract/replica.ts';
import type { OwnOrder } from '../../contract/strategy.ts';

interface Place {
  readonly side: Side;
  readonly price: number;
  /** Of the answer that told it, in microseconds. */
  readonly since: number;
  ahead: number;
}

/** Sums of decimals, without what binary fractions leave behind. */
const DIGITS = 12;

export class QueuePlaces {
  readonly #places = new Map<string, Place>();

  /** @param trades that the relay has told so far */
  told(reply: Reply, trades: readonly Trade[]): void {
    switch (reply.type) {
      case 'welcome':
        return this.#places.clear();
      case 'order_canceled':
        return void this.#places.delete(reply.clientOrderId);
      case 'fill':
        if (reply.remainingQuantity === 0) this.#places.delete(reply.clientOrderId);
        return;
      case 'order_amended':
        if (reply.keptPriority) return;
        return this.#queued(reply, trades);
      case 'order_accepted':
        return this.#queued(reply, trades);
      default:
    }
  }

  traded(trade: Trade): void {
    for (const place of this.#places.values()) take(place, trade);
  }

  /**
   * @param time of the newest event in `market`, microseconds
   * @returns undefined when it is not known
   */
  ahead(
    order: Pick<OwnOrder, 'clientOrderId' | 'side' | 'quantity'>,
    market: MarketView,
    time: number,
  ): number | undefined {
    const place = this.#places.get(order.clientOrderId);
    if (place === undefined) return undefined;
    if (time < place.since) return place.ahead;
    const shown = quantityAt(order.side === 'buy' ? market.bids : market.asks, place.price);
    return Math.max(0, Math.min(place.ahead, rounded(shown - order.quantity)));
  }

  #queued(
    reply: Extract<Reply, { type: 'order_accepted' | 'order_amended' }>,
    trades: readonly Trade[],
  ): void {
    const { clientOrderId, price, time, queueAhead } = reply;
    const side = 'side' in reply ? reply.side : this.#places.get(clientOrderId)?.side;
    this.#places.delete(clientOrderId);
    if (queueAhead === undefined || price === undefined || side === undefined) return;
    const place = { side, price, since: time, ahead: queueAhead };
    this.#places.set(clientOrderId, place);
    for (const trade of trades) take(place, trade);
  }
}

function take(place: Place, { price, time, quantity, aggressor }: Trade): void {
  if (price !== place.price || aggressor === place.side || time <= place.since) return;
  place.ahead = Math.max(0, rounded(place.ahead - quantity));
}

function quantityAt(levels: readonly Level[], price: number): number {
  return levels.find(([level]) => level === price)?.[1] ?? 0;
}

function rounded(quantity: number): number {
  return Number(quantity.toPrecision(DIGITS));
}
