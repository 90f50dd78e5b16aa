/** One side of a book, for readers: its levels and its orders, best price first. */
import type { PriceTicks, QuantityLots } from '../../contract/index.ts';
import type { SideIndex } from './book-memory.ts';
import type { Queues } from './queues.ts';

/** A level, for readers outside the book. */
export interface Level {
  readonly price: PriceTicks;
  /** Sum of its orders, in lots. */
  readonly total: QuantityLots;
}

export class BookSide {
  /** +1 when a higher price is better, else -1. */
  readonly direction: 1 | -1 = 1;
  readonly #index: SideIndex = 0;
  readonly #queues: Queues;

  constructor(index: SideIndex, queues: Queues) {
    this.direction = index === 0 ? 1 : -1;
    this.#index = index;
    this.#queues = queues;
  }

  get best(): Level | undefined {
    return this.#isEmpty ? undefined : this.#view(this.#queues.best(this.#index));
  }

  get bestPrice(): PriceTicks | null {
    return this.#isEmpty ? null : this.#priceOf(this.#queues.best(this.#index));
  }

  /** The order that trades next. 0: there is none. */
  get front(): number {
    return this.#queues.front(this.#index);
  }

  /** True when an order of the other side with this limit would trade here. */
  isCrossedBy(limit: number): boolean {
    return this.#queues.isCrossed(this.#index, limit);
  }

  /** Cost of its best `lots` beyond an anchor price, in ticks × lots. Null: it holds fewer. */
  costBeyond(lots: number, anchor: number): number | null {
    const queues = this.#queues;
    const table = queues.tables[this.#index];
    let [left, cost] = [lots, 0];
    let level = queues.best(this.#index);
    while (level !== 0) {
      const taken = Math.min(left, queues.total(level));
      cost += taken * (Math.abs(queues.rank(level)) - anchor);
      left -= taken;
      if (left === 0) return cost;
      level = table.worse(level);
    }
    return null;
  }

  /** Levels, best first. */
  *levels(): Generator<Level> {
    for (const level of this.#used()) yield this.#view(level);
  }

  /** Levels that an order of the other side with this limit reaches, best first. */
  *levelsTo(limit: number): Generator<Level> {
    for (const level of this.#used()) {
      if (this.#queues.rank(level) > -this.direction * limit) return;
      yield this.#view(level);
    }
  }

  /** Slots of all orders: best price first, within a price the oldest first. */
  *slots(): Generator<number> {
    for (const level of this.#used()) yield* this.#queue(level);
  }

  /** Slots of the orders at a price, oldest first. */
  slotsAt(price: number): readonly number[] {
    return [...this.#queue(this.#find(price))];
  }

  /** The next order: at the same price, or else the first at the next worse price. 0: there is none. */
  behind(slot: number): number {
    const queues = this.#queues;
    const next = queues.next(slot);
    const level = queues.level(slot);
    return next !== level ? next : queues.next(queues.tables[this.#index].worse(level));
  }

  priceOf(slot: number): PriceTicks {
    return this.#priceOf(this.#queues.level(slot));
  }

  /** Sum of the orders at a price. */
  totalAt(price: number): QuantityLots {
    return this.#totalOf(this.#find(price));
  }

  get #isEmpty(): boolean {
    return this.#queues.best(this.#index) === 0;
  }

  *#used(): Generator<number> {
    const { tables } = this.#queues;
    let level = this.#queues.best(this.#index);
    for (; level !== 0; level = tables[this.#index].worse(level)) yield level;
  }

  *#queue(level: number): Generator<number> {
    const queues = this.#queues;
    for (let slot = queues.next(level); slot !== level; slot = queues.next(slot)) yield slot;
  }

  /** Record of a price, which is empty when no order rests there. */
  #find(price: number): number {
    return this.#queues.tables[this.#index].find(-this.direction * price);
  }

  #view(level: number): Level {
    return { price: this.#priceOf(level), total: this.#totalOf(level) };
  }

  #priceOf(level: number): PriceTicks {
    return Math.abs(this.#queues.rank(level)) as PriceTicks;
  }

  #totalOf(level: number): QuantityLots {
    return this.#queues.total(level) as QuantityLots;
  }
}
