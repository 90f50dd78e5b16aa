/** The quantity that both sides of the book must offer for the book to count toward the mark price and the funding. */
import { onGrid } from './on-grid.ts';
import type { Grid, QuantityLots } from './units.ts';

export interface QuantityBounds {
  readonly symbol: string;
  readonly quantityGrid: Grid;
  /** Largest position. */
  readonly lotsMax: number;
}

/**
 * @param user the configuration's field that needs the quantity
 * @throws RangeError when it is missing or does not fit
 */
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
