/** The rows of the order book's ladder, worked out from the replica's levels. */
import type { Level } from '../../contract/events.ts';

export interface LadderRow {
  readonly price: number;
  readonly quantity: number;
  /** From the best price to this one. */
  readonly cumulative: number;
}

/** The first `count` levels, best first, with the depth up to each. */
export function ladderRows(levels: readonly Level[], count: number): readonly LadderRow[] {
  let cumulative = 0;
  return levels.slice(0, count).map(([price, quantity]) => {
    cumulative += quantity;
    return { price, quantity, cumulative };
  });
}

/** What the bars of both sides are drawn in proportion to. */
export function largestQuantity(...sides: readonly (readonly LadderRow[])[]): number {
  return sides.flat().reduce((most, { quantity }) => Math.max(most, quantity), 0);
}

/** In whole percent, so that a bar is drawn again only when it moves visibly. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100);
}

/** Of more rows that changed at once none flashes: an eye cannot follow them, and each flash keeps the screen being drawn. */
const CHANGES_MAX = 6;

/** Whether much of the book in sight changes at a time. */
export class ChangeCount {
  #before = new Map<number, number>();

  /** @returns whether more than CHANGES_MAX rows have another quantity than the last time. */
  isBusy(rows: readonly LadderRow[]): boolean {
    const now = new Map(rows.map(({ price, quantity }) => [price, quantity]));
    let changes = 0;
    for (const [price, quantity] of now) {
      const before = this.#before.get(price);
      if (before !== undefined && before !== quantity) changes += 1;
    }
    this.#before = now;
    return changes > CHANGES_MAX;
  }
}
