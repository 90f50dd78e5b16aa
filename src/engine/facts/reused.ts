/** Objects that are filled again for each command, so that the garbage collector has no work with them. */

/**
 * Number of objects of a list that are kept from command to command. Further ones are dropped at once, while they are
 * young. The kept ones have become old: if they were dropped as well, only a full collection would free them.
 */
const KEPT_MAX = 4_096;

/**
 * Number of items of a list that refer to the objects of their last use until the next one. If all did, the names of the
 * orders that a `cancel_all` ends would become old before the next one.
 */
const REFERRING_MAX = 32;

type AnyList = Pick<Reused<unknown>, 'reuse' | 'giveAway'>;

/** The lists with items in use. A command uses few of all lists, and only these are visited after it. */
export class ListsInUse {
  readonly #lists: AnyList[] = [];
  #count = 0;

  add(list: AnyList): void {
    this.#lists[this.#count] = list;
    this.#count += 1;
  }

  /** Ends the use of all items. */
  reuse(): void {
    for (let index = 0; index < this.#count; index += 1) (this.#lists[index] as AnyList).reuse();
    this.#count = 0;
  }

  /** Leaves the items in use to their owners. */
  giveAway(): void {
    for (let index = 0; index < this.#count; index += 1) (this.#lists[index] as AnyList).giveAway();
    this.#count = 0;
  }
}

export class Reused<Item> {
  readonly #create: () => Item;
  readonly #inUse: ListsInUse;
  readonly #forget: ((item: Item) => void) | undefined;
  #items: Item[] = [];
  #used = 0;

  /**
   * @param inUse ends the use of the items
   * @param forget ends an item's references to objects that are not its own
   */
  constructor(create: () => Item, inUse: ListsInUse, forget?: (item: Item) => void) {
    this.#create = create;
    this.#inUse = inUse;
    this.#forget = forget;
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
    if (this.#items.length > KEPT_MAX) this.#items.length = KEPT_MAX;
    if (this.#forget !== undefined) this.#forgetReferences(this.#forget);
    this.#used = 0;
  }

  giveAway(): void {
    this.#used = 0;
    this.#items = [];
  }

  #forgetReferences(forget: (item: Item) => void): void {
    const end = Math.min(this.#used, this.#items.length);
    for (let place = REFERRING_MAX; place < end; place += 1) forget(this.#items[place] as Item);
  }
}
