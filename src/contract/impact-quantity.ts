/** The quantity for which both sides of the book must have orders to count: for the mark price and for funding. */
import { onGrid } from './on-grid.ts';
import type { Grid, QuantityLots } from './units.ts';

export interface QuantityBounds {
  readonly symbol: string;
  readonly quantityGrid: Grid;
  /** No position may be larger. */
  readonly lotsMax: number;
}

/** @param user the field that needs it @throws RangeError */
export function compileImpact(
  impactQuantity: number | undefined,
  user: string,
  { symbol, quantityGrid, lotsMax }: QuantityBounds,
): QuantityLots {
  if (impactQuantity === undefined) throw new RangeError(`${symbol}: ${user} needs an impactQuantity`);
  const lots = onGrid(quantityGrid, impactQuantity, `${symbol}: impactQuantity`);
  if (lots > lotsMax)
    throw new RangeError(`${symbol}: impactQuantity ${impactQuantity} is more than a position may hold`);
  return lots as QuantityLots;
}
