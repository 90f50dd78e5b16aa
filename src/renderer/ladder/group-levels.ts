/** Levels of the book in steps of several ticks. */
import type { Level } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { fromUnits, gridOf, type Grid } from '../../contract/units.ts';

/** Ticks to a row. */
export const GROUPINGS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

export type BookSideName = 'bid' | 'ask';

/** The grouping that comes after one, or before it; the last one stays. */
export function nextGrouping(current: number, step: 1 | -1): number {
  const index = GROUPINGS.findIndex((grouping) => grouping >= current);
  const next = Math.min(Math.max(index + step, 0), GROUPINGS.length - 1);
  return GROUPINGS[next] ?? 1;
}

/**
 * The first `count` groups, best first. A group's price is its edge away from the other side, so no order in it has a
 * worse price.
 */
export function groupLevels(
  levels: readonly Level[],
  side: BookSideName,
  { tickSize, lotSize }: Pick<Instrument, 'tickSize' | 'lotSize'>,
  ticks: number,
  count: number,
): readonly Level[] {
  if (ticks === 1) return levels.slice(0, count);
  const lots = gridOf(lotSize);
  const groups: Level[] = [];
  for (const [price, quantity] of levels) {
    const group = groupOf(price, side, tickSize, ticks);
    const last = groups.at(-1);
    if (last?.[0] === group) groups[groups.length - 1] = [group, onGrid(lots, last[1] + quantity)];
    else if (groups.length === count) break;
    else groups.push([group, quantity]);
  }
  return groups;
}

/** The price of the group that contains a price. */
export function groupOf(price: number, side: BookSideName, tickSize: number, ticks: number): number {
  const grid = gridOf(tickSize);
  const groups = unitsOf(grid, price) / ticks;
  return fromUnits(grid, (side === 'bid' ? Math.floor(groups) : Math.ceil(groups)) * ticks);
}

function unitsOf(grid: Grid, value: number): number {
  return Math.round((value * 10 ** grid.decimals) / grid.mantissa);
}

function onGrid(grid: Grid, value: number): number {
  return fromUnits(grid, unitsOf(grid, value));
}
