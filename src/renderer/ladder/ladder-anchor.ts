/**
 * The step in the middle of the ladder. Prices stay in place while the market moves a little, so that the eye can
 * follow one row. The ladder centres again when the market has moved by more than a share of the rows. While the reader
 * has scrolled away, it stays in place.
 */
import type { StepBook } from './ladder-rows.ts';

/** Distance of the market from the middle at which the ladder centres again, as a share of the rows. */
const SLACK_SHARE = 1 / 8;

export interface AnchorWish {
  /** Key of the instrument and the grouping. Another key centres the ladder. */
  readonly key: string;
  /** Step in the middle of the market. */
  readonly middle: number;
  readonly rows: number;
  /** True when the reader has scrolled away. */
  readonly isHeld: boolean;
}

export class LadderAnchor {
  #key = '';
  #step = 0;
  #wasHeld = false;

  at({ key, middle, rows, isHeld }: AnchorWish): number {
    const isNew = key !== this.#key;
    const isReleased = this.#wasHeld && !isHeld;
    const isFar = !isHeld && Math.abs(middle - this.#step) > rows * SLACK_SHARE;
    if (isNew || isReleased || isFar) this.#step = middle;
    this.#key = key;
    this.#wasHeld = isHeld;
    return this.#step;
  }
}

/** The step between the best prices, or that of the only best price, or else the given step. */
export function middleOf({ bids, asks }: StepBook, otherwise: number): number {
  const [bid, ask] = [bids[0]?.step, asks[0]?.step];
  if (bid !== undefined && ask !== undefined) return Math.floor((bid + ask) / 2);
  return bid ?? ask ?? otherwise;
}
