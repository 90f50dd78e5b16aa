/**
 * The auditor's exchange: plain arrays scanned from end to end, money in BigInt, no index, no cache.
 * It is slow so that it can be obviously right.
 */
import type { InstrumentSpec } from '../../src/contract/index.ts';
import type { Command, Facts } from '../../src/engine/index.ts';

/** The same message with plain numbers instead of branded units. */
export type Plain<T> = T extends number
  ? number
  : T extends readonly unknown[]
    ? { readonly [Index in keyof T]: Plain<T[Index]> }
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

export type PlainCommand = Plain<Command>;
export type Place = Extract<PlainCommand, { type: 'place_order' }>;
export type Amend = Extract<PlainCommand, { type: 'amend_order' }>;
/** The rules fix the code of a refusal, not its sentence. */
export type Predicted =
  Plain<Exclude<Facts.EngineEvent, Facts.OrderRejected>> | Plain<Omit<Facts.OrderRejected, 'reason'>>;

export interface AuditOrder {
  readonly id: number;
  readonly clientOrderId: string;
  readonly account: number;
  readonly instrument: number;
  readonly side: Place['side'];
  readonly orderType: Place['orderType'];
  readonly stopPrice: number | null;
  readonly timeInForce: Place['timeInForce'];
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: Place['selfTradePrevention'];
  price: number | null;
  open: number;
  /** Loss of a lot filled at the order's price, against the mark price when it was accepted, amended or triggered (R4). */
  lossTicks: number;
  /** Place in the queue at its price; lower is older. Null: a stop that waits. */
  rank: number | null;
  /** The mark price has reached its stop price: the stop is now the market or limit order that it names. */
  isTriggered: boolean;
}

export interface AuditPosition {
  /** Positive is long. */
  lots: number;
  /** Negative when short. */
  cost: bigint;
  realized: bigint;
  fees: bigint;
  /** Mark price of its last `position_update`. */
  reportedMark: number;
  isTouched: boolean;
}

/** A position in liquidation, as every stage reports it. */
export interface StartedPosition {
  readonly account: number;
  readonly instrument: number;
  readonly side: Place['side'];
  /** As of the latest step. */
  bankruptcyPrice: number;
}

/** R3: a balance that backs all of the account's cross-margin positions, or one isolated position. */
export interface AuditPool {
  readonly account: number;
  /** Instrument of the isolated position; null: cross margin. */
  readonly isolated: number | null;
  balance: bigint;
  /** Its positions when its liquidation started; null: it is not in liquidation. */
  liquidation: readonly StartedPosition[] | null;
  /** Debt left after the fund paid what it could. */
  remainingDebt: bigint;
}

export interface AuditAccount {
  readonly index: number;
  readonly name: string;
  readonly deposit: bigint;
  readonly cross: AuditPool;
  /** By instrument; null: cross margin. */
  readonly isolated: (AuditPool | null)[];
  /** One per instrument, in instrument order. */
  readonly positions: readonly AuditPosition[];
  /** The first instrument, and each for which the account has sent an order. */
  readonly known: Set<number>;
}

export interface AuditMarket {
  readonly spec: InstrumentSpec;
  lastPrice: number | null;
  markPrice: number;
}

/** Turns of the margin rules that events alone do not show. */
export const MARGIN_COURSES = [
  'an order that only reduces is excused',
  'an order is weighed again and cancelled',
  'an order is weighed again within a sweep and cancelled',
  'an order is refused beyond the bankruptcy price',
  'an account with negative equity does not trade',
  'an incoming order stops at the bankruptcy price',
  "a resting order is beyond its owner's bankruptcy price",
  'a fee is limited to the equity',
] as const;

/** A position that shrank. */
export interface Shrunk {
  readonly account: number;
  readonly instrument: number;
  /** The side that closes it. */
  readonly side: Place['side'];
}

export interface AuditState {
  readonly markets: readonly AuditMarket[];
  readonly accounts: AuditAccount[];
  /** Live orders, resting and waiting, oldest first. */
  orders: AuditOrder[];
  /** The fund's initial balance. */
  readonly insuranceDeposit: bigint;
  insuranceFund: bigint;
  feesCollected: bigint;
  lastOrderId: number;
  lastTradeId: number;
  lastRank: number;
  isClosed: boolean;
  /** Positions that shrank since orders were last weighed again, in that order (R4). */
  shrunk: Shrunk[];
  /** Courses that the current command took so far. */
  readonly courses: Set<(typeof MARGIN_COURSES)[number]>;
  /** Events of the current command so far. */
  events: Predicted[];
}

export function newState(specs: readonly InstrumentSpec[], insuranceFund: number): AuditState {
  return {
    markets: specs.map((spec) => ({ spec, lastPrice: null, markPrice: spec.referencePrice })),
    accounts: [],
    orders: [],
    insuranceDeposit: BigInt(insuranceFund),
    insuranceFund: BigInt(insuranceFund),
    feesCollected: 0n,
    lastOrderId: 0,
    lastTradeId: 0,
    lastRank: 0,
    isClosed: false,
    shrunk: [],
    courses: new Set(),
    events: [],
  };
}

/** The element at `index`, which must be there. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`auditor: nothing at ${index} of ${items.length}`);
  return item;
}

export function newPool(account: number, isolated: number | null, balance: bigint): AuditPool {
  return { account, isolated, balance, liquidation: null, remainingDebt: 0n };
}

/** The balance that backs the account's position in an instrument. */
export function poolOf({ cross, isolated }: AuditAccount, instrument: number): AuditPool {
  return isolated[instrument] ?? cross;
}

/** Cross margin first, then isolated margin in instrument order. */
export function poolsOf({ cross, isolated }: AuditAccount): readonly AuditPool[] {
  return [cross, ...isolated.filter((pool) => pool !== null)];
}

/** Those of the oldest account first. */
export function allPools({ accounts }: AuditState): readonly AuditPool[] {
  return accounts.flatMap(poolsOf);
}

/** The instruments whose positions the pool backs, in instrument order. */
export function backedBy(state: AuditState, pool: AuditPool): readonly number[] {
  const account = at(state.accounts, pool.account);
  return state.markets.flatMap((_, instrument) => (poolOf(account, instrument) === pool ? [instrument] : []));
}

export function positionIn(state: AuditState, account: number, instrument: number): AuditPosition {
  return at(at(state.accounts, account).positions, instrument);
}

/** Value of `lots` at `price`; signed like the lots. */
export function worth(spec: InstrumentSpec, lots: number, price: number): bigint {
  return BigInt(lots) * BigInt(price) * BigInt(spec.tickLotMoney);
}

/** Resting orders of one side of one book: best price first, oldest first within a price (M1). */
export function queue(state: AuditState, instrument: number, side: Place['side']): AuditOrder[] {
  const better = side === 'buy' ? -1 : 1;
  return state.orders
    .filter((order) => order.instrument === instrument && order.side === side && order.rank !== null)
    .sort((a, b) => better * ((a.price ?? 0) - (b.price ?? 0)) || (a.rank ?? 0) - (b.rank ?? 0));
}

/** Best resting price of a side; null: the side is empty. */
export function bestPrice(state: AuditState, instrument: number, side: Place['side']): number | null {
  let best: number | null = null;
  for (const order of state.orders) {
    if (order.instrument !== instrument || order.side !== side || order.rank === null) continue;
    if (order.price === null) continue;
    if (best === null || signed(side, order.price - best) > 0) best = order.price;
  }
  return best;
}

/** R1. */
function markNow(state: AuditState, instrument: number): number {
  const { spec, lastPrice } = at(state.markets, instrument);
  const bid = bestPrice(state, instrument, 'buy');
  const ask = bestPrice(state, instrument, 'sell');
  if (lastPrice === null) return spec.referencePrice;
  if (bid === null || ask === null) return lastPrice;
  return at(
    [bid, ask, lastPrice].sort((a, b) => a - b),
    1,
  );
}

export function markAll(state: AuditState): void {
  state.markets.forEach((market, instrument) => {
    market.markPrice = markNow(state, instrument);
  });
}

export function opposite(side: Place['side']): Place['side'] {
  return side === 'buy' ? 'sell' : 'buy';
}

export function signed(side: Place['side'], lots: number): number {
  return side === 'buy' ? lots : -lots;
}

/** A stop that waits outside the book. */
export function isWaiting({ stopPrice, isTriggered }: AuditOrder): boolean {
  return stopPrice !== null && !isTriggered;
}

/** An order whose remainder rests when it enters the book. */
export function canRest({ price, timeInForce }: AuditOrder): boolean {
  return price !== null && timeInForce === 'gtc';
}

/** Lots by which a trade of `side` can shrink a position. */
export function reducible(side: Place['side'], lots: number): number {
  return Math.max(0, signed(opposite(side), lots));
}
