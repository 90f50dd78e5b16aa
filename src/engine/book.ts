/**
 * One instrument's order book.
 *
 * Each side is an array of price levels sorted worst first, so that the touch is at its end, and each level a doubly
 * linked queue of orders, oldest first: adding at a level, taking from its front and removing from its middle are a
 * few assignments. Finding a level is a binary search; making one shifts only the better levels.
 * The book knows nothing of accounts or matching. It notes which prices changed since `drainChanges`.
 */
import type { PriceTicks, QuantityLots, Side } from '../contract/index.ts';
import { assert } from './arithmetic.ts';
import type { LevelChange } from './event.ts';
import type { Order } from './state.ts';

/** The orders at one price. */
export interface Level {
  readonly price: PriceTicks;
  total: QuantityLots;
  head: Order | null;
  tail: Order | null;
}

export class BookSide {
  /** Worst first. */
  readonly #levels: Level[] = [];
  /** What a level held when it was first touched since the last drain. */
  readonly #changed = new Map<PriceTicks, QuantityLots>();
  /** +1 where a higher price is better. */
  readonly #direction: 1 | -1;

  constructor(side: Side) {
    this.#direction = side === 'buy' ? 1 : -1;
  }

  get best(): Level | undefined {
    return this.#levels[this.#levels.length - 1];
  }

  get bestPrice(): PriceTicks | null {
    return this.best?.price ?? null;
  }

  /** Best first. */
  *levels(): Generator<Level> {
    for (let index = this.#levels.length - 1; index >= 0; index -= 1) yield this.#levels[index] as Level;
  }

  /** Best price first, within a price the oldest first. */
  *orders(): Generator<Order> {
    for (const { head } of this.levels()) {
      for (let order = head; order !== null; order = order.next) yield order;
    }
  }

  /** True when an order on the other side with this limit (null: none) would trade here. */
  isCrossedBy(limit: PriceTicks | null): boolean {
    const { best } = this;
    if (best === undefined) return false;
    return limit === null || (best.price - limit) * this.#direction >= 0;
  }

  /** Put an order at the back of its price. */
  add(order: Order, price: PriceTicks): void {
    assert(order.open > 0, `order ${order.id} has nothing to rest with`);
    const level = this.#levelAt(price);
    order.level = level;
    order.previous = level.tail;
    order.next = null;
    if (level.tail === null) level.head = order;
    else level.tail.next = order;
    level.tail = order;
    this.#changeTotal(level, order.open);
  }

  /** Take `lots` off an order that stays. */
  reduce(order: Order, lots: number): void {
    assert(lots < order.open, 'a reduced order stays in the book');
    order.open = (order.open - lots) as QuantityLots;
    this.#changeTotal(levelOf(order), -lots);
  }

  remove(order: Order): void {
    const level = levelOf(order);
    if (order.previous === null) level.head = order.next;
    else order.previous.next = order.next;
    if (order.next === null) level.tail = order.previous;
    else order.next.previous = order.previous;
    order.level = null;
    this.#changeTotal(level, -order.open);
    if (level.head === null) this.#levels.splice(this.#indexOf(level.price), 1);
  }

  /** The levels that changed since the last call, best first, with what they hold now. */
  drainChanges(): readonly LevelChange[] {
    if (this.#changed.size === 0) return [];
    const changes: LevelChange[] = [];
    for (const [price, before] of this.#changed) {
      const total = this.#totalAt(price);
      if (total !== before) changes.push([price, total]);
    }
    this.#changed.clear();
    return changes.sort(([a], [b]) => (b - a) * this.#direction);
  }

  #changeTotal(level: Level, lots: number): void {
    if (!this.#changed.has(level.price)) this.#changed.set(level.price, level.total);
    level.total = (level.total + lots) as QuantityLots;
  }

  #totalAt(price: PriceTicks): QuantityLots {
    const level = this.#levels[this.#indexOf(price)];
    return (level?.price === price ? level.total : 0) as QuantityLots;
  }

  #levelAt(price: PriceTicks): Level {
    const index = this.#indexOf(price);
    const found = this.#levels[index];
    if (found?.price === price) return found;
    const level: Level = { price, total: 0 as QuantityLots, head: null, tail: null };
    this.#levels.splice(index, 0, level);
    return level;
  }

  /** Where the price stands, or would be inserted. */
  #indexOf(price: PriceTicks): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.#levels[middle] as Level).price - price) * this.#direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function levelOf(order: Order): Level {
  assert(order.level !== null, `order ${order.id} is not in the book`);
  return order.level;
}

export class Book {
  readonly bids = new BookSide('buy');
  readonly asks = new BookSide('sell');

  side(side: Side): BookSide {
    return side === 'buy' ? this.bids : this.asks;
  }

  opposite(side: Side): BookSide {
    return side === 'buy' ? this.asks : this.bids;
  }
}
