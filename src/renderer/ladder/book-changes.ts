/** Finds the visible levels of the book that have changed, and those that flash. */
import type { LadderRow } from './ladder-rows.ts';

/** A level that changes again before its flash ends does not flash: a permanent glow carries no information and costs frames. */
const QUIET_MS = 150;
/** If more rows change at once, none flashes: the eye cannot follow them, and each flash costs frames. */
const CHANGES_MAX = 6;

interface Seen {
  readonly quantity: number;
  readonly changedAt: number;
}

export interface Changes {
  /** More changes than an eye can follow. */
  readonly isBusy: boolean;
  /** Prices whose quantity changed since the last time, and whether they flash. */
  readonly flashes: ReadonlyMap<number, boolean>;
}

export class BookChanges {
  #seen = new Map<number, Seen>();

  /** @param rows the visible rows; a newly visible row is no change */
  compare(rows: readonly LadderRow[], now: number): Changes {
    const before = this.#seen;
    const changed: number[] = [];
    this.#seen = new Map(
      rows.map(({ price, quantity }) => {
        const seen = before.get(price);
        const isChanged = seen !== undefined && seen.quantity !== quantity;
        if (isChanged) changed.push(price);
        return [price, { quantity, changedAt: isChanged ? now : (seen?.changedAt ?? -Infinity) }];
      }),
    );
    const isBusy = changed.length > CHANGES_MAX;
    const isLoud = (price: number) => now - (before.get(price)?.changedAt ?? now) >= QUIET_MS;
    return { isBusy, flashes: new Map(changed.map((price) => [price, !isBusy && isLoud(price)])) };
  }
}
