/**
 * The book with which the streams are made. It also gives the result that every engine must reach. It has a queue for
 * each tick of a fixed range and finds the next best price tick by tick, which is simple and unlike the engines.
 */
import type { Random } from './random.ts';
import type { Outcome } from './contender.ts';
import { BUY, SELL } from './stream.ts';

/** End of the range of ticks. */
export const PRICE_END = 4_200_000;

const NONE = -1;

export class ReferenceBook {
  /** Linked lists of orders. The number of an order is the operation that added it. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #price: Int32Array;
  readonly #side: Uint8Array;
  readonly #open: Int32Array;
  readonly #first = new Int32Array(PRICE_END).fill(NONE);
  readonly #last = new Int32Array(PRICE_END).fill(NONE);
  /** All live orders in no particular order, and the index of each order in that list. */
  readonly #live: Int32Array;
  readonly #place: Int32Array;
  readonly #best = [NONE, PRICE_END];
  readonly #counts = [0, 0];
  resting = 0;
  levels = 0;
  tradedLots = 0;
  restingLots = 0;

  constructor(count: number) {
    this.#next = new Int32Array(count);
    this.#previous = new Int32Array(count);
    this.#price = new Int32Array(count);
    this.#side = new Uint8Array(count);
    this.#open = new Int32Array(count);
    this.#live = new Int32Array(count);
    this.#place = new Int32Array(count);
  }

  get bestBid(): number {
    return this.#best[BUY] as number;
  }

  get bestAsk(): number {
    return this.#best[SELL] as number;
  }

  outcome(): Outcome {
    const { tradedLots, restingLots } = this;
    return {
      tradedLots,
      restingLots,
      bestBid: Math.max(this.bestBid, 0),
      bestAsk: this.bestAsk === PRICE_END ? 0 : this.bestAsk,
    };
  }

  randomLive(random: Random): number {
    return this.#live[random(this.resting)] as number;
  }

  /** Oldest order at a price. */
  firstAt(price: number): number {
    return this.#first[price] as number;
  }

  isLastOfItsSide(order: number): boolean {
    return this.#counts[this.#side[order] as number] === 1;
  }

  add(order: number, side: number, price: number, lots: number): void {
    this.#price[order] = price;
    this.#side[order] = side;
    this.#open[order] = lots;
    this.#append(order, price);
    this.#place[order] = this.resting;
    this.#live[this.resting++] = order;
    this.#counts[side] = (this.#counts[side] as number) + 1;
    this.restingLots += lots;
    const best = this.#best[side] as number;
    if (side === BUY ? price > best : price < best) this.#best[side] = price;
  }

  cancel(order: number): void {
    this.restingLots -= this.#open[order] as number;
    this.#leave(order);
  }

  market(side: number, lots: number): void {
    const opposite = 1 - side;
    let left = lots;
    while (left > 0 && (this.#counts[opposite] as number) > 0) {
      const order = this.#first[this.#best[opposite] as number] as number;
      const open = this.#open[order] as number;
      const traded = Math.min(open, left);
      left -= traded;
      this.tradedLots += traded;
      this.restingLots -= traded;
      this.#open[order] = open - traded;
      if (traded === open) this.#leave(order);
    }
  }

  #append(order: number, price: number): void {
    const last = this.#last[price] as number;
    this.#previous[order] = last;
    this.#next[order] = NONE;
    this.#last[price] = order;
    if (last !== NONE) this.#next[last] = order;
    else {
      this.#first[price] = order;
      this.levels += 1;
    }
  }

  #leave(order: number): void {
    const price = this.#price[order] as number;
    const [previous, next] = [this.#previous[order] as number, this.#next[order] as number];
    if (previous === NONE) this.#first[price] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last[price] = previous;
    else this.#previous[next] = previous;
    this.#forget(order);
    if (this.#first[price] === NONE) this.#levelGone(this.#side[order] as number, price);
  }

  #forget(order: number): void {
    const place = this.#place[order] as number;
    const last = this.#live[--this.resting] as number;
    this.#live[place] = last;
    this.#place[last] = place;
    const side = this.#side[order] as number;
    this.#counts[side] = (this.#counts[side] as number) - 1;
  }

  #levelGone(side: number, price: number): void {
    this.levels -= 1;
    if (price !== this.#best[side]) return;
    const step = side === BUY ? -1 : 1;
    let best = price;
    while (best >= 0 && best < PRICE_END && this.#first[best] === NONE) best += step;
    this.#best[side] = best;
  }
}
