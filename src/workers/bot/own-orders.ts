/**
 * The bot's own orders, from the moment they are sent.
 *
 * 1. An order is in the table from its request until it is filled, cancelled or rejected.
 * 2. It shows a pending change at once, so that a strategy does not request the change twice. A rejection reverts it.
 * 3. Every request has a `requestId`. The gateway's reply with that id settles it.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import type {
  Fill,
  OpenOrder,
  OrderAmended,
  OrderRejected,
  PlaceOrder,
  Reply,
  Request,
} from '../../contract/orders.ts';
import type { OrderRecord, OwnOrder } from '../../contract/strategy.ts';
import { shownOrder, type AheadOf, type Asked } from './shown-order.ts';

const NOTHING_ASKED: Asked = { price: undefined, stopPrice: undefined, quantity: undefined };

interface Entry {
  /** The order as a strategy sees it, the same object until it changes. Undefined: it has changed since the last read. */
  view: OwnOrder | undefined;
  /** The order at the exchange, or as it will be when the exchange accepts it. */
  order: OrderRecord;
  isAccepted: boolean;
  isTriggered: boolean;
  /** Terms of pending amendments. */
  asked: Asked;
  amends: number;
  cancels: number;
}

export class OwnOrders {
  readonly #entries = new Map<string, Entry>();
  /** All orders as a strategy sees them. Undefined: an order has changed since the last read. */
  #views: readonly OwnOrder[] | undefined;
  readonly #unanswered = new Map<string, { readonly request: Request; readonly ids: readonly string[] }>();
  readonly #aheadOf: AheadOf;

  /** @param aheadOf looks up the place of an order in its queue when a strategy reads it */
  constructor(aheadOf: AheadOf) {
    this.#aheadOf = aheadOf;
  }

  /** All orders, oldest first. The list stays the same until an order changes. */
  get all(): readonly OwnOrder[] {
    return (this.#views ??= this.#viewAll());
  }

  get size(): number {
    return this.#entries.size;
  }

  get(clientOrderId: string): OwnOrder | undefined {
    const entry = this.#entries.get(clientOrderId);
    return entry === undefined ? undefined : viewOf(entry, this.#aheadOf);
  }

  has(clientOrderId: string): boolean {
    return this.#entries.has(clientOrderId);
  }

  /** The order as the exchange has it, without the terms of pending amendments. */
  record(clientOrderId: string): OrderRecord | undefined {
    return this.#entries.get(clientOrderId)?.order;
  }

  /** Orders that may rest in the book, as the exchange has them: accepted ones that are not waiting stops. */
  get resting(): readonly OrderRecord[] {
    return [...this.#entries.values()].filter(mayRest).map(({ order }) => order);
  }

  /** Starts again from the live orders that the gateway reports. */
  restore(openOrders: readonly OpenOrder[]): void {
    this.#views = undefined;
    this.#entries.clear();
    this.#unanswered.clear();
    for (const { clientOrderId, orderId, symbol, side, price, stopPrice, quantity } of openOrders) {
      const order = { clientOrderId, orderId, symbol, side, price, stopPrice, quantity, filledQuantity: 0 };
      this.#entries.set(clientOrderId, entryOf(order, true));
    }
  }

  sent(requestId: string, request: Request): void {
    this.#views = undefined;
    if (request.type === 'place_order') {
      this.#entries.set(request.clientOrderId, entryOf(recordOf(request), false));
    }
    const ids = this.#idsIn(request);
    for (const id of ids) this.#ask(this.#entries.get(id), request);
    this.#unanswered.set(requestId, { request, ids });
  }

  /** Applies a gateway message. @returns the order's request to which it replies, if any */
  apply(reply: Reply): Request | undefined {
    this.#views = undefined;
    const requestId = 'requestId' in reply ? reply.requestId : undefined;
    const answered = requestId === undefined ? undefined : this.#unanswered.get(requestId);
    if (requestId !== undefined) this.#unanswered.delete(requestId);
    if (answered !== undefined) for (const id of answered.ids) this.#settle(id, answered.request, reply);
    this.#update(reply);
    return answered?.request;
  }

  #viewAll(): readonly OwnOrder[] {
    const views: OwnOrder[] = [];
    for (const entry of this.#entries.values()) views.push(viewOf(entry, this.#aheadOf));
    return views;
  }

  #idsIn(request: Request): readonly string[] {
    if (request.type === 'cancel_all') return this.#idsOf(request.symbol);
    return 'clientOrderId' in request && request.clientOrderId !== undefined ? [request.clientOrderId] : [];
  }

  /** @param symbol undefined: all instruments */
  #idsOf(symbol: string | undefined): readonly string[] {
    const entries = [...this.#entries.values()];
    return entries
      .filter(({ order }) => symbol === undefined || order.symbol === symbol)
      .map(({ order }) => order.clientOrderId);
  }

  #ask(entry: Entry | undefined, request: Request): void {
    if (entry === undefined) return;
    entry.view = undefined;
    if (request.type === 'cancel_order' || request.type === 'cancel_all') entry.cancels += 1;
    if (request.type !== 'amend_order') return;
    const { price, stopPrice, quantity } = request;
    entry.amends += 1;
    const { asked } = entry;
    entry.asked = {
      price: price ?? asked.price,
      stopPrice: stopPrice ?? asked.stopPrice,
      quantity: quantity ?? asked.quantity,
    };
  }

  #settle(id: string, request: Request, reply: Reply): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.view = undefined;
    if (request.type === 'cancel_order' || request.type === 'cancel_all') entry.cancels -= 1;
    if (request.type === 'amend_order') {
      entry.amends -= 1;
      if (entry.amends === 0) entry.asked = NOTHING_ASKED;
    }
    if (isGone(request, reply)) this.#entries.delete(id);
  }

  #update(reply: Reply): void {
    switch (reply.type) {
      case 'order_accepted':
        this.#accepted(reply.clientOrderId, reply.orderId, reply.stopPrice);
        break;
      case 'order_amended':
        this.#amended(reply);
        break;
      case 'fill':
        this.#filled(reply);
        break;
      case 'order_canceled':
        this.#entries.delete(reply.clientOrderId);
        break;
      case 'order_triggered':
        this.#triggered(reply.clientOrderId, reply.stopPrice);
        break;
      case 'order_rejected':
      case 'cancel_all_done':
      case 'margin_set':
      case 'index_set':
      case 'phase_set':
      case 'pong':
      case 'welcome':
      case 'error':
        break;
    }
  }

  /** @param stopPrice stop price of a stop, which the exchange computes for a trailing one */
  #accepted(id: string, orderId: number, stopPrice: number | undefined): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.isAccepted = true;
    change(entry, orderOf(entry.order, { orderId, stopPrice }));
  }

  /** @param stopPrice last stop price of a trailing stop */
  #triggered(id: string, stopPrice: number | undefined): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.isTriggered = true;
    if (stopPrice !== undefined) change(entry, orderOf(entry.order, { stopPrice }));
  }

  #amended({ clientOrderId, price, stopPrice, quantity }: OrderAmended): void {
    const entry = this.#entries.get(clientOrderId);
    if (entry === undefined) return;
    change(entry, orderOf(entry.order, { price, stopPrice, quantity }));
  }

  #filled({ clientOrderId, quantity, remainingQuantity }: Fill): void {
    const entry = this.#entries.get(clientOrderId);
    if (entry === undefined) return;
    if (remainingQuantity === 0) this.#entries.delete(clientOrderId);
    else change(entry, filledBy(entry.order, quantity, remainingQuantity));
  }
}

/** A new order, before the exchange has replied. */
export function recordOf({
  clientOrderId,
  symbol,
  side,
  price,
  stopPrice,
  quantity,
}: PlaceOrder): OrderRecord {
  const orderId = undefined;
  return { clientOrderId, orderId, symbol, side, price, stopPrice, quantity, filledQuantity: 0 };
}

/** The order after a fill. */
export function filledBy(order: OrderRecord, quantity: number, remainingQuantity: number): OrderRecord {
  const filledQuantity = withoutResidue(order.filledQuantity + quantity);
  return orderOf(order, { filledQuantity, quantity: remainingQuantity });
}

type Changes = { readonly [Name in keyof OrderRecord]?: OrderRecord[Name] | undefined };

/** A changed copy of an order. It names the fields, because a spread costs several times as much. */
function orderOf(order: OrderRecord, changes: Changes): OrderRecord {
  return {
    clientOrderId: order.clientOrderId,
    orderId: changes.orderId ?? order.orderId,
    symbol: order.symbol,
    side: order.side,
    price: changes.price ?? order.price,
    stopPrice: changes.stopPrice ?? order.stopPrice,
    quantity: changes.quantity ?? order.quantity,
    filledQuantity: changes.filledQuantity ?? order.filledQuantity,
  };
}

function entryOf(order: Entry['order'], isAccepted: boolean): Entry {
  return {
    view: undefined,
    order,
    isAccepted,
    isTriggered: false,
    asked: NOTHING_ASKED,
    amends: 0,
    cancels: 0,
  };
}

function mayRest({ order, isAccepted, isTriggered }: Entry): boolean {
  return isAccepted && (order.stopPrice === undefined || isTriggered);
}

function change(entry: Entry, order: OrderRecord): void {
  entry.order = order;
  entry.view = undefined;
}

function viewOf(entry: Entry, aheadOf: AheadOf): OwnOrder {
  return (entry.view ??= shownOrder(entry.order, entry.asked, stateOf(entry), aheadOf));
}

function stateOf({ isAccepted, amends, cancels }: Entry): OwnOrder['state'] {
  if (cancels > 0) return 'canceling';
  if (!isAccepted) return 'pending';
  return amends > 0 ? 'amending' : 'live';
}

/**
 * True when the order no longer exists: a rejected order never existed, and UNKNOWN_ORDER means that an order has
 * ended.
 */
function isGone(request: Request, reply: Reply): boolean {
  if (reply.type === 'cancel_all_done') return true;
  if (reply.type !== 'order_rejected' && reply.type !== 'error') return false;
  return request.type === 'place_order' || reply.code === 'UNKNOWN_ORDER';
}

/** The rejection for the strategy, from either kind of message. */
export function rejectOf(
  reply: OrderRejected | Extract<Reply, { type: 'error' }>,
  request?: Request,
): OrderRejected {
  const { code, reason } = reply;
  const named = 'clientOrderId' in reply ? reply.clientOrderId : undefined;
  const clientOrderId =
    named ?? (request !== undefined && 'clientOrderId' in request ? request.clientOrderId : undefined);
  return { type: 'order_rejected', code, reason, ...(clientOrderId === undefined ? {} : { clientOrderId }) };
}
