/** Converts values of a configuration to whole numbers, or throws an error that names the value. */
import { decimalGrid, fromUnits, toUnits, type Grid, type RateE7 } from './units.ts';

/** @throws RangeError that names the value when it is off the grid */
export function onGrid(grid: Grid, value: number, path: string): number {
  const units = toUnits(grid, value);
  if (units === null || (units === 0 && value !== 0)) {
    throw new RangeError(`${path} ${value} is not a multiple of ${fromUnits(grid, 1)}`);
  }
  return units;
}

/** @throws RangeError when the rate has more than seven digits after the point */
export function rate(value: number, path: string): RateE7 {
  const grid = decimalGrid(7);
  return (value < 0 ? -onGrid(grid, -value, path) : onGrid(grid, value, path)) as RateE7;
}
