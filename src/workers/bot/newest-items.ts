/** The newest items of a list without an end. An item is computed when the list is first read. */
import { once } from './once.ts';

export class NewestItems<Item> {
  readonly #max: number;
  /** At most twice the maximum, so that an addition rarely moves the others. */
  #items: (() => Item)[] = [];

  /** @param max largest number of items */
  constructor(max: number) {
    this.#max = max;
  }

  /** The items, oldest first. */
  get all(): Item[] {
    return this.#items.slice(-this.#max).map((item) => item());
  }

  /** @param compute computes the item, at most once */
  push(compute: () => Item): void {
    if (this.#items.length >= 2 * this.#max) this.#items.splice(0, this.#items.length - this.#max + 1);
    this.#items.push(once(compute));
  }

  replaceAll(items: readonly Item[]): void {
    this.#items = items.slice(-this.#max).map((item) => () => item);
  }
}
