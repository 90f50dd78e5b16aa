/**
 * The levels of one side that changed since the last round, and what they held before: rows of numbers, in arrays that
 * the next step reuses. A level that goes and comes back is recorded twice: its first row has what it held before, its
 * last row the level that holds the price now.
 */
import type { PriceTicks, QuantityLots } from '../../contract/index.ts';
import type { LevelPool } from './level-pool.ts';

const ROWS_AT_FIRST = 64;
/** Insertion is the fastest way to sort a few rows, and rows of a sweep, which are in order; many others it is not for. */
const INSERTED_MAX = 256;

export class LevelChanges {
  /** Never 0. */
  #round = 1;
  readonly #pool: LevelPool;
  readonly #direction: 1 | -1;
  #prices = new Float64Array(ROWS_AT_FIRST);
  #before = new Float64Array(ROWS_AT_FIRST);
  /** Of the net changes. */
  #totals = new Float64Array(ROWS_AT_FIRST);
  #levels = new Int32Array(ROWS_AT_FIRST);
  #count = 0;

  /** @param direction +1 where a higher price is better */
  constructor(pool: LevelPool, direction: 1 | -1) {
    this.#pool = pool;
    this.#direction = direction;
  }

  /** A level recorded in this round needs no second record. */
  get round(): number {
    return this.#round;
  }

  note(level: number, price: number, before: number): void {
    if (this.#count === this.#prices.length) this.#grow();
    this.#write(this.#count, price, before, level);
    this.#count += 1;
  }

  /**
   * Begin a new round. Until its first change, rows 0 to the returned number hold the net changes, best price first.
   * @returns how many there are
   */
  close(): number {
    const count = this.#count;
    if (count === 0) return 0;
    this.#count = 0;
    this.#round += 1;
    if (count === 1) return this.#keep(0, 0);
    this.#sort(count);
    let net = 0;
    for (let row = 0; row < count; row += 1) {
      const first = row;
      while (row + 1 < count && this.#prices[row + 1] === this.#prices[row]) row += 1;
      this.#before[row] = this.#before[first] as number;
      net = this.#keep(row, net);
    }
    return net;
  }

  /** Make a row the net change of this number, if its level has changed. @returns the next number */
  #keep(row: number, net: number): number {
    const total = this.#totalOf(row);
    if (total === this.#before[row]) return net;
    this.#prices[net] = this.#prices[row] as number;
    this.#totals[net] = total;
    return net + 1;
  }

  /** Of a net change. */
  price(row: number): PriceTicks {
    return this.#prices[row] as PriceTicks;
  }

  /** What its level holds now. */
  total(row: number): QuantityLots {
    return this.#totals[row] as QuantityLots;
  }

  /** What the level of a row holds now; 0 when it has gone. */
  #totalOf(row: number): QuantityLots {
    const level = this.#levels[row] as number;
    const holds = this.#pool.price(level) === this.#prices[row];
    return (holds ? this.#pool.total(level) : 0) as QuantityLots;
  }

  /** Best price first, within a price the oldest first. */
  #sort(count: number): void {
    if (count > INSERTED_MAX) return this.#sortMany(count);
    for (let row = 1; row < count; row += 1) {
      const price = this.#prices[row] as number;
      if (!this.#isBehind(row - 1, price)) continue;
      const [before, level] = [this.#before[row] as number, this.#levels[row] as number];
      let place = row;
      for (; place > 0 && this.#isBehind(place - 1, price); place -= 1) this.#copy(place - 1, place);
      this.#write(place, price, before, level);
    }
  }

  #sortMany(count: number): void {
    const [prices, before, levels, direction] = [this.#prices, this.#before, this.#levels, this.#direction];
    const order = Array.from({ length: count }, (_, row) => row);
    order.sort((a, b) => ((prices[b] as number) - (prices[a] as number)) * direction || a - b);
    this.#prices = prices.slice();
    this.#before = before.slice();
    this.#levels = levels.slice();
    for (const [row, from] of order.entries())
      this.#write(row, prices[from] as number, before[from] as number, levels[from] as number);
  }

  /** True when a better price than the row's belongs before it. */
  #isBehind(row: number, price: number): boolean {
    return ((this.#prices[row] as number) - price) * this.#direction < 0;
  }

  #copy(from: number, to: number): void {
    this.#write(to, this.#prices[from] as number, this.#before[from] as number, this.#levels[from] as number);
  }

  #write(row: number, price: number, before: number, level: number): void {
    this.#prices[row] = price;
    this.#before[row] = before;
    this.#levels[row] = level;
  }

  #grow(): void {
    const [prices, before, levels] = [this.#prices, this.#before, this.#levels];
    this.#prices = new Float64Array(prices.length * 2);
    this.#prices.set(prices);
    this.#before = new Float64Array(before.length * 2);
    this.#before.set(before);
    this.#levels = new Int32Array(levels.length * 2);
    this.#levels.set(levels);
    this.#totals = new Float64Array(prices.length * 2);
  }
}
