/** History of the account's orders: events for `onOrder`, fills, and ended orders. */
import type { Fill, Reply, Welcome } from '../../contract/orders.ts';
import { withoutResidue } from '../../contract/decimals.ts';
import type { OwnPast } from '../../contract/history-reader.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type {
  Context,
  EndedOrder,
  OrderEvent,
  OrderRecord,
  OwnFill,
  PastFill,
} from '../../contract/strategy.ts';
import { filledBy } from './own-orders.ts';

/** Largest number of fills, and of ended orders, that a strategy sees. */
export const OWN_PAST_MAX = 100;

export class OrderHistory {
  readonly #ended: EndedOrder[] = [];
  readonly #fills: Context['fills'][number][] = [];

  /** Ended orders, oldest first. */
  get ended(): readonly EndedOrder[] {
    return [...this.#ended];
  }

  /** Fills, oldest first. */
  get fills(): Context['fills'] {
    return this.#fills;
  }

  /** Adds the history of the strategy's previous version. */
  recall(ended: readonly EndedOrder[], fills: Context['fills']): void {
    for (const order of ended) this.#end(order);
    for (const fill of fills) this.filled(fill);
  }

  filled(fill: Context['fills'][number]): void {
    keepNewest(this.#fills, Object.freeze(fill));
  }

  /** Adds what happened before the bot connected. Known orders and fills stay unchanged. */
  addPast(past: OwnPast, instruments: readonly Instrument[]): void {
    const fills = new Set(this.#fills.map(keyOf));
    const orders = new Set(this.#ended.map(({ orderId }) => orderId));
    const older = past.fills.filter((fill) => !fills.has(keyOf(fill)));
    const ended = past.orders.filter(({ orderId }) => !orders.has(orderId));
    putBefore(
      this.#fills,
      older.map((fill) => Object.freeze(pastFill(fill, instruments))),
    );
    putBefore(
      this.#ended,
      ended.map((order) => Object.freeze(pastOrder(order))),
    );
  }

  /**
   * @param before order that the reply concerns, before the reply
   * @param after the same order after the reply; undefined: it has ended
   * @returns the events for `onOrder`
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

  /** @param time exchange time of the newest event, in microseconds, because a rejection has no time */
  rejected(order: OrderRecord, why: EndedOrder['why'], time: number): void {
    this.#end({ ...order, why, time });
  }

  #end(order: EndedOrder): void {
    keepNewest(this.#ended, Object.freeze(order));
  }
}

/** Key of a fill. A trade of an account with itself is two fills. */
function keyOf({ tradeId, side }: Pick<Fill, 'tradeId' | 'side'>): string {
  return `${tradeId} ${side}`;
}

function keepNewest<Item>(items: Item[], item: Item): void {
  items.push(item);
  if (items.length > OWN_PAST_MAX) items.shift();
}

function putBefore<Item extends { readonly time: number }>(items: Item[], older: readonly Item[]): void {
  const all = [...older, ...items].sort((one, other) => one.time - other.time);
  items.splice(0, items.length, ...all.slice(-OWN_PAST_MAX));
}

/** A past fill. An older session publishes no fee, which then follows from the instrument's rates. */
function pastFill(
  { liquidation: _, ...fill }: OwnPast['fills'][number],
  instruments: readonly Instrument[],
): PastFill {
  const { makerFeeRate = 0, takerFeeRate = 0 } =
    instruments.find(({ symbol }) => symbol === fill.symbol) ?? {};
  const rate = fill.liquidity === 'maker' ? makerFeeRate : takerFeeRate;
  return {
    type: 'fill',
    ...fill,
    fee: fill.fee ?? withoutResidue(fill.price * fill.quantity * rate),
    clientOrderId: undefined,
    remainingQuantity: undefined,
    orderPrice: undefined,
    filledQuantity: undefined,
  };
}

function pastOrder(order: OwnPast['orders'][number]): EndedOrder {
  return { ...order, clientOrderId: undefined, stopPrice: undefined };
}

/** @param order the order after the fill; undefined: the bot does not know it */
export function ownFill(fill: Fill, order: OrderRecord | undefined): OwnFill {
  const { filledQuantity = fill.quantity, price: orderPrice } = order ?? {};
  return Object.freeze({ ...fill, orderPrice, filledQuantity });
}
