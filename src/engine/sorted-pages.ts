/**
 * A sorted list in pages. Adding or removing an item moves only those behind it in its page. In one array of 250,000
 * items, adding one at the front took 0.4 ms.
 *
 * 1. No page is empty, and the last item of a page stands before the first one of the next page.
 * 2. A full page becomes two halves. Pages never merge, so there may be as many as items. But each cost half a page of
 *    additions, so moving the pages costs an addition little.
 */
import { firstIndex } from '../contract/first-index.ts';

/** Largest number of items in a page. */
const PAGE_LENGTH_MAX = 512;

export class SortedPages<Item> {
  readonly #isBefore: (one: Item, other: Item) => boolean;
  readonly #lengthMax: number;
  readonly #pages: Item[][] = [];

  /**
   * @param isBefore true when one item stands before another one; the order is total
   * @param lengthMax largest number of items in a page; an even number
   */
  constructor(isBefore: (one: Item, other: Item) => boolean, lengthMax = PAGE_LENGTH_MAX) {
    this.#isBefore = isBefore;
    this.#lengthMax = lengthMax;
  }

  get pageLengths(): readonly number[] {
    return this.#pages.map(({ length }) => length);
  }

  /** The last item. Undefined: there is none. */
  get last(): Item | undefined {
    // Mostly there is none, and a read before the beginning of a list is slow.
    return this.#pages.length === 0 ? undefined : this.#pages.at(-1)?.at(-1);
  }

  add(item: Item): void {
    const at = Math.min(this.#pageOf(item), this.#pages.length - 1);
    const page = this.#pages[at];
    if (page === undefined) return void this.#pages.push([item]);
    page.splice(this.#placeIn(page, item), 0, item);
    if (page.length === this.#lengthMax) this.#pages.splice(at + 1, 0, page.splice(this.#lengthMax / 2));
  }

  /** Removes the item at the place of this one. @returns undefined when there is none at this place or behind it */
  remove(one: Item): Item | undefined {
    const at = this.#pageOf(one);
    const page = this.#pages[at];
    if (page === undefined) return undefined;
    const [removed] = page.splice(this.#placeIn(page, one), 1);
    if (page.length === 0) this.#pages.splice(at, 1);
    return removed;
  }

  /** Removes the last item. Undefined: there is none. */
  pop(): Item | undefined {
    const page = this.#pages.at(-1);
    const item = page?.pop();
    if (page?.length === 0) this.#pages.pop();
    return item;
  }

  /** Items in their order. */
  *[Symbol.iterator](): Generator<Item> {
    for (const page of this.#pages) yield* page;
  }

  /** Index of the first page that ends at or behind the place of an item. */
  #pageOf(item: Item): number {
    return firstIndex(
      0,
      this.#pages.length,
      (index) => !this.#isBefore(this.#pages[index]?.at(-1) as Item, item),
    );
  }

  #placeIn(page: readonly Item[], item: Item): number {
    return firstIndex(0, page.length, (index) => !this.#isBefore(page[index] as Item, item));
  }
}
