/** Orders of an account by the rows of the ladder, with their place in the queue. */
import { unknownQuantity } from '../../contract/market.ts';
import type { MarketView } from '../../contract/replica.ts';
import type { KnownOrder } from '../../contract/resting-orders.ts';
import { fromUnits, gridOf, toUnits, type Grid } from '../../contract/units.ts';
import type { BookSideName, PriceSteps } from './price-steps.ts';

export interface OwnRow {
  readonly quantity: number;
  /** Number of orders. */
  readonly count: number;
  /** Place of the order that trades first. */
  readonly place: QueuePlace;
}

/** An order's place among the orders at its price. */
export interface QueuePlace {
  /** Number in the queue, from 1, which trades first. */
  readonly number: number;
  /** Number of known orders at the price. */
  readonly of: number;
  /** Quantity of known orders that trade before it. */
  readonly ahead: number;
  /** Quantity at the price beyond the known orders, which may trade before or after it. */
  readonly unknown: number;
}

export interface OwnOrders {
  readonly account: string;
  /** Rows by step. */
  readonly bid: ReadonlyMap<number, OwnRow>;
  readonly ask: ReadonlyMap<number, OwnRow>;
}

interface Sum {
  lots: number;
  count: number;
  first: KnownOrder;
}

export function ownOrders(market: MarketView, account: string, steps: PriceSteps): OwnOrders {
  const sums = { bid: new Map<number, Sum>(), ask: new Map<number, Sum>() };
  const lots = gridOf(market.instrument.lotSize);
  for (const order of market.orders.of(account)) {
    const name: BookSideName = order.side === 'buy' ? 'bid' : 'ask';
    const step = steps.of(order.price, name);
    const sum = sums[name].get(step);
    const quantityLots = toUnits(lots, order.quantity) ?? 0;
    if (sum === undefined) sums[name].set(step, { lots: quantityLots, count: 1, first: order });
    else {
      sum.lots += quantityLots;
      sum.count += 1;
      if (tradesBefore(order, sum.first)) sum.first = order;
    }
  }
  const rowsOf = (name: BookSideName) =>
    new Map([...sums[name]].map(([step, sum]) => [step, rowOf(market, lots, sum)]));
  return { account, bid: rowsOf('bid'), ask: rowsOf('ask') };
}

function rowOf(market: MarketView, lots: Grid, { lots: sum, count, first }: Sum): OwnRow {
  return { quantity: fromUnits(lots, sum), count, place: placeOf(market, lots, first) };
}

/** True when the first order trades before the second, of the same side. */
function tradesBefore(one: KnownOrder, other: KnownOrder): boolean {
  if (one.price === other.price) return one.priority < other.priority;
  return one.side === 'buy' ? one.price > other.price : one.price < other.price;
}

function placeOf(market: MarketView, lots: Grid, order: KnownOrder): QueuePlace {
  const { side, price } = order;
  const queue = market.orders.at(side, price);
  const at = queue.indexOf(order);
  const ahead = queue.slice(0, at).reduce((sum, { quantity }) => sum + (toUnits(lots, quantity) ?? 0), 0);
  const level = (side === 'buy' ? market.bids : market.asks).find(([one]) => one === price);
  const unknown = level === undefined ? 0 : unknownQuantity(market, side, level);
  return { number: at + 1, of: queue.length, ahead: fromUnits(lots, ahead), unknown };
}

/** Why some orders within the first `depth` levels may lack a mark. Undefined: none can. */
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
