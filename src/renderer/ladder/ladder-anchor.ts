/**
 * The step in the middle of the ladder. Prices stay in place while the market moves a little, so that the eye can follow
 * one row; the ladder centres again when the market has moved by more than a share of the rows. While the reader has
 * scrolled away nothing moves it.
 */
import type { StepBook } from './ladder-rows.ts';

/** Of the rows: how far the market may leave the middle. */
const SLACK_SHARE = 1 / 8;

export interface AnchorWish {
  /** Of the instrument and the grouping: another one centres the ladder. */
  readonly key: string;
  /** The step in the middle of the market. */
  readonly middle: number;
  readonly rows: number;
  /** The reader has scrolled away. */
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

/** Between the best prices; else the only best price; else the given step. */
export function middleOf({ bids, asks }: StepBook, otherwise: number): number {
  const [bid, ask] = [bids[0]?.step, asks[0]?.step];
  if (bid !== undefined && ask !== undefined) return Math.floor((bid + ask) / 2);
  return bid ?? ask ?? otherwise;
}
