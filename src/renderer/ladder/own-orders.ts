/** The orders of the selected account, by the rows of the ladder. */
import { unknownQuantity } from '../../contract/market.ts';
import type { MarketView } from '../../contract/replica.ts';
import { fromUnits, gridOf, toUnits } from '../../contract/units.ts';
import { groupOf, type BookSideName } from './group-levels.ts';

export interface OwnRow {
  readonly quantity: number;
  /** The number of orders. */
  readonly count: number;
}

export interface OwnOrders {
  readonly account: string;
  /** By the price of the row. */
  readonly bid: ReadonlyMap<number, OwnRow>;
  readonly ask: ReadonlyMap<number, OwnRow>;
}

/** @param ticks to a row */
export function ownOrders({ instrument, orders }: MarketView, account: string, ticks: number): OwnOrders {
  const rows = { bid: new Map<number, OwnRow>(), ask: new Map<number, OwnRow>() };
  const lots = gridOf(instrument.lotSize);
  for (const { side, price, quantity } of orders.of(account)) {
    const name: BookSideName = side === 'buy' ? 'bid' : 'ask';
    const row = groupOf(price, name, instrument.tickSize, ticks);
    const before = rows[name].get(row) ?? { quantity: 0, count: 0 };
    const sum = (toUnits(lots, before.quantity) ?? 0) + (toUnits(lots, quantity) ?? 0);
    rows[name].set(row, { quantity: fromUnits(lots, sum), count: before.count + 1 });
  }
  return { account, ...rows };
}

/** The reason why some orders within the first `depth` levels may lack a mark; undefined: none can. */
export function ownDoubt(market: MarketView, account: string, depth: number): string | undefined {
  if (!market.orders.isPublished)
    return `This exchange does not publish single orders, so those of ${account} cannot be marked.`;
  const isPartly =
    market.bids.slice(0, depth).some((level) => unknownQuantity(market, 'buy', level) > 0) ||
    market.asks.slice(0, depth).some((level) => unknownQuantity(market, 'sell', level) > 0);
  return isPartly
    ? `Some orders deep in the book are not published yet: ${account} may have more there.`
    : undefined;
}
