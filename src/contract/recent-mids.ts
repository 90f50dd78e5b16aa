/** The newest changes of one instrument's mid price, by their time. */
import { firstIndex } from './first-index.ts';

export class RecentMids {
  readonly #kept: number;
  /** Times and mid prices of the changes, oldest first. */
  #times: number[] = [];
  #mids: number[] = [];

  /** @param kept number of changes that it remembers at least */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Adds the mid price after the events of a time, which is not before that of the one before. */
  add(time: number, mid: number): void {
    const newest = this.#mids.length - 1;
    if (this.#mids[newest] === mid) return;
    if (this.#times[newest] === time) {
      this.#mids[newest] = mid;
      return;
    }
    if (newest + 1 >= 2 * this.#kept) this.#dropOld();
    this.#times.push(time);
    this.#mids.push(mid);
  }

  /** The mid price of a moment: the newest one at or before it. Undefined: there was none, or it is forgotten. */
  at(moment: number): number | undefined {
    const newest = this.#times.length - 1;
    if (moment >= (this.#times[newest] ?? Infinity)) return this.#mids[newest];
    const isLater = (index: number) => (this.#times[index] ?? Infinity) > moment;
    return this.#mids[firstIndex(0, newest, isLater) - 1];
  }

  #dropOld(): void {
    this.#times = this.#times.slice(-this.#kept);
    this.#mids = this.#mids.slice(-this.#kept);
  }
}
