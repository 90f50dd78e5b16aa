/** One side of a replicated book: levels best first, kept sorted by binary search. */
import type { Level } from './events.ts';
import { firstIndex } from './first-index.ts';

export class PriceLevels {
  readonly #levels: Level[] = [];
  readonly #sign: 1 | -1;

  /** @param side decides which price is the best: the highest of bids, the lowest of asks */
  constructor(side: 'bids' | 'asks') {
    this.#sign = side === 'bids' ? -1 : 1;
  }

  /** All levels, best first. Do not keep the array: it changes with the book. */
  get all(): readonly Level[] {
    return this.#levels;
  }

  get best(): Level | undefined {
    return this.#levels[0];
  }

  replaceAll(levels: readonly Level[]): void {
    this.#levels.length = 0;
    for (const level of levels) this.set(level);
  }

  /** Sets the quantity of a level. Quantity 0 removes it. */
  set(level: Level): void {
    const index = this.#indexOf(level[0]);
    const found = this.#levels[index]?.[0] === level[0];
    if (level[1] !== 0 && found) this.#levels[index] = level;
    else if (level[1] !== 0) this.#levels.splice(index, 0, level);
    else if (found) this.#levels.splice(index, 1);
  }

  /** Index of the price, or the index at which it would be inserted. */
  #indexOf(price: number): number {
    return firstIndex(0, this.#levels.length, (index) => {
      const level = this.#levels[index];
      return level === undefined || (level[0] - price) * this.#sign >= 0;
    });
  }
}
