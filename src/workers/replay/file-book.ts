/**
 * The book that the LOBSTER file describes: every resting order in its queue, whatever the exchange did with the order.
 *
 * 1. Orders at a price keep the order in which they arrived. A reduced order keeps its place.
 * 2. All orders that rested at a price before the file began are one anonymous order. It stands for every id that the
 *    file does not introduce.
 * 3. `fifoFills` gives an incoming order's fills by price-time priority. The original exchange sometimes
 *    deviated from it; the file's book is still correct.
 */
import type { Side } from '../../contract/orders.ts';
import { PriceLevels } from '../../contract/price-levels.ts';
import type { PriceTicks, QuantityLots } from '../../contract/units.ts';
import type { Level } from '../../contract/events.ts';

export interface FileOrder {
  readonly id: string;
  readonly side: Side;
  readonly price: PriceTicks;
  /** Open quantity. */
  readonly quantity: QuantityLots;
}

/** A part of a resting order that an incoming order takes. */
export interface MakerFill {
  readonly orderId: string;
  readonly quantity: QuantityLots;
}

interface Queued {
  readonly id: string;
  readonly side: Side;
  readonly price: PriceTicks;
  quantity: QuantityLots;
}

interface Queue {
  /** Orders at this price, oldest first (a Map keeps the insertion order). */
  readonly orders: Map<string, Queued>;
  total: number;
}

class BookSide {
  /** Levels with the price in ticks and the quantity in lots. */
  readonly levels: PriceLevels;
  readonly queues = new Map<number, Queue>();

  constructor(side: 'bids' | 'asks') {
    this.levels = new PriceLevels(side);
  }
}

export class FileBook {
  readonly #orders = new Map<string, Queued>();
  readonly #sides: Readonly<Record<Side, BookSide>> = {
    buy: new BookSide('bids'),
    sell: new BookSide('asks'),
  };

  get size(): number {
    return this.#orders.size;
  }

  get(id: string): FileOrder | undefined {
    return this.#orders.get(id);
  }

  /** Best level, with the price in ticks and the quantity in lots. */
  best(side: Side): Level | undefined {
    return this.#sides[side].levels.best;
  }

  /** Levels, best first, in ticks and lots. */
  levels(side: Side): readonly Level[] {
    return this.#sides[side].levels.all;
  }

  /** All orders. Within a price, the oldest comes first. */
  *orders(): Generator<FileOrder> {
    for (const { levels, queues } of Object.values(this.#sides)) {
      for (const [price] of levels.all) yield* queues.get(price)?.orders.values() ?? [];
    }
  }

  /** Order that a message concerns: the one with its id, or the anonymous one at its price. */
  find(id: string, side: Side, price: PriceTicks): FileOrder | undefined {
    return this.#orders.get(id) ?? this.#orders.get(anonymousId(side, price));
  }

  /** Places an order at the back of its price's queue. @returns false when an order with that id already rests */
  place({ id, side, price, quantity }: FileOrder): boolean {
    if (this.#orders.has(id)) return false;
    const order = { id, side, price, quantity };
    this.#orders.set(id, order);
    this.#queueAt(side, price).orders.set(id, order);
    this.#changeTotal(order, quantity);
    return true;
  }

  /** Takes up to `quantity` from an order, which leaves the book when no quantity remains. */
  reduce(id: string, quantity: QuantityLots): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    const taken = Math.min(quantity, order.quantity);
    order.quantity = (order.quantity - taken) as QuantityLots;
    if (order.quantity === 0) this.#remove(order);
    this.#changeTotal(order, -taken);
  }

  /**
   * Fills of an incoming order by price-time priority.
   * @param side side of the resting orders
   * @param limit worst price that may be filled
   */
  fifoFills(side: Side, limit: PriceTicks, quantity: QuantityLots): MakerFill[] {
    const fills: MakerFill[] = [];
    const { levels, queues } = this.#sides[side];
    let left: number = quantity;
    for (const [price] of levels.all) {
      if (left === 0 || isWorse(side, price, limit)) break;
      for (const order of queues.get(price)?.orders.values() ?? []) {
        if (left === 0) break;
        const taken = Math.min(left, order.quantity) as QuantityLots;
        fills.push({ orderId: order.id, quantity: taken });
        left -= taken;
      }
    }
    return fills;
  }

  #remove({ id, side, price }: Queued): void {
    this.#orders.delete(id);
    this.#sides[side].queues.get(price)?.orders.delete(id);
  }

  #queueAt(side: Side, price: PriceTicks): Queue {
    const { queues } = this.#sides[side];
    const found = queues.get(price);
    if (found !== undefined) return found;
    const queue = { orders: new Map<string, Queued>(), total: 0 };
    queues.set(price, queue);
    return queue;
  }

  #changeTotal({ side, price }: Queued, change: number): void {
    const { levels, queues } = this.#sides[side];
    const queue = this.#queueAt(side, price);
    queue.total += change;
    levels.set([price, queue.total]);
    if (queue.total === 0) queues.delete(price);
  }
}

/** Name of the order that stands for everything that rested at a price before the file began. */
export function anonymousId(side: Side, price: PriceTicks): string {
  return `seed-${side}-${price}`;
}

/** True when a resting order at `price` is worse for the incoming order than `limit`. */
function isWorse(side: Side, price: number, limit: PriceTicks): boolean {
  return side === 'buy' ? price < limit : price > limit;
}
