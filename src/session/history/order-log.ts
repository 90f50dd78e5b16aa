/**
 * Orders that rested in a book and have left it, by account, as the event stream publishes them.
 *
 * 1. `order_update` publishes each change of an order's resting quantity, after the trades of its command.
 *    `book_orders` repeats the front of each side. An order that was not seen resting leaves no trace.
 * 2. An order counts as filled when the trades since its last update took all of it, and otherwise as cancelled. The
 *    stream publishes no cause and no client order id.
 * 3. Each account keeps its newest orders: ORDERS_PER_ACCOUNT_MAX, or its share of ORDERS_MAX, but at least
 *    ORDERS_PER_ACCOUNT_MIN. At most RESTING_MAX resting orders are followed.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import type { BookOrders, MarketEvent, OrderUpdate, RestingOrder, Trade } from '../../contract/events.ts';
import type { HistoryOrder } from '../../contract/history.ts';
import { NewestLog } from '../../contract/newest-log.ts';

export const ORDERS_PER_ACCOUNT_MAX = 1_000;
export const ORDERS_PER_ACCOUNT_MIN = 100;
export const ORDERS_MAX = 200_000;
export const RESTING_MAX = 200_000;

interface Resting {
  readonly account: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  price: number;
  quantity: number;
  filled: number;
  /** Quantity traded since the last update. */
  traded: number;
}

type Terms = Pick<OrderUpdate, 'account' | 'symbol' | 'side' | 'price' | 'quantity'>;

export interface EndedOrder extends HistoryOrder {
  readonly seq: number;
}

export class OrderLog {
  readonly #resting = new Map<number, Resting>();
  readonly #ended = new Map<string, NewestLog<EndedOrder>>();
  /** Quantities that orders of the commands at `#arrivedAt` have traded before they rest. */
  readonly #arriving = new Map<number, number>();
  #arrivedAt = 0;
  /** Quantities filled before the last checkpoint with which the log began. */
  #before: ReadonlyMap<number, number> = new Map();

  add(event: MarketEvent): void {
    if (event.type === 'trade') this.#trade(event);
    else if (event.type === 'order_update') this.#update(event);
    else if (event.type === 'book_orders') this.#front(event);
  }

  /**
   * Continues with a checkpoint, before which some events may be missing.
   * @returns collects those events, for `addPast`
   */
  begin(): OrderLog {
    const missing = new OrderLog();
    for (const [orderId, order] of this.#resting) missing.#resting.set(orderId, { ...order });
    missing.#before = filledOf(this.#resting);
    this.#before = missing.#before;
    this.#resting.clear();
    this.#arriving.clear();
    return missing;
  }

  /** @param past log with the events that were missing */
  addPast(past: OrderLog): void {
    const gained = new Map(
      [...past.#resting].map(([id, { filled }]) => [id, filled - (past.#before.get(id) ?? 0)]),
    );
    for (const [orderId, order] of this.#resting) order.filled += gained.get(orderId) ?? 0;
    for (const log of this.#ended.values()) log.merge(log.all.map((ended) => withGain(ended, gained)));
    for (const [account, { all }] of past.#ended) this.#logOf(account).merge(all);
  }

  /** Orders of an account, oldest first, each with the `seq` of its end. */
  of(account: string): readonly EndedOrder[] {
    return this.#ended.get(account)?.all ?? [];
  }

  #trade({ time, quantity, buyOrderId, sellOrderId }: Trade): void {
    if (time !== this.#arrivedAt) this.#arriving.clear();
    this.#arrivedAt = time;
    for (const orderId of [buyOrderId, sellOrderId]) {
      const order = this.#resting.get(orderId);
      if (order === undefined) this.#arriving.set(orderId, (this.#arriving.get(orderId) ?? 0) + quantity);
      else order.traded += quantity;
    }
  }

  #update(update: OrderUpdate): void {
    const { orderId, quantity, price } = update;
    const order = this.#resting.get(orderId);
    if (quantity === 0) return this.#end(update, order);
    if (order === undefined) return this.#rest(orderId, update, this.#arriving.get(orderId) ?? 0);
    order.filled += order.traded;
    order.traded = 0;
    order.price = price;
    order.quantity = quantity;
  }

  #end({ orderId, seq, time }: OrderUpdate, order: Resting | undefined): void {
    if (order === undefined) return;
    this.#resting.delete(orderId);
    const { account, symbol, side, price, filled, traded } = order;
    const quantity = Math.max(0, withoutResidue(order.quantity - traded));
    const why = quantity === 0 ? 'filled' : 'canceled';
    const filledQuantity = withoutResidue(filled + traded);
    const log = this.#logOf(account);
    log.push({ seq, orderId, symbol, side, price, quantity, filledQuantity, why, time });
  }

  #front({ symbol, bids, asks }: BookOrders): void {
    const learn = (side: 'buy' | 'sell', [price, quantity, orderId, , account]: RestingOrder) => {
      if (!this.#resting.has(orderId)) this.#rest(orderId, { account, symbol, side, price, quantity }, 0);
    };
    for (const order of bids) learn('buy', order);
    for (const order of asks) learn('sell', order);
  }

  #rest(orderId: number, { account, symbol, side, price, quantity }: Terms, arrived: number): void {
    if (this.#resting.size >= RESTING_MAX) return;
    const filled = (this.#before.get(orderId) ?? 0) + arrived;
    this.#resting.set(orderId, { account, symbol, side, price, quantity, filled, traded: 0 });
  }

  #logOf(account: string): NewestLog<EndedOrder> {
    const found = this.#ended.get(account);
    if (found !== undefined) return found;
    const share = Math.floor(ORDERS_MAX / (this.#ended.size + 1));
    const max = Math.max(ORDERS_PER_ACCOUNT_MIN, Math.min(ORDERS_PER_ACCOUNT_MAX, share));
    const log = new NewestLog<EndedOrder>(
      max,
      ({ seq }) => seq,
      ({ orderId }) => orderId,
    );
    this.#ended.set(account, log);
    return log;
  }
}

function filledOf(resting: ReadonlyMap<number, Resting>): ReadonlyMap<number, number> {
  return new Map([...resting].map(([orderId, { filled, traded }]) => [orderId, filled + traded]));
}

function withGain(ended: EndedOrder, gained: ReadonlyMap<number, number>): EndedOrder {
  const gain = gained.get(ended.orderId) ?? 0;
  return gain === 0 ? ended : { ...ended, filledQuantity: withoutResidue(ended.filledQuantity + gain) };
}
