/** Lists of things to do, which the engine fills and empties for every order. Both functions work in place. */

/** Length up to which insertion is the fastest sort. */
const INSERTED_MAX = 32;

/** Shortens a list and keeps its memory. After `length = 0` the next push would allocate the list again. */
export function shorten(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

/**
 * Sorts a list that mostly has few items, which the built-in sort would copy.
 * @param compare below 0 when the first item comes before the second
 */
export function sortFew<Item>(list: Item[], compare: (one: Item, other: Item) => number): void {
  if (list.length > INSERTED_MAX) list.sort(compare);
  else for (let place = 1; place < list.length; place += 1) insert(list, place, compare);
}

/** Inserts an item among the earlier ones, which are in order. */
function insert<Item>(list: Item[], from: number, compare: (one: Item, other: Item) => number): void {
  const item = list[from] as Item;
  let place = from;
  for (; place > 0; place -= 1) {
    const before = list[place - 1] as Item;
    if (compare(before, item) <= 0) break;
    list[place] = before;
  }
  list[place] = item;
}
