/** An own order as a strategy sees it. */
import type { OrderRecord, OwnOrder } from '../../contract/strategy.ts';

/** Quantity ahead of an order in its queue. Undefined: unknown. */
export type AheadOf = (order: OwnOrder) => number | undefined;

/** Terms of pending amendments. */
export interface Asked {
  readonly price: number | undefined;
  readonly stopPrice: number | undefined;
  readonly quantity: number | undefined;
}

/** A constructor that makes nothing: the fields of its subclass become those of the order. */
function itself(order: object): object {
  return order;
}

/**
 * Keeps with an order, as a private field, how to look up its place in the queue. A private field costs less than a
 * WeakMap, and unlike a property it stays hidden from strategies.
 */
class Lookup extends (itself as unknown as new (order: object) => object) {
  readonly #aheadOf: AheadOf;

  private constructor(order: object, aheadOf: AheadOf) {
    super(order);
    this.#aheadOf = aheadOf;
  }

  /** @returns the order itself */
  static keep<Order extends object>(order: Order, aheadOf: AheadOf): Order {
    return new Lookup(order, aheadOf) as unknown as Order;
  }

  static ahead(order: OwnOrder): number | undefined {
    return #aheadOf in order ? (order as unknown as Lookup).#aheadOf(order) : undefined;
  }
}

/**
 * The place in the queue, looked up on access. All orders share this getter: V8 keeps an object with a getter of its own
 * as a dictionary, which costs several times as much to make and to read.
 */
function queueAhead(this: OwnOrder): number | undefined {
  return Lookup.ahead(this);
}
const QUEUE_AHEAD = { enumerable: true, configurable: true, get: queueAhead };
// Strategies of several runs reach the getter, so nothing about it may change.
Object.freeze(queueAhead);
Object.freeze(queueAhead.prototype as object);

/**
 * An own order as a strategy sees it, frozen.
 * @param asked terms of pending amendments
 * @param aheadOf looks up the place in the queue when the strategy reads it
 */
export function shownOrder(
  order: OrderRecord,
  asked: Asked,
  state: OwnOrder['state'],
  aheadOf: AheadOf,
): OwnOrder {
  const shown = {
    clientOrderId: order.clientOrderId,
    orderId: order.orderId,
    symbol: order.symbol,
    side: order.side,
    price: asked.price ?? order.price,
    stopPrice: asked.stopPrice ?? order.stopPrice,
    quantity: asked.quantity ?? order.quantity,
    filledQuantity: order.filledQuantity,
    state,
  };
  Object.defineProperty(shown, 'queueAhead', QUEUE_AHEAD);
  return Object.freeze(Lookup.keep(shown as typeof shown & Pick<OwnOrder, 'queueAhead'>, aheadOf));
}
