/** Binary search. */

/**
 * Returns the first index in `low` ≤ index < `high` that meets a condition, or `high` when none does.
 * @param meets false for all indices below some index, true from that index on
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
