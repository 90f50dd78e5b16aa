/**
 * The price levels of one side, 40 bytes each, reused like the slots of orders. Level 0 is no level.
 *
 * As 32-bit integers: 0 head, 1 tail (slots), 2 better, 3 worse (levels). As doubles: 2 price in ticks, 3 sum of the
 * orders in lots, 4 round in which a change was noted.
 */
const INTEGERS = 10;
const DOUBLES = 5;
const [HEAD, TAIL, BETTER, WORSE] = [0, 1, 2, 3] as const;
const [PRICE, TOTAL, NOTED] = [2, 3, 4] as const;

const LEVELS_AT_FIRST = 256;
/** The price of a level that does not exist. */
const NO_PRICE = -1;

export class LevelPool {
  #integers = new Int32Array(LEVELS_AT_FIRST * INTEGERS);
  #doubles = new Float64Array(this.#integers.buffer);
  /** Free levels, linked by WORSE. */
  #free = 0;
  #fresh = 1;

  constructor() {
    this.#doubles[PRICE] = NO_PRICE;
  }

  get bytes(): number {
    return this.#integers.byteLength;
  }

  /** An empty level between two others. */
  allocate(price: number, better: number, worse: number): number {
    const level = this.#free === 0 ? this.#takeFresh() : this.#takeFree();
    const at = level * INTEGERS;
    this.#integers[at + HEAD] = 0;
    this.#integers[at + TAIL] = 0;
    this.#integers[at + BETTER] = better;
    this.#integers[at + WORSE] = worse;
    this.#link(better, level);
    this.#link(level, worse);
    this.#doubles[level * DOUBLES + PRICE] = price;
    this.#doubles[level * DOUBLES + TOTAL] = 0;
    this.#doubles[level * DOUBLES + NOTED] = 0;
    return level;
  }

  free(level: number): void {
    this.#link(this.better(level), this.worse(level));
    this.#doubles[level * DOUBLES + PRICE] = NO_PRICE;
    this.#integers[level * INTEGERS + WORSE] = this.#free;
    this.#free = level;
  }

  head(level: number): number {
    return this.#integers[level * INTEGERS + HEAD] as number;
  }

  setHead(level: number, slot: number): void {
    this.#integers[level * INTEGERS + HEAD] = slot;
  }

  tail(level: number): number {
    return this.#integers[level * INTEGERS + TAIL] as number;
  }

  setTail(level: number, slot: number): void {
    this.#integers[level * INTEGERS + TAIL] = slot;
  }

  better(level: number): number {
    return this.#integers[level * INTEGERS + BETTER] as number;
  }

  worse(level: number): number {
    return this.#integers[level * INTEGERS + WORSE] as number;
  }

  price(level: number): number {
    return this.#doubles[level * DOUBLES + PRICE] as number;
  }

  total(level: number): number {
    return this.#doubles[level * DOUBLES + TOTAL] as number;
  }

  setTotal(level: number, lots: number): void {
    this.#doubles[level * DOUBLES + TOTAL] = lots;
  }

  notedIn(level: number): number {
    return this.#doubles[level * DOUBLES + NOTED] as number;
  }

  noteIn(level: number, round: number): void {
    this.#doubles[level * DOUBLES + NOTED] = round;
  }

  #link(better: number, worse: number): void {
    if (better !== 0) this.#integers[better * INTEGERS + WORSE] = worse;
    if (worse !== 0) this.#integers[worse * INTEGERS + BETTER] = better;
  }

  #takeFree(): number {
    const level = this.#free;
    this.#free = this.worse(level);
    return level;
  }

  #takeFresh(): number {
    if (this.#fresh * INTEGERS === this.#integers.length) {
      const grown = new Int32Array(this.#integers.length * 2);
      grown.set(this.#integers);
      this.#integers = grown;
      this.#doubles = new Float64Array(grown.buffer);
    }
    return this.#fresh++;
  }
}
