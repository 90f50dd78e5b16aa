/** The sample of a Sharpe ratio, which the lab and the report of a session share. */

/**
 * Smallest number of minutes with a Sharpe ratio. Of n normal minutes it has a Student's distribution with n − 1 degrees
 * of freedom: of two it has no mean, and up to five no fourth moment, so in the lab one seed whose minutes happen to be
 * alike outweighs all others in the mean and its interval.
 */
const MINUTES_MIN = 6;

/**
 * @param path equity at the beginning and at the end of each minute
 * @returns change of each minute; null: there are too few for a Sharpe ratio
 */
export function minuteChanges(path: readonly number[]): readonly number[] | null {
  if (path.length <= MINUTES_MIN) return null;
  return path.slice(1).map((value, index) => value - (path[index] ?? 0));
}
