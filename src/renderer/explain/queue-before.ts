/** The queue at a trade's price before its command, in order of priority, with the fate of each order. */
import { unknownQuantity } from '../../contract/market.ts';
import type { MarketEvent, Trade } from '../../contract/events.ts';
import type { MarketView } from '../../contract/replica.ts';
import { fromUnits, gridOf, toUnits } from '../../contract/units.ts';
import { levelsOf, type Side } from './book-change.ts';
import type { PastCommand } from './rewind.ts';

/** `filled`: the order of this fill. `ahead` and `behind`: the orders before and after it. */
export type Standing = 'ahead' | 'filled' | 'behind';

export interface QueuePlace {
  readonly orderId: number;
  readonly account: string;
  readonly quantity: number;
  readonly standing: Standing;
  /** Quantity filled by this command: before this trade, with it and after it. */
  readonly fills: number;
  /** Quantity that left without a fill, because the order was cancelled, reduced or amended within the command. */
  readonly withdrawn: number;
  /** Quantity that rests there after the command. */
  readonly rests: number;
}

export interface QueueBefore {
  readonly places: readonly QueuePlace[];
  /** Quantity at the price beyond the known orders. */
  readonly unknown: number;
  /** True when the filled order is among the places. */
  readonly hasMaker: boolean;
}

/** @returns undefined when the exchange does not publish single orders */
export function queueBefore(
  { trade, events }: PastCommand,
  before: MarketView,
  after: MarketView,
): QueueBefore | undefined {
  if (!before.orders.isPublished) return undefined;
  const { side, orderId: makerId } = restingOf(trade);
  const queue = before.orders.at(side, trade.price);
  const makerAt = queue.findIndex(({ orderId }) => orderId === makerId);
  const lots = gridOf(before.instrument.lotSize);
  const units = (quantity: number) => toUnits(lots, quantity) ?? 0;
  const places = queue.map(({ orderId, account, quantity }, index): QueuePlace => {
    const fills = filledOf(events, orderId).reduce((sum, fill) => sum + units(fill.quantity), 0);
    const now = after.orders.get(orderId);
    const rests = now?.price === trade.price ? units(now.quantity) : 0;
    return {
      orderId,
      account,
      quantity,
      standing: standingAt(index, makerAt),
      fills: fromUnits(lots, fills),
      withdrawn: fromUnits(lots, Math.max(0, units(quantity) - fills - rests)),
      rests: fromUnits(lots, rests),
    };
  });
  const level = levelsOf(before, side).find(([price]) => price === trade.price);
  return {
    places,
    unknown: level === undefined ? 0 : unknownQuantity(before, side, level),
    hasMaker: makerAt >= 0,
  };
}

/** Resting order of the trade. */
export function restingOf({ aggressor, buyOrderId, sellOrderId, buyAccount, sellAccount }: Trade): {
  readonly side: Side;
  readonly orderId: number;
  readonly account: string;
} {
  return aggressor === 'buy'
    ? { side: 'sell', orderId: sellOrderId, account: sellAccount }
    : { side: 'buy', orderId: buyOrderId, account: buyAccount };
}

/** Aggressor of the trade. */
export function incomingOf({ aggressor, buyOrderId, sellOrderId, buyAccount, sellAccount }: Trade) {
  return aggressor === 'buy'
    ? { orderId: buyOrderId, account: buyAccount }
    : { orderId: sellOrderId, account: sellAccount };
}

function filledOf(events: readonly MarketEvent[], orderId: number): readonly Trade[] {
  return events.filter(
    (event): event is Trade => event.type === 'trade' && restingOf(event).orderId === orderId,
  );
}

function standingAt(index: number, makerAt: number): Standing {
  if (index === makerAt) return 'filled';
  return makerAt >= 0 && index < makerAt ? 'ahead' : 'behind';
}
