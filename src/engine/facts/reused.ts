/** Objects that are filled again for each command, so that the garbage collector has no work with them. */

/**
 * Number of objects of a list that are kept from command to command. Further ones are dropped at once, while they are
 * young. The kept ones have become old: if they were dropped as well, only a full collection would free them.
 */
const KEPT_MAX = 4_096;

/** The lists with items in use. A command uses few of all lists, and only these are visited after it. */
export class ListsInUse {
  readonly #lists: Reused<unknown>[] = [];
  #count = 0;

  add(list: Reused<unknown>): void {
    this.#lists[this.#count] = list;
    this.#count += 1;
  }

  /** Ends the use of all items. */
  reuse(): void {
    for (let index = 0; index < this.#count; index += 1) (this.#lists[index] as Reused<unknown>).reuse();
    this.#count = 0;
  }

  /** Leaves the items in use to their owners. */
  giveAway(): void {
    for (let index = 0; index < this.#count; index += 1) (this.#lists[index] as Reused<unknown>).giveAway();
    this.#count = 0;
  }
}

export class Reused<Item> {
  readonly #create: () => Item;
  readonly #inUse: ListsInUse;
  #items: Item[] = [];
  #used = 0;

  /** @param inUse ends the use of the items */
  constructor(create: () => Item, inUse: ListsInUse) {
    this.#create = create;
    this.#inUse = inUse;
  }

  /** An item that is not in use. Its content is that of an earlier use. */
  next(): Item {
    const used = this.#used;
    if (used === 0) this.#inUse.add(this);
    this.#used = used + 1;
    if (used === this.#items.length) this.#items.push(this.#create());
    return this.#items[used] as Item;
  }

  reuse(): void {
    this.#used = 0;
    if (this.#items.length > KEPT_MAX) this.#items.length = KEPT_MAX;
  }

  giveAway(): void {
    this.#used = 0;
    this.#items = [];
  }
}
