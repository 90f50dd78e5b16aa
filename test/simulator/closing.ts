/** The net change of a whole command: orders, books, mark prices, positions. */
import { indicationOf, isSameIndication } from './equilibrium.ts';
import { limitsOf } from './price-limits.ts';
import {
  equityOf,
  exposureOf,
  bankruptcyPriceOf,
  initialMarginOf,
  liquidationPriceOf,
  maintenanceMarginOf,
  unrealized,
} from './margins.ts';
import {
  at,
  bestPrice,
  poolsOf,
  queue,
  type AuditAccount,
  type AuditOrder,
  type AuditPool,
  type AuditState,
  type Place,
  type Predicted,
} from './exchange-state.ts';

type Levels = Map<number, number>;
type Side = Place['side'];

/** State before the command, to compare with the state after it. */
export interface Before {
  readonly marks: readonly number[];
  /** P4. */
  readonly references: readonly number[];
  readonly orders: readonly AuditOrder[];
  readonly books: readonly Readonly<Record<Side, Levels>>[];
}

export function takeBefore(state: AuditState): Before {
  return {
    marks: state.markets.map(({ markPrice }) => markPrice),
    references: state.markets.map(({ reference }) => reference),
    orders: state.orders.map((order) => ({ ...order })),
    books: state.markets.map((_, instrument) => ({
      buy: levels(state, instrument, 'buy'),
      sell: levels(state, instrument, 'sell'),
    })),
  };
}

function levels(state: AuditState, instrument: number, side: Side): Levels {
  const totals: Levels = new Map();
  for (const { price, open } of queue(state, instrument, side)) {
    if (price !== null) totals.set(price, (totals.get(price) ?? 0) + open);
  }
  return totals;
}

/** @param isRevalue also report positions whose mark price moved since their last report */
export function closingEvents(state: AuditState, before: Before, isRevalue: boolean): Predicted[] {
  const events: Predicted[] = orderUpdates(before.orders, state.orders);
  state.markets.forEach((_, instrument) => {
    events.push(...bookUpdate(state, instrument, before), ...markPrice(state, instrument, before));
    events.push(...auctionUpdate(state, instrument));
  });
  for (const account of state.accounts) events.push(...positionUpdates(state, account, isRevalue));
  return events;
}

/** One for each order whose resting quantity or place changed. */
function orderUpdates(before: readonly AuditOrder[], now: readonly AuditOrder[]): Predicted[] {
  const ids = new Set([...before, ...now].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const was = before.find((order) => order.id === id && order.rank !== null);
    const is = now.find((order) => order.id === id && order.rank !== null);
    if (was?.open === is?.open && was?.rank === is?.rank) return [];
    return [orderUpdate(is ?? was, is?.open ?? 0)];
  });
}

function orderUpdate(order: AuditOrder | undefined, quantity: number): Predicted {
  if (order?.price == null || order.rank === null) throw new Error('auditor: an order rests nowhere');
  const { id: orderId, account, instrument, side, price, rank: priority } = order;
  return { type: 'order_update', orderId, account, instrument, side, price, quantity, priority };
}

function bookUpdate(state: AuditState, instrument: number, before: Before): Predicted[] {
  const was = at(before.books, instrument);
  const bids = changes(was.buy, levels(state, instrument, 'buy')).sort(([a], [b]) => b - a);
  const asks = changes(was.sell, levels(state, instrument, 'sell')).sort(([a], [b]) => a - b);
  return bids.length + asks.length === 0 ? [] : [{ type: 'book_update', instrument, bids, asks }];
}

function changes(was: Levels, is: Levels): [number, number][] {
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((price) => was.get(price) !== is.get(price))
    .map((price) => [price, is.get(price) ?? 0]);
}

function markPrice(state: AuditState, instrument: number, before: Before): Predicted[] {
  const market = at(state.markets, instrument);
  const { markPrice: price, lastPrice, index, reference: now, spec } = market;
  if (price === before.marks[instrument] && now === before.references[instrument]) return [];
  const bestBid = bestPrice(state, instrument, 'buy');
  const bestAsk = bestPrice(state, instrument, 'sell');
  const [lowerLimit, upperLimit] = limitsOf(market) ?? [null, null];
  const reference = spec.limits === null ? null : now;
  const prices = { price, lastPrice, bestBid, bestAsk, index, reference, lowerLimit, upperLimit };
  return [{ type: 'mark_price', instrument, ...prices }];
}

/** H6. */
function auctionUpdate(state: AuditState, instrument: number): Predicted[] {
  const market = at(state.markets, instrument);
  if (market.phase !== 'auction') return [];
  const now = indicationOf(state, instrument);
  if (isSameIndication(market.indication, now)) return [];
  market.indication = now;
  return [{ type: 'auction_update', instrument, ...now }];
}

function positionUpdates(state: AuditState, account: AuditAccount, isRevalue: boolean): Predicted[] {
  const updates: Predicted[] = [];
  account.positions.forEach((position, instrument) => {
    const { markPrice } = at(state.markets, instrument);
    const hasMoved = isRevalue && position.lots !== 0 && position.reportedMark !== markPrice;
    if (!position.isTouched && !hasMoved) return;
    position.isTouched = false;
    position.reportedMark = markPrice;
    updates.push(positionUpdate(state, account, instrument));
  });
  return updates;
}

function positionUpdate(state: AuditState, account: AuditAccount, instrument: number): Predicted {
  const { lots, cost, realized, fees, funding } = at(account.positions, instrument);
  const { spec, markPrice } = at(state.markets, instrument);
  const value = exposureOf(state, account, instrument);
  const isolated = at(account.isolated, instrument);
  const total = (amountOf: (pool: AuditPool) => bigint) =>
    Number(poolsOf(account).reduce((sum, pool) => sum + amountOf(pool), 0n));
  return {
    type: 'position_update',
    account: account.index,
    instrument,
    quantity: lots,
    costBasis: Number(cost),
    markPrice,
    realizedPnl: Number(realized),
    unrealizedPnl: Number(unrealized(state, account, instrument)),
    feesPaid: Number(fees),
    balance: total(({ balance }) => balance),
    equity: total((pool) => equityOf(state, pool)),
    marginMode: isolated === null ? 'cross' : 'isolated',
    isolatedMargin: isolated === null ? null : Number(isolated.balance),
    initialMargin: Number(initialMarginOf(spec, value)),
    maintenanceMargin: Number(maintenanceMarginOf(spec, value)),
    liquidationPrice: liquidationPriceOf(state, account, instrument),
    bankruptcyPrice: bankruptcyPriceOf(state, account, instrument),
    fundingPaid: Number(funding),
  };
}
