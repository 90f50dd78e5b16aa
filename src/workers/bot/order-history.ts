/**
 * History of the account's orders: events for `onOrder`, fills, and ended orders. Most strategies read none of them, so
 * each is computed when it is first read.
 */
import type { Fill, OrderCanceled, Reply, Welcome } from '../../contract/orders.ts';
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
import { NewestItems } from './newest-items.ts';
import { filledBy } from './own-orders.ts';

const { freeze } = Object;
/** Largest number of fills, and of ended orders, that a strategy sees. */
export const OWN_PAST_MAX = 100;

export class OrderHistory {
  readonly #ended = new NewestItems<EndedOrder>(OWN_PAST_MAX);
  readonly #fills = new NewestItems<Context['fills'][number]>(OWN_PAST_MAX);

  /** Ended orders, oldest first. */
  get ended(): readonly EndedOrder[] {
    return this.#ended.all;
  }

  /** Fills, oldest first. */
  get fills(): Context['fills'] {
    return this.#fills.all;
  }

  /** Adds the history of the strategy's previous version. */
  recall(ended: readonly EndedOrder[], fills: Context['fills']): void {
    for (const order of ended) this.#end(() => order);
    for (const fill of fills) this.filled(() => fill);
  }

  filled(fill: () => Context['fills'][number]): void {
    this.#fills.push(() => freeze(fill()));
  }

  /** Adds what happened before the bot connected. Known orders and fills stay unchanged. */
  addPast(past: OwnPast, instruments: readonly Instrument[]): void {
    const fills = new Set(this.fills.map(keyOf));
    const orders = new Set(this.ended.map(({ orderId }) => orderId));
    const older = past.fills.filter((fill) => !fills.has(keyOf(fill)));
    const ended = past.orders.filter(({ orderId }) => !orders.has(orderId));
    putBefore(
      this.#fills,
      older.map((fill) => freeze(pastFill(fill, instruments))),
    );
    putBefore(
      this.#ended,
      ended.map((order) => freeze(pastOrder(order))),
    );
  }

  /**
   * Notes the end of an order.
   * @param before order that the reply concerns, before the reply; undefined: it concerns none
   */
  record(reply: Exclude<Reply, Welcome>, before: OrderRecord | undefined): void {
    if (before === undefined) return;
    if (reply.type === 'order_canceled')
      this.#end(() => ({ ...canceledBy(before, reply), why: reply.cause, time: reply.time }));
    else if (reply.type === 'fill' && reply.remainingQuantity === 0)
      this.#end(() => ({ ...orderAfter(before, reply), why: 'filled', time: reply.time }));
  }

  /** @param time exchange time of the newest event, in microseconds, because a rejection has no time */
  rejected(order: OrderRecord, why: EndedOrder['why'], time: number): void {
    this.#end(() => ({ ...order, why, time }));
  }

  #end(order: () => EndedOrder): void {
    this.#ended.push(() => freeze(order()));
  }
}

/**
 * The event for `onOrder`. Its order is frozen, because it may be the one that the bot keeps.
 * @param before order that the reply concerns, before the reply
 * @param after the same order after the reply; undefined: it has ended
 * @param fill the reply as a fill, if it is one
 */
export function orderEventOf(
  reply: Exclude<Reply, Welcome>,
  before: OrderRecord,
  after: OrderRecord | undefined,
  fill: (() => OwnFill) | undefined,
): OrderEvent | undefined {
  const event = eventOf(reply, before, after, fill);
  if (event !== undefined) freeze(event.order);
  return event;
}

function eventOf(...[reply, before, after, fill]: Parameters<typeof orderEventOf>): OrderEvent | undefined {
  switch (reply.type) {
    case 'order_accepted':
      return after && { type: 'accepted', order: after, time: reply.time };
    case 'order_amended':
      return after && { type: 'amended', order: after, time: reply.time, keptPriority: reply.keptPriority };
    case 'order_triggered':
      return after && { type: 'triggered', order: after, time: reply.time };
    case 'order_canceled':
      return { type: 'canceled', order: canceledBy(before, reply), time: reply.time, cause: reply.cause };
    case 'fill':
      return fill && { type: 'filled', order: orderAfter(before, reply), time: reply.time, fill: fill() };
    default:
      return undefined;
  }
}

function canceledBy(order: OrderRecord, { remainingQuantity }: OrderCanceled): OrderRecord {
  return { ...order, quantity: remainingQuantity };
}

function orderAfter(order: OrderRecord, { quantity, remainingQuantity }: Fill): OrderRecord {
  return filledBy(order, quantity, remainingQuantity);
}

/** Key of a fill. A trade of an account with itself is two fills. */
function keyOf({ tradeId, side }: Pick<Fill, 'tradeId' | 'side'>): string {
  return `${tradeId} ${side}`;
}

function putBefore<Item extends { readonly time: number }>(
  items: NewestItems<Item>,
  older: readonly Item[],
): void {
  items.replaceAll([...older, ...items.all].sort((one, other) => one.time - other.time));
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

/** @param before the order before the fill; undefined: the bot does not know it */
export function ownFill(fill: Fill, before: OrderRecord | undefined): OwnFill {
  const { filledQuantity = fill.quantity, price: orderPrice } = (before && orderAfter(before, fill)) ?? {};
  return freeze({ ...fill, orderPrice, filledQuantity });
}
