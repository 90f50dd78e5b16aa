/** Finds the visible levels of the book that have changed, and those that flash. */

/**
 * Time after a change in which a level does not flash again. A permanent glow would carry no information and cost
 * frames.
 */
const QUIET_MS = 150;
/**
 * Number of simultaneous changes above which no row flashes. The eye cannot follow them, and each flash costs frames.
 */
const CHANGES_MAX = 6;

interface Seen {
  readonly quantity: number;
  readonly changedAt: number;
}

/** A visible level. The key identifies its side and step. */
export interface KeyedLevel {
  readonly key: number;
  readonly quantity: number;
}

export interface Changes {
  /** True when there are more changes than an eye can follow. */
  readonly isBusy: boolean;
  /** Keys of the levels whose quantity has changed since the last call, and whether they flash. */
  readonly flashes: ReadonlyMap<number, boolean>;
}

export function levelKey(side: 'bid' | 'ask', step: number): number {
  return step * 2 + (side === 'bid' ? 0 : 1);
}

export class BookChanges {
  #seen = new Map<number, Seen>();

  /** @param levels visible levels; a newly visible level does not count as a change */
  compare(levels: readonly KeyedLevel[], now: number): Changes {
    const before = this.#seen;
    const changed: number[] = [];
    this.#seen = new Map(
      levels.map(({ key, quantity }) => {
        const seen = before.get(key);
        const isChanged = seen !== undefined && seen.quantity !== quantity;
        if (isChanged) changed.push(key);
        return [key, { quantity, changedAt: isChanged ? now : (seen?.changedAt ?? -Infinity) }];
      }),
    );
    const isBusy = changed.length > CHANGES_MAX;
    const isLoud = (key: number) => now - (before.get(key)?.changedAt ?? now) >= QUIET_MS;
    return { isBusy, flashes: new Map(changed.map((key) => [key, !isBusy && isLoud(key)])) };
  }
}
