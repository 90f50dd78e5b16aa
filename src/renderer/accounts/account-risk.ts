/** Measures the distance of an account to its liquidation. */
import type { PositionUpdate } from '../../contract/events.ts';

/**
 * Maintenance margin divided by the equity that backs it, for the worst margin account: cross margin as a whole, or one
 * isolated position. Liquidation begins above 1. Null: no position needs margin.
 */
export function marginRatio(held: Iterable<PositionUpdate>, equity: number): number | null {
  let crossEquity = equity;
  let crossMargin = 0;
  let worst: number | null = null;
  for (const { isolatedMargin, unrealizedPnl, maintenanceMargin } of held) {
    if (isolatedMargin === null || isolatedMargin === undefined) {
      crossMargin += maintenanceMargin;
      continue;
    }
    crossEquity -= isolatedMargin + unrealizedPnl;
    worst = worse(worst, ratioOf(maintenanceMargin, isolatedMargin + unrealizedPnl));
  }
  return worse(worst, ratioOf(crossMargin, crossEquity));
}

/** The newest update. Balance and equity belong to the account, and each of its updates repeats them. */
export function newestUpdate(held: Iterable<PositionUpdate>): PositionUpdate | undefined {
  let found: PositionUpdate | undefined;
  for (const update of held) {
    if (found === undefined || update.seq > found.seq) found = update;
  }
  return found;
}

/** Margin ratio. Without equity it is infinite. */
function ratioOf(margin: number, equity: number): number | null {
  if (margin <= 0) return null;
  return equity <= 0 ? Infinity : margin / equity;
}

function worse(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

export interface Distance {
  readonly ticks: number;
  /** Distance in percent of the mark price. */
  readonly percent: number;
}

/**
 * Distance that the mark price may still move against the position. Below 0: it has moved too far. Null: there is no
 * liquidation price.
 */
export function liquidationDistance(
  { quantity, liquidationPrice }: Pick<PositionUpdate, 'quantity' | 'liquidationPrice'>,
  markPrice: number,
  tickSize: number,
): Distance | null {
  if (liquidationPrice === null || quantity === 0) return null;
  const away = quantity > 0 ? markPrice - liquidationPrice : liquidationPrice - markPrice;
  return { ticks: Math.round(away / tickSize), percent: (away / markPrice) * 100 };
}
