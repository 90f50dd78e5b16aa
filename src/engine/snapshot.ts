/**
 * The whole state as plain data, and back. A restored engine returns the same events for every later command. Derived
 * parts (sums of open orders, the margin index) are not stored but rebuilt.
 */
import type { AccountIndex, InstrumentIndex, Money, PriceTicks } from '../contract/index.ts';
import { assert } from './arithmetic.ts';
import type { Funding } from './funding.ts';
import { back, isolatedOf, marginAccountsOf, noteHolding, positionOf, positionsOf } from './ledger.ts';
import { keep, register, enterBook, waitForMark } from './lifecycle.ts';
import { divideSlack } from './liquidation.ts';
import { slackOf } from './margin.ts';
import type { Mark } from './mark.ts';
import { NO_RECORD, Order } from './order.ts';
import { forgetOrderChanges } from './order-changes.ts';
import { orderSnapshot, type OrderSnapshot } from './order-snapshot.ts';
import type { Limits } from './price-limits.ts';
import { sharedTerms } from './records/index.ts';
import { readRestingOrders } from './resting-orders.ts';
import {
  Account,
  accountAt,
  createMarginAccount,
  type EngineState,
  type Market,
  type MarketPhase,
  type Position,
} from './state.ts';

type PositionSnapshot = Pick<Position, 'lots' | 'costBasis' | 'realizedPnl' | 'feesPaid' | 'reportedMark'> & {
  readonly instrument: InstrumentIndex;
  /** Balance that backs this position alone. Null: cross margin. */
  readonly isolatedMargin: Money | null;
  /** Net funding paid. Absent: the instrument has no funding. */
  readonly fundingPaid?: Money;
};

interface AccountSnapshot extends Pick<Account, 'name' | 'deposit'> {
  /** Balance of the cross margin. */
  readonly balance: Money;
  readonly positions: readonly PositionSnapshot[];
}

interface Prices {
  readonly indexPrice: PriceTicks;
  readonly mark: Mark;
  readonly limits: Limits;
}

interface MarketSnapshot extends Pick<Market, 'lastPrice' | 'markPrice' | 'publishedMark'> {
  readonly symbol: string;
  /** Phase of the market. Absent: it has always been continuous. */
  readonly phase?: MarketPhase;
  /** Resting orders: best price first, within a price the oldest first. */
  readonly bids: readonly OrderSnapshot[];
  readonly asks: readonly OrderSnapshot[];
  /** Waiting stops, oldest first. */
  readonly stops: readonly OrderSnapshot[];
  /** Holders in the order in which they got their positions. */
  readonly holders: readonly AccountIndex[];
  /** Index price, mark price and limits, as far as there are any. */
  readonly prices?: Partial<Prices>;
  /** Funding. Absent: the instrument has none. */
  readonly funding?: Funding;
}

/** The snapshot as values that JSON can represent. */
export interface Snapshot extends Pick<
  EngineState,
  | 'nextOrderId'
  | 'nextTradeId'
  | 'nextPriority'
  | 'deposits'
  | 'insuranceFund'
  | 'feesCollected'
  | 'isClosing'
  | 'time'
> {
  readonly accounts: readonly AccountSnapshot[];
  readonly markets: readonly MarketSnapshot[];
  readonly movedMarkets: readonly InstrumentIndex[];
  /** Absent when there are none, so that such a state keeps its hash from before this field existed. */
  readonly roomEvents?: EngineState['roomEvents'];
}

type OrderLists = Pick<MarketSnapshot, 'bids' | 'asks' | 'stops'>;

const NO_ORDERS: OrderLists = { bids: [], asks: [], stops: [] };

/** Snapshot of a state between two commands. */
export function snapshot(state: EngineState): Snapshot {
  return snapshotWith(state, ordersOf);
}

/** The snapshot without the orders, whose lists are empty. */
export function snapshotWithoutOrders(state: EngineState): Snapshot {
  return snapshotWith(state, () => NO_ORDERS);
}

function snapshotWith(state: EngineState, listsOf: (market: Market) => OrderLists): Snapshot {
  const { nextOrderId, nextTradeId, nextPriority, deposits, insuranceFund, feesCollected, isClosing, time } =
    state;
  return {
    nextOrderId,
    nextTradeId,
    nextPriority,
    deposits,
    insuranceFund,
    feesCollected,
    isClosing,
    time,
    accounts: state.accounts.map(accountSnapshot),
    markets: state.markets.map((market) => marketSnapshot(market, listsOf(market))),
    movedMarkets: [...state.movedMarkets].map(({ spec }) => spec.index),
    ...(state.roomEvents.length > 0 && { roomEvents: state.roomEvents }),
  };
}

function accountSnapshot(account: Account): AccountSnapshot {
  const { name, deposit, cross } = account;
  return { name, deposit, balance: cross.balance, positions: positionsOf(account).map(positionSnapshot) };
}

function positionSnapshot(position: Position): PositionSnapshot {
  const { market, lots, costBasis, realizedPnl, feesPaid, reportedMark } = position;
  const isolatedMargin = isolatedOf(position)?.balance ?? null;
  const instrument = market.spec.index;
  return {
    instrument,
    lots,
    costBasis,
    realizedPnl,
    feesPaid,
    reportedMark,
    isolatedMargin,
    ...(market.funding !== null && { fundingPaid: position.fundingPaid }),
  };
}

function ordersOf(market: Market): OrderLists {
  return {
    bids: Array.from(readRestingOrders(market, 'buy'), orderSnapshot),
    asks: Array.from(readRestingOrders(market, 'sell'), orderSnapshot),
    stops: market.stops.all().map(orderSnapshot),
  };
}

function marketSnapshot(market: Market, orders: OrderLists): MarketSnapshot {
  const { spec, lastPrice, markPrice, publishedMark, phase, holders, funding } = market;
  return {
    symbol: spec.symbol,
    lastPrice,
    markPrice,
    publishedMark,
    ...(phase !== null && { phase: { ...phase } }),
    ...orders,
    holders: [...holders].map(({ index }) => index),
    ...pricesOf(market),
    ...(funding !== null && { funding: { ...funding } }),
  };
}

/** Without the field when there are none, so that such a state keeps its hash from before the field existed. */
function pricesOf({ indexPrice, mark, limits }: Market): Pick<MarketSnapshot, 'prices'> {
  if (indexPrice === null && mark === null && limits === null) return {};
  return {
    prices: {
      ...(indexPrice !== null && { indexPrice }),
      ...(mark !== null && { mark: { ...mark } }),
      ...(limits !== null && { limits: { ...limits, samples: [...limits.samples] } }),
    },
  };
}

function restorePrices(market: Market, { indexPrice, mark, limits }: Partial<Prices>): void {
  market.indexPrice = indexPrice ?? null;
  if (market.mark !== null) Object.assign(market.mark, mark);
  if (market.limits !== null && limits !== undefined) {
    Object.assign(market.limits, { ...limits, samples: [...limits.samples] });
  }
}

/**
 * Restores the state from its snapshot.
 * @param empty a new state with the same instruments, which is filled
 */
export function restore(empty: EngineState, from: Snapshot): EngineState {
  const { accounts, markets, movedMarkets, ...counters } = from;
  Object.assign(empty, counters);
  for (const account of accounts) restoreAccount(empty, account);
  for (const [index, market] of markets.entries()) restoreMarket(empty, marketAt(empty, index), market);
  for (const index of movedMarkets) empty.movedMarkets.add(marketAt(empty, index));
  for (const margin of empty.accounts.flatMap(marginAccountsOf)) divideSlack(margin, slackOf(margin));
  return empty;
}

function marketAt(state: EngineState, index: number): Market {
  const market = state.markets[index];
  assert(market !== undefined, `the snapshot has a market ${index} that is not configured`);
  return market;
}

function restoreAccount(state: EngineState, { name, deposit, balance, positions }: AccountSnapshot): void {
  const account = new Account(state, name, deposit);
  account.cross.balance = balance;
  state.accounts.push(account);
  state.accountsByName.set(name, account);
  for (const { instrument, isolatedMargin, ...figures } of positions) {
    const position = Object.assign(positionOf(account, marketAt(state, instrument)), figures);
    if (isolatedMargin !== null) back(createMarginAccount(account, 'isolated', isolatedMargin), position);
  }
}

/** Restores a market, and its orders in their former places. */
function restoreMarket(state: EngineState, market: Market, from: MarketSnapshot): void {
  const { symbol, lastPrice, markPrice, publishedMark, phase = null, holders, funding } = from;
  assert(
    symbol === market.spec.symbol,
    `the snapshot has ${symbol} where ${market.spec.symbol} is configured`,
  );
  Object.assign(market, { lastPrice, markPrice, publishedMark, phase: phase && { ...phase } });
  restorePrices(market, from.prices ?? {});
  if (market.funding !== null) Object.assign(market.funding, funding);
  for (const index of holders) noteHolding(state, positionOf(accountAt(state, index), market));
  const resting = [...from.bids, ...from.asks].map((order) => liveOrder(state, market, order));
  const waiting = from.stops.map((order) => liveOrder(state, market, order));
  linkPairs([...resting, ...waiting], [...from.bids, ...from.asks, ...from.stops]);
  resting.forEach(enterBook);
  for (const order of waiting) waitForMark(state, order);
  market.book.dropChanges();
  if (market.changedOrders !== null) forgetOrderChanges(market.changedOrders);
}

/** @param snapshots snapshots of the orders, in the same order */
function linkPairs(orders: readonly Order[], snapshots: readonly OrderSnapshot[]): void {
  if (snapshots.every(({ oco }) => oco === undefined)) return;
  const byId = new Map(orders.map((order) => [order.id, order] as const));
  for (const [index, order] of orders.entries()) {
    const oco = snapshots[index]?.oco;
    order.linked = oco === undefined ? null : (byId.get(oco) ?? null);
  }
}

function liveOrder(state: EngineState, market: Market, from: OrderSnapshot): Order {
  const { id, clientOrderId, account, trailingOffset = null } = from;
  const position = positionOf(accountAt(state, account), market);
  const order = new Order(state.orderRecords, NO_RECORD, id, clientOrderId, position, sharedTerms(from));
  order.price = from.price;
  order.stopPrice = from.stopPrice;
  order.open = from.open;
  order.lossTicks = from.lossTicks;
  order.priority = from.priority;
  order.trailingOffset = trailingOffset;
  register(order);
  keep(state, order);
  return order;
}
