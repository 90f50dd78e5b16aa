/** Prices in steps of several ticks, counted from price 0. */
import { fromUnits, gridOf, type Grid } from '../../contract/units.ts';

/** Numbers of ticks in a step, which is a row of the ladder. */
export const GROUPINGS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

export type BookSideName = 'bid' | 'ask';

/** The next or previous grouping. At the end, the last one stays. */
export function nextGrouping(current: number, step: 1 | -1): number {
  const index = GROUPINGS.findIndex((grouping) => grouping >= current);
  const next = Math.min(Math.max(index + step, 0), GROUPINGS.length - 1);
  return GROUPINGS[next] ?? 1;
}

export class PriceSteps {
  readonly tickSize: number;
  readonly ticks: number;
  readonly #grid: Grid;

  constructor(tickSize: number, ticks: number) {
    this.tickSize = tickSize;
    this.ticks = ticks;
    this.#grid = gridOf(tickSize);
  }

  equals({ tickSize, ticks }: PriceSteps): boolean {
    return tickSize === this.tickSize && ticks === this.ticks;
  }

  /**
   * Number of the step that contains a price. A step's price is its edge away from the other side of the book, so no
   * order in it has a worse price.
   */
  of(price: number, side: BookSideName): number {
    const { decimals, mantissa } = this.#grid;
    const steps = Math.round((price * 10 ** decimals) / mantissa) / this.ticks;
    return side === 'bid' ? Math.floor(steps) : Math.ceil(steps);
  }

  priceOf(step: number): number {
    return fromUnits(this.#grid, step * this.ticks);
  }
}
