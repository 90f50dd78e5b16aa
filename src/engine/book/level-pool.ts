/**
 * The records of the price levels of both sides, in one block of memory. A level has a record while it holds orders or
 * its change has not been read. The bids have even numbers and the asks odd ones. Levels 0 and 1 stand for no bid and no
 * ask: they are empty, and worse than every price.
 *
 * A record has 32 bytes. As 32-bit integers: 0 head, 1 tail (slots of its queue; 0: it is empty). As doubles: 1 sum of
 * its orders in lots, 2 the sum that was read last, 3 price in ticks. The code below contains these indices as numbers.
 * A bundler may turn a constant of the module into a variable, which costs a load and a check in lines that run for
 * every message.
 */
const LEVELS_AT_FIRST = 256;

/** 0: bids, 1: asks. */
export type SideIndex = 0 | 1;

export class LevelPool {
  #integers = new Int32Array(LEVELS_AT_FIRST * 8);
  #doubles = new Float64Array(this.#integers.buffer);
  /** First free record of each side. The heads link the others. 0: there is none. */
  readonly #free = Int32Array.of(0, 0);
  /** First record of each side that has never been used. */
  readonly #fresh = Int32Array.of(2, 3);

  constructor() {
    this.#setPrice(0, -Infinity);
    this.#setPrice(1, Infinity);
  }

  get bytes(): number {
    return this.#integers.byteLength;
  }

  /** Makes the record of a level without orders. */
  make(side: SideIndex, price: number): number {
    const level = this.#free[side] || this.#takeFresh(side);
    this.#free[side] = this.head(level);
    this.setHead(level, 0);
    this.#setPrice(level, price);
    return level;
  }

  /** Frees the record of a level without orders, whose sum has been read. Its price stays until the next `make`. */
  free(level: number): void {
    const side = sideOf(level);
    this.setHead(level, this.#free[side] as number);
    this.#free[side] = level;
  }

  head(level: number): number {
    return this.#integers[level << 3] as number;
  }

  setHead(level: number, slot: number): void {
    this.#integers[level << 3] = slot;
  }

  tail(level: number): number {
    return this.#integers[(level << 3) | 1] as number;
  }

  setTail(level: number, slot: number): void {
    this.#integers[(level << 3) | 1] = slot;
  }

  total(level: number): number {
    return this.#doubles[(level << 2) | 1] as number;
  }

  setTotal(level: number, lots: number): void {
    this.#doubles[(level << 2) | 1] = lots;
  }

  /** The sum that was read last. */
  read(level: number): number {
    return this.#doubles[(level << 2) | 2] as number;
  }

  setRead(level: number, lots: number): void {
    this.#doubles[(level << 2) | 2] = lots;
  }

  price(level: number): number {
    return this.#doubles[(level << 2) | 3] as number;
  }

  #setPrice(level: number, price: number): void {
    this.#doubles[(level << 2) | 3] = price;
  }

  #takeFresh(side: SideIndex): number {
    const level = this.#fresh[side] as number;
    if (level * 8 >= this.#integers.length) this.#grow();
    this.#fresh[side] = level + 2;
    return level;
  }

  #grow(): void {
    const grown = new Int32Array(this.#integers.length * 2);
    grown.set(this.#integers);
    this.#integers = grown;
    this.#doubles = new Float64Array(grown.buffer);
  }
}

export function sideOf(level: number): SideIndex {
  return (level & 1) as SideIndex;
}
