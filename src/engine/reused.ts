/** Objects that are filled again for each command, so that the garbage collector has no work with them. */

/** Number of objects that are kept from command to command. */
const KEPT_MAX = 4_096;

export class Reused<Item> {
  readonly #create: () => Item;
  #items: Item[] = [];
  #used = 0;

  constructor(create: () => Item) {
    this.#create = create;
  }

  /** An item that is not in use. Its content is that of an earlier use. */
  next(): Item {
    const used = this.#used;
    this.#used = used + 1;
    if (used === this.#items.length) this.#items.push(this.#create());
    return this.#items[used] as Item;
  }

  /** Ends the use of all items. */
  reuse(): void {
    this.#used = 0;
    if (this.#items.length > KEPT_MAX) this.#items = [];
  }

  /** Leaves the items in use to their owners. */
  giveAway(): void {
    if (this.#used === 0) return;
    this.#used = 0;
    this.#items = [];
  }
}
