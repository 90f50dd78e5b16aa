/**
 * Merges events into frames of the conflated feed.
 *
 * 1. A frame covers a range of `seq`. Applied to a replica that is at the beginning of the range, its events lead to
 *    the state at its end (test/workers/watch/conflation.test.ts).
 * 2. All trades, liquidations and payments of funding stay. Of a level, a position, a price, a rate, a single order and the
 *    status, the frame has the newest value, unless the watchers have the same value already.
 * 3. Watchers are in sync, so a checkpoint in the range is merged like all other events.
 */
import { EventFold } from '../../contract/event-fold.ts';
import type {
  BookOrders,
  BookUpdate,
  Conflated,
  ExchangeStatus,
  Funding,
  FundingRate,
  IndexPrice,
  Level,
  MarketEvent,
  MarkPrice,
  OrderUpdate,
  PositionUpdate,
  RestingOrder,
} from '../../contract/events.ts';
import type { Side } from '../../contract/orders.ts';
import { ORDERS_MAX } from '../../contract/resting-orders.ts';

/** Events of which only the newest counts, in addition to levels and orders. */
type Price = MarkPrice | IndexPrice | FundingRate;
type Valued = ExchangeStatus | PositionUpdate | Price | OrderUpdate;

export type ConflatedFrame = readonly [Conflated, ...MarketEvent[]];

export class Conflation {
  readonly #known = new Known();
  #fold = new EventFold();
  /** The newest status, and prices of each symbol. */
  #newest = new Map<string, ExchangeStatus | Price>();
  #payments: Funding[] = [];
  #time = 0;
  /** `seq` of the newest event that the watchers have. */
  #seq: number;

  /**
   * @param checkpoint checkpoint with which the watchers begin
   * @param seq `seq` of its last event
   */
  constructor(checkpoint: readonly MarketEvent[], seq: number) {
    this.#seq = seq;
    this.add(checkpoint);
    for (const event of checkpoint) if (event.type === 'book_update') this.#fold.add(event);
    this.#changes();
  }

  /** @param events events that a replica has applied, in order */
  add(events: readonly MarketEvent[]): void {
    for (const event of events) this.#add(event);
  }

  /** True when watchers need nothing before this checkpoint. */
  precedes({ epoch, seq }: ExchangeStatus): boolean {
    return this.#known.epoch === epoch && this.#seq + 1 === seq;
  }

  /** @param seq `seq` of the newest event @returns null when nothing happened since the last frame */
  take(seq: number): ConflatedFrame | null {
    if (seq <= this.#seq) return null;
    const fromSeq = this.#seq + 1;
    this.#seq = seq;
    const changes = this.#changes();
    return [{ type: 'conflated', seq, time: this.#time, fromSeq }, ...changes];
  }

  #add(event: MarketEvent): void {
    this.#time = Math.max(this.#time, event.time);
    switch (event.type) {
      case 'exchange_status':
        this.#newest.set(event.type, event);
        break;
      case 'mark_price':
      case 'index_price':
      case 'funding_rate':
        this.#newest.set(`${event.type} ${event.symbol}`, event);
        break;
      case 'funding':
        this.#payments.push(event);
        break;
      case 'book_orders':
        for (const order of singleOrders(event)) this.#fold.add(order);
        break;
      case 'book_update':
        // A snapshot contains nothing new for a watcher that is in sync.
        if (!event.snapshot) this.#fold.add(event);
        break;
      default:
        this.#fold.add(event);
    }
  }

  /** Returns the changes since the last frame, which the watchers know afterwards. */
  #changes(): readonly MarketEvent[] {
    // Mark prices come before trades, because one may carry an older last price.
    const all = [...this.#newest.values(), ...this.#payments, ...this.#fold.events()];
    this.#newest.clear();
    this.#payments = [];
    this.#fold = new EventFold();
    return all.map((event) => this.#known.change(event)).filter((event) => event !== null);
  }
}

/** The state that the watchers have. */
class Known {
  readonly #values = new Map<string, Valued>();
  readonly #levels = new Map<string, Map<number, number>>();
  #orders = 0;
  #epoch: string | null = null;

  get epoch(): string | null {
    return this.#epoch;
  }

  /** @returns the part of the event that is new; null: none */
  change(event: MarketEvent): MarketEvent | null {
    switch (event.type) {
      case 'trade':
      case 'liquidation':
      case 'book_orders':
      case 'funding':
      // A phase ends the auction that was indicated before it, so both count even when they repeat themselves.
      case 'market_state':
      case 'auction_update':
        return event;
      case 'book_update':
        return this.#book(event);
      case 'order_update':
        return this.#order(event);
      case 'position_update':
        return this.#value(`${event.type} ${event.account} ${event.symbol}`, event);
      case 'mark_price':
      case 'index_price':
      case 'funding_rate':
        return this.#value(`${event.type} ${event.symbol}`, event);
      case 'exchange_status':
        this.#epoch = event.epoch;
        return this.#value(event.type, event);
    }
  }

  #value<Value extends Valued>(key: string, value: Value): Value | null {
    const known = this.#values.get(key);
    this.#values.set(key, value);
    return known !== undefined && isSame(known, value) ? null : value;
  }

  /** Merges an order. One that came and went between two frames leaves no trace. */
  #order(order: OrderUpdate): OrderUpdate | null {
    const key = `${order.type} ${order.symbol} ${order.orderId}`;
    if (order.quantity === 0) {
      const wasKnown = this.#values.delete(key);
      if (wasKnown) this.#orders -= 1;
      return wasKnown || this.#orders >= ORDERS_MAX ? order : null;
    }
    if (!this.#values.has(key)) {
      if (this.#orders >= ORDERS_MAX) return order;
      this.#orders += 1;
    }
    return this.#value(key, order);
  }

  #book(update: BookUpdate): BookUpdate | null {
    const [bids, asks] = [this.#side(update, 'bids'), this.#side(update, 'asks')];
    return bids.length + asks.length === 0 ? null : { ...update, bids, asks };
  }

  #side(update: BookUpdate, side: 'bids' | 'asks'): [number, number][] {
    const key = `${side} ${update.symbol}`;
    const known = this.#levels.get(key) ?? new Map<number, number>();
    this.#levels.set(key, known);
    const changed = update[side].filter(([price, quantity]) => (known.get(price) ?? 0) !== quantity);
    for (const level of changed) setLevel(known, level);
    return changed;
  }
}

function setLevel(known: Map<number, number>, [price, quantity]: Level): void {
  if (quantity === 0) known.delete(price);
  else known.set(price, quantity);
}

function singleOrders(event: BookOrders): readonly OrderUpdate[] {
  const of = (side: Side, orders: readonly RestingOrder[]) =>
    orders.map(([price, quantity, orderId, priority, account]): OrderUpdate => {
      const { seq, time, symbol } = event;
      return { type: 'order_update', seq, time, symbol, orderId, account, side, price, quantity, priority };
    });
  return [...of('buy', event.bids), ...of('sell', event.asks)];
}

/** True when the events are equal, apart from their place in the stream. */
function isSame(one: Valued, other: Valued): boolean {
  const fields = Object.entries(other).filter(([field]) => field !== 'seq' && field !== 'time');
  const isAll = Object.keys(one).every((field) => Object.hasOwn(other, field));
  return (
    isAll && fields.every(([field, value]) => isSameValue((one as Record<string, unknown>)[field], value))
  );
}

/** Compares two values of an event. Only the instruments and warnings of a status are not primitive. */
function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || (typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));
}
