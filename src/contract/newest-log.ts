/** The newest items, in order and each once. Items that are older than the known ones may come later. */
export class NewestLog<Item> {
  readonly #items: Item[] = [];
  readonly #max: number;
  readonly #orderOf: (item: Item) => number;
  readonly #keyOf: (item: Item) => number | string;

  /**
   * @param orderOf where an item belongs
   * @param keyOf items of one key are the same; absent: those of one place
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

  /** Oldest first. Read it, never keep it: it changes with the next item. */
  get all(): readonly Item[] {
    return this.#items;
  }

  /** An item that is newer than all others. */
  push(item: Item): void {
    this.#items.push(item);
    // Items leave in bulk, so that a push stays cheap.
    if (this.#items.length > this.#max * 1.5) this.#items.splice(0, this.#items.length - this.#max);
  }

  /** Items of any age; they replace known ones of the same key. */
  merge(others: Iterable<Item>): void {
    const byKey = new Map([...this.#items, ...others].map((item) => [this.#keyOf(item), item]));
    const all = [...byKey.values()].sort((one, other) => this.#orderOf(one) - this.#orderOf(other));
    this.#items.splice(0, this.#items.length, ...all.slice(-this.#max));
  }

  clear(): void {
    this.#items.length = 0;
  }
}
