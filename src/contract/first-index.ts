/** Binary search. */

/**
 * The first index from `low` on that meets a condition; `high` when none before it does.
 * @param meets false up to some index, and true from there on
 */
export function firstIndex(low: number, high: number, meets: (index: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (meets(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
