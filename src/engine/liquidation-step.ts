/**
 * Liquidation in steps. Rule L7, for instruments with `liquidation: 'steps'`: before the exchange takes over a whole
 * position, it takes over the number of lots that restores the account's margin, if the book takes them at once.
 *
 * A step costs the account at most LOSS_SHARE of the maintenance margin that the step frees. This gives its takeover
 * price. The lots are the fewest after which, at that price, equity is at least twice LOSS_SHARE, six fifths, of the
 * maintenance margin of the rest: a fifth above the level that would liquidate it again. Fills at that price or better
 * cost the fund nothing.
 *
 * The large venues work in a similar way. BitMEX and Bybit send a fill-or-kill order that reduces the position as far
 * as the margin needs it, and take over the whole position at its bankruptcy price when it is not filled or does not
 * suffice. OKX repeats its partial liquidation until the margin ratio is met.
 */
import type { PriceTicks, QuantityLots } from '../contract/index.ts';
import { shareOf, valueOf } from './arithmetic.ts';
import { closingOrder } from './closing-order.ts';
import { fillableLots } from './fillable.ts';
import { equityOf } from './ledger.ts';
import { maintenanceOf, maintenanceWithout } from './margin.ts';
import type { EngineState, Position, Takeover } from './state.ts';
import { firstIndex } from '../contract/first-index.ts';

/** Largest cost of a step, as a share of the maintenance margin that it frees. */
const LOSS_SHARE = { numerator: 3, denominator: 5 } as const;

/** Next step with a position of an account below maintenance margin. Null: the whole position is taken over. */
export function stepOf(state: EngineState, position: Position): Takeover | null {
  const { spec } = position.market;
  const equity = equityOf(position.margin);
  if (spec.liquidation !== 'steps' || equity <= 0) return null;
  const room = roomFor(equity, position);
  if (room < 0) return null;
  const lots = fewestLots(position, room);
  const takeover = takeoverOf(position, lots);
  const order = closingOrder(state, position, takeover, takeover.price);
  return fillableLots(state.rules, order) === lots ? takeover : null;
}

/**
 * Maintenance margin that the position may have after the step. Negative: even closing it would not suffice.
 * equity − 3/5 (M − M′) ≥ 6/5 M′, where M and M′ are the balance's maintenance margin before and after, or
 * M + M′ ≤ 5/3 equity.
 */
function roomFor(equity: number, position: Position): number {
  const maintenance = maintenanceOf(position.margin);
  const others = maintenance - maintenanceWithout(position, 0);
  const { numerator, denominator } = LOSS_SHARE;
  const bound = shareOf(equity, denominator, numerator) - maintenance;
  return bound < 0 ? bound : Math.max(0, bound - others);
}

/**
 * The fewest lots whose closing leaves this maintenance margin, or all lots if none do. A smaller position never needs
 * more margin.
 */
function fewestLots(position: Position, room: number): QuantityLots {
  const most = Math.abs(position.lots);
  return firstIndex(1, most, (lots) => maintenanceWithout(position, lots) <= room) as QuantityLots;
}

function takeoverOf(position: Position, lots: QuantityLots): Takeover {
  const { spec, markPrice } = position.market;
  const freed = maintenanceWithout(position, 0) - maintenanceWithout(position, lots);
  const { numerator, denominator } = LOSS_SHARE;
  const ticks = shareOf(freed, numerator, denominator * valueOf(spec, lots, 1));
  const isLong = position.lots > 0;
  const price = isLong ? Math.max(1, markPrice - ticks) : markPrice + ticks;
  return { side: isLong ? 'sell' : 'buy', lots, price: price as PriceTicks };
}
