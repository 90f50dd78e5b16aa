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

/** The reference of the depth bars on both sides. */
export function largestQuantity(...sides: readonly (readonly LadderRow[])[]): number {
  return sides.flat().reduce((most, { quantity }) => Math.max(most, quantity), 0);
}

/** In whole percent, so that a bar is drawn again only when it moves visibly. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100);
}
