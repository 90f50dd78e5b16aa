/**
 * A book in JavaScript that knows the range of its prices beforehand: a record of numbers for every price, bitmaps that
 * find the next used price, and a hash table from ids to orders. It has no owners, rules or level changes, and prices
 * outside the window are an error. Botpit's book takes any price, so this one only shows what is possible.
 */
import { CANCEL, IOC, type Messages } from './streams.ts';
import type { MatchingContender } from './contender.ts';

const PRICES = 1 << 16;
const ORDERS_MAX = 1 << 16;
const IDS = 1 << 17;
/** Indices in an order's record of eight integers. */
const [ID, PRICE, LOTS, NEXT, PREVIOUS, SIDE] = [0, 1, 2, 3, 4, 5] as const;
/** Indices in a price's record of two integers. */
const [HEAD, TAIL] = [0, 1] as const;

export class WindowBook implements MatchingContender {
  readonly #orders = new Int32Array(ORDERS_MAX * 8);
  readonly #levels = new Int32Array(PRICES * 2);
  /** For each side, one bit for every used price, and in `#words` one bit for every word of `#used` that is not 0. */
  readonly #used = [new Int32Array(PRICES >> 5), new Int32Array(PRICES >> 5)] as const;
  readonly #words = [new Int32Array(PRICES >> 10), new Int32Array(PRICES >> 10)] as const;
  readonly #ids = new Int32Array(IDS);
  readonly #slots = new Int32Array(IDS);
  #free = 0;
  #fresh = 1;
  #bestBid = -1;
  #bestAsk = PRICES;
  tradedLots = 0;
  tradedValue = 0;

  get best(): readonly [bid: number, ask: number] {
    return [this.#bestBid, this.#bestAsk === PRICES ? -1 : this.#bestAsk];
  }

  run({ kind, id, side, price, lots }: Messages, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const what = kind[at] as number;
      const number = id[at] as number;
      if (what === CANCEL) this.#cancel(number);
      else {
        if (what > CANCEL && !this.#cancel(number)) continue;
        const left = this.#match(side[at] as number, price[at] as number, lots[at] as number);
        if (left > 0 && what !== IOC) this.#rest(number, side[at] as number, price[at] as number, left);
      }
    }
  }

  #match(side: number, limit: number, lots: number): number {
    let left = lots;
    while (left > 0) {
      const best = side === 0 ? this.#bestAsk : this.#bestBid;
      if (side === 0 ? best > limit : best < limit) break;
      left = this.#take(best, left);
    }
    return left;
  }

  /** Trades with the oldest order at a price. @returns the remaining lots */
  #take(price: number, lots: number): number {
    const orders = this.#orders;
    const slot = this.#levels[price * 2 + HEAD] as number;
    const open = orders[slot * 8 + LOTS] as number;
    const traded = Math.min(lots, open);
    this.tradedLots += traded;
    this.tradedValue += traded * price;
    if (traded < open) orders[slot * 8 + LOTS] = open - traded;
    else this.#remove(slot);
    return lots - traded;
  }

  #rest(id: number, side: number, price: number, lots: number): void {
    const [orders, levels] = [this.#orders, this.#levels];
    let slot = this.#free;
    if (slot === 0) slot = this.#fresh++;
    else this.#free = orders[slot * 8 + NEXT] as number;
    const tail = levels[price * 2 + TAIL] as number;
    const at = slot * 8;
    orders[at + ID] = id;
    orders[at + PRICE] = price;
    orders[at + LOTS] = lots;
    orders[at + NEXT] = 0;
    orders[at + PREVIOUS] = tail;
    orders[at + SIDE] = side;
    if (tail === 0) this.#open(side, price, slot);
    else orders[tail * 8 + NEXT] = slot;
    levels[price * 2 + TAIL] = slot;
    this.#know(id, slot);
  }

  /** @returns false when there is no such order */
  #cancel(id: number): boolean {
    let place = placeOf(id);
    while (this.#ids[place] !== id) {
      if (this.#ids[place] === 0) return false;
      place = (place + 1) & (IDS - 1);
    }
    this.#remove(this.#slots[place] as number);
    return true;
  }

  #remove(slot: number): void {
    const [orders, levels] = [this.#orders, this.#levels];
    const at = slot * 8;
    const [price, next, previous] = [
      orders[at + PRICE] as number,
      orders[at + NEXT] as number,
      orders[at + PREVIOUS] as number,
    ];
    if (previous === 0) levels[price * 2 + HEAD] = next;
    else orders[previous * 8 + NEXT] = next;
    if (next === 0) levels[price * 2 + TAIL] = previous;
    else orders[next * 8 + PREVIOUS] = previous;
    if (previous === 0 && next === 0) this.#close(orders[at + SIDE] as number, price);
    this.#forget(orders[at + ID] as number);
    orders[at + NEXT] = this.#free;
    this.#free = slot;
  }

  #open(side: number, price: number, slot: number): void {
    this.#levels[price * 2 + HEAD] = slot;
    const [used, words] = [this.#used[side] as Int32Array, this.#words[side] as Int32Array];
    used[price >> 5] = (used[price >> 5] as number) | (1 << (price & 31));
    words[price >> 10] = (words[price >> 10] as number) | (1 << ((price >> 5) & 31));
    if (side === 0) this.#bestBid = Math.max(this.#bestBid, price);
    else this.#bestAsk = Math.min(this.#bestAsk, price);
  }

  #close(side: number, price: number): void {
    const [used, words] = [this.#used[side] as Int32Array, this.#words[side] as Int32Array];
    const left = (used[price >> 5] as number) & ~(1 << (price & 31));
    used[price >> 5] = left;
    if (left === 0) words[price >> 10] = (words[price >> 10] as number) & ~(1 << ((price >> 5) & 31));
    if (side === 0 && price === this.#bestBid) this.#bestBid = this.#below(price);
    else if (side === 1 && price === this.#bestAsk) this.#bestAsk = this.#above(price);
  }

  /** The next used price below. -1: there is none. */
  #below(price: number): number {
    const [used, words] = [this.#used[0], this.#words[0]];
    const here = (used[price >> 5] as number) & ((1 << (price & 31)) - 1);
    if (here !== 0) return (price & ~31) + 31 - Math.clz32(here);
    let group = price >> 10;
    let mask = (words[group] as number) & ((1 << ((price >> 5) & 31)) - 1);
    while (mask === 0 && group > 0) mask = words[--group] as number;
    if (mask === 0) return -1;
    const word = group * 32 + 31 - Math.clz32(mask);
    return word * 32 + 31 - Math.clz32(used[word] as number);
  }

  /** The next used price above. PRICES: there is none. */
  #above(price: number): number {
    const [used, words] = [this.#used[1], this.#words[1]];
    const here = (used[price >> 5] as number) & ~((2 << (price & 31)) - 1);
    if (here !== 0) return (price & ~31) + lowest(here);
    let group = price >> 10;
    let mask = (words[group] as number) & ~((2 << ((price >> 5) & 31)) - 1);
    while (mask === 0 && group + 1 < words.length) mask = words[++group] as number;
    if (mask === 0) return PRICES;
    const word = group * 32 + lowest(mask);
    return word * 32 + lowest(used[word] as number);
  }

  #know(id: number, slot: number): void {
    let place = placeOf(id);
    while (this.#ids[place] !== 0) place = (place + 1) & (IDS - 1);
    this.#ids[place] = id;
    this.#slots[place] = slot;
  }

  /** Removes an id. Ids behind it move up, so a search can stop at the first empty place. */
  #forget(id: number): void {
    const ids = this.#ids;
    let hole = placeOf(id);
    while (ids[hole] !== id) hole = (hole + 1) & (IDS - 1);
    for (let at = (hole + 1) & (IDS - 1); ids[at] !== 0; at = (at + 1) & (IDS - 1)) {
      const home = placeOf(ids[at] as number);
      if (((at - home) & (IDS - 1)) < ((at - hole) & (IDS - 1))) continue;
      ids[hole] = ids[at] as number;
      this.#slots[hole] = this.#slots[at] as number;
      hole = at;
    }
    ids[hole] = 0;
  }
}

function placeOf(id: number): number {
  const hash = Math.imul(id, 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (IDS - 1);
}

function lowest(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}
