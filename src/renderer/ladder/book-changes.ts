/** Which levels of the book in sight have changed, and which of them are to flash. */
import type { LadderRow } from './ladder-rows.ts';

/** What changes before a flash could be over does not flash: that would be a glow, which says nothing and costs frames. */
const QUIET_MS = 150;
/** Of more rows that changed at once none flashes: an eye cannot follow them, and each flash keeps the screen being drawn. */
const CHANGES_MAX = 6;

interface Seen {
  readonly quantity: number;
  readonly changedAt: number;
}

export interface Changes {
  /** More changes than an eye can follow. */
  readonly isBusy: boolean;
  /** Prices whose quantity is another one than the last time, and whether they flash. */
  readonly flashes: ReadonlyMap<number, boolean>;
}

export class BookChanges {
  #seen = new Map<number, Seen>();

  /** @param rows those in sight; one that was not is no change */
  take(rows: readonly LadderRow[], now: number): Changes {
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
