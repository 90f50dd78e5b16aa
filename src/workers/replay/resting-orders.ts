/**
 * The resting orders, in the file and at the exchange.
 *
 * The file is authoritative: `follow` keeps every order at the exchange no larger than in the file's book. Quantity
 * that other traders took stays taken. Quantity that remained because they filled an aggressor in its place is cancelled.
 */
import type { Fill, OrderAmended, OrderCanceled } from '../../contract/orders.ts';
import type { PriceTicks, QuantityLots } from '../../contract/units.ts';
import type { Aggression } from './aggression.ts';
import { ExchangeOrders } from './exchange-orders.ts';
import { FileBook, type FileOrder, type MakerFill } from './file-book.ts';
import type { OrderRequest, OrderSession, Refused } from './gateway-session.ts';
import type { InstrumentGrid } from './instrument-grid.ts';
import type { Tally } from './tally.ts';

/** Largest number of requests without a reply. */
const UNANSWERED_MAX = 256;
/** Id that no order has. A cancel for it changes nothing, and its reply comes after every earlier message. */
const FENCE_ID = 'fence';
const SEED_PREFIX = 'seed-';

/** The replay continues when the condition is true. */
export type Condition = () => boolean;

export interface RestingOrdersOptions {
  readonly grid: InstrumentGrid;
  readonly session: OrderSession;
  readonly tally: Tally;
  /** Called with a rejection, unless others have filled the order concerned. */
  readonly onRefused: (reply: Refused) => void;
}

export class RestingOrders {
  readonly book = new FileBook();
  readonly #exchange = new ExchangeOrders();
  readonly #options: RestingOrdersOptions;
  #aggression: Aggression | undefined;

  constructor(options: RestingOrdersOptions) {
    this.#options = options;
    options.session.listen({
      onAnswer: (request, reply) => {
        if (reply.type === 'order_accepted') this.#countPlaced(request);
        else if (reply.type === 'order_canceled') options.tally.canceled += 1;
        else if (reply.type === 'order_amended') this.#amended(reply);
        else if ('reason' in reply) this.#refused(request, reply);
      },
      onUpdate: (reply) => {
        if (reply.type === 'fill') this.#filled(reply);
        else if (reply.type === 'order_canceled') this.#canceledByExchange(reply);
      },
    });
  }

  /** @returns false when an order with that id already rests */
  place(order: FileOrder): boolean {
    if (!this.book.place(order)) return false;
    const { id, side, price, quantity } = order;
    const { grid, session } = this.#options;
    this.#exchange.placed(id, quantity);
    session.send({
      type: 'place_order',
      clientOrderId: id,
      symbol: grid.symbol,
      side,
      orderType: 'limit',
      price: grid.price(price),
      quantity: grid.quantity(quantity),
    });
    return true;
  }

  /** The file's book has changed: reduces the exchange's order to the same quantity. */
  follow(id: string): void {
    const { grid, session } = this.#options;
    const wanted = this.book.get(id)?.quantity;
    const isLarger = this.#exchange.quantityOf(id) > (wanted ?? 0);
    if (wanted === undefined) {
      if (isLarger) session.send({ type: 'cancel_order', clientOrderId: id });
      this.#exchange.forget(id);
    } else if (isLarger) {
      session.send({ type: 'amend_order', clientOrderId: id, quantity: grid.quantity(wanted) });
      this.#exchange.changed(id, wanted);
    }
  }

  /** True when the next request may be sent. */
  readonly hasRoom: Condition = () => this.#options.session.unanswered < UNANSWERED_MAX;

  /** True when every request has its reply. */
  readonly isSettled: Condition = () => this.#options.session.unanswered === 0;

  /** @returns a condition that is true once every message that the exchange has sent so far is here */
  fence(): Condition {
    this.#options.session.send({ type: 'cancel_order', clientOrderId: FENCE_ID });
    return this.isSettled;
  }

  /** Sets the aggression to which fills belong from now on. Undefined: none. */
  attribute(aggression: Aggression | undefined): void {
    this.#aggression = aggression;
  }

  filledByAggressor({ orderId, quantity }: MakerFill): void {
    this.#exchange.filled(orderId, quantity);
  }

  filledByOther(fill: Fill): void {
    const { orderId, quantity } = this.makerFill(fill);
    this.#options.tally.fillsWithOthers += 1;
    this.#exchange.filled(orderId, quantity);
    this.#exchange.touch(orderId);
  }

  makerFill({ clientOrderId, quantity }: Fill): MakerFill {
    return { orderId: clientOrderId, quantity: this.#options.grid.lotsOf(quantity) };
  }

  /** True when others made the order differ from the file's. */
  isTouched(id: string): boolean {
    return this.#exchange.isTouched(id);
  }

  touch(id: string): void {
    this.#exchange.touch(id);
  }

  /** Value of all resting orders, in currency. */
  value(): number {
    const { grid } = this.#options;
    const levels = [...this.book.levels('buy'), ...this.book.levels('sell')];
    return levels.reduce(
      (sum, [price, lots]) => sum + grid.price(price as PriceTicks) * grid.quantity(lots as QuantityLots),
      0,
    );
  }

  #countPlaced({ clientOrderId }: OrderRequest): void {
    const { tally } = this.#options;
    if (clientOrderId?.startsWith(SEED_PREFIX) === true) tally.seeded += 1;
    else tally.placed += 1;
  }

  #amended({ clientOrderId, quantity, keptPriority }: OrderAmended): void {
    const { grid, tally } = this.#options;
    tally.amended += 1;
    this.#exchange.changed(clientOrderId, grid.lotsOf(quantity));
    // Others had taken more of it than we knew. The exchange raised the quantity again, at the back of the queue.
    if (!keptPriority) this.#exchange.touch(clientOrderId);
  }

  #refused(request: OrderRequest, reply: Refused): void {
    const { tally, onRefused } = this.#options;
    const { clientOrderId = '' } = request;
    if (clientOrderId === FENCE_ID) return;
    if (reply.code === 'UNKNOWN_ORDER') {
      tally.unknownOrders += 1;
      return;
    }
    this.#exchange.changed(clientOrderId, 0);
    this.#exchange.touch(clientOrderId);
    onRefused(reply);
  }

  #filled(fill: Fill): void {
    // A new order of ours that met another trader's quote is itself the taker.
    if (fill.liquidity === 'maker' && this.#aggression !== undefined) this.#aggression.makerFilled(fill);
    else this.filledByOther(fill);
  }

  #canceledByExchange({ clientOrderId }: OrderCanceled): void {
    this.#options.tally.canceledByExchange += 1;
    this.#exchange.changed(clientOrderId, 0);
    this.#exchange.touch(clientOrderId);
  }
}
