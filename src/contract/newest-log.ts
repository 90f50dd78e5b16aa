/** The newest items, in order and without duplicates. Items that are older than the known ones may arrive later. */
export class NewestLog<Item> {
  readonly #items: Item[] = [];
  readonly #max: number;
  readonly #orderOf: (item: Item) => number;
  readonly #keyOf: (item: Item) => number | string;

  /**
   * @param orderOf position of an item in the order
   * @param keyOf identity of an item: items of one key are the same; absent: items of one position are the same
   */
  constructor(
    max: number,
    orderOf: (item: Item) => number,
    keyOf: (item: Item) => number | string = orderOf,
  ) {
    this.#max = max;
    this.#orderOf = orderOf;
    this.#keyOf = keyOf;
  }

  /** All items, oldest first. Do not keep the array: it changes with the next item. */
  get all(): readonly Item[] {
    return this.#items;
  }

  /** Adds an item that is newer than all others. */
  push(item: Item): void {
    this.#items.push(item);
    // Items are dropped many at a time, which keeps a push cheap.
    if (this.#items.length > this.#max * 1.5) this.#items.splice(0, this.#items.length - this.#max);
  }

  /** Adds items of any age. They replace known items with the same key. */
  merge(others: Iterable<Item>): void {
    const byKey = new Map([...this.#items, ...others].map((item) => [this.#keyOf(item), item]));
    const all = [...byKey.values()].sort((one, other) => this.#orderOf(one) - this.#orderOf(other));
    this.#items.splice(0, this.#items.length, ...all.slice(-this.#max));
  }

  clear(): void {
    this.#items.length = 0;
  }
}
