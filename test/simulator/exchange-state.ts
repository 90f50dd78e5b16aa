/**
 * The auditor's exchange: plain arrays that are scanned from end to end, money in BigInt, no index, no cache.
 * Slow and obviously right is what it is for.
 */
import type { InstrumentSpec } from '../../src/contract/index.ts';
import type { Command, Facts } from '../../src/engine/index.ts';

/** The same message with plain numbers, for code that has no use for branded units. */
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
/** The sentence of a refusal is for people; the rules fix its code alone. */
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
  /** What a lot at its own price loses against the mark price of when it was accepted, amended or triggered (R4). */
  lossTicks: number;
  /** Place in the queue of its price, lower is older; null: a stop that waits. */
  rank: number | null;
  /** A stop whose stop price the mark price has reached: from then on the order that it names. */
  isTriggered: boolean;
}

export interface AuditPosition {
  /** Positive is long. */
  lots: number;
  /** Negative when short. */
  cost: bigint;
  realized: bigint;
  fees: bigint;
  /** The mark price of its last report. */
  reportedMark: number;
  isTouched: boolean;
}

/** A position in liquidation, as every stage tells it. */
export interface StartedPosition {
  readonly account: number;
  readonly instrument: number;
  readonly side: Place['side'];
  /** At the last step. */
  bankruptcyPrice: number;
}

/** R3: a balance that backs the account's positions with cross margin, or one position alone. */
export interface AuditPurse {
  readonly account: number;
  /** The instrument of the one position; null: cross margin. */
  readonly isolated: number | null;
  balance: bigint;
  /** Its positions when its liquidation started; null: it is in none. */
  liquidation: readonly StartedPosition[] | null;
  /** What it still owed when the fund had paid what it could. */
  remainingDebt: bigint;
}

export interface AuditAccount {
  readonly index: number;
  readonly name: string;
  readonly deposit: bigint;
  readonly cross: AuditPurse;
  /** By instrument; null: it has cross margin. */
  readonly isolated: (AuditPurse | null)[];
  /** One per instrument, in the order of the instruments. */
  readonly positions: readonly AuditPosition[];
  /** Instruments that it has ever sent an order for, and the first. */
  readonly known: Set<number>;
}

export interface AuditMarket {
  readonly spec: InstrumentSpec;
  lastPrice: number | null;
  markPrice: number;
}

export interface AuditState {
  readonly markets: readonly AuditMarket[];
  readonly accounts: AuditAccount[];
  /** Live orders, resting and waiting, oldest first. */
  orders: AuditOrder[];
  /** What the fund started with. */
  readonly insuranceDeposit: bigint;
  insuranceFund: bigint;
  feesCollected: bigint;
  lastOrderId: number;
  lastTradeId: number;
  lastRank: number;
  isClosed: boolean;
  /** What the command at hand caused so far. */
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
    events: [],
  };
}

/** The element at `index`, which must be there. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`auditor: nothing at ${index} of ${items.length}`);
  return item;
}

export function newPurse(account: number, isolated: number | null, balance: bigint): AuditPurse {
  return { account, isolated, balance, liquidation: null, remainingDebt: 0n };
}

/** What backs the account's position in an instrument. */
export function purseOf({ cross, isolated }: AuditAccount, instrument: number): AuditPurse {
  return isolated[instrument] ?? cross;
}

/** Cross margin first, then the isolated ones in the order of the instruments. */
export function pursesOf({ cross, isolated }: AuditAccount): readonly AuditPurse[] {
  return [cross, ...isolated.filter((purse) => purse !== null)];
}

/** All there are, the oldest account's first. */
export function allPurses({ accounts }: AuditState): readonly AuditPurse[] {
  return accounts.flatMap(pursesOf);
}

/** The instruments whose positions the purse backs, in their order. */
export function backedBy(state: AuditState, purse: AuditPurse): readonly number[] {
  const account = at(state.accounts, purse.account);
  return state.markets.flatMap((_, instrument) =>
    purseOf(account, instrument) === purse ? [instrument] : [],
  );
}

export function positionIn(state: AuditState, account: number, instrument: number): AuditPosition {
  return at(at(state.accounts, account).positions, instrument);
}

/** What `lots` are worth at `price`; signed like the lots. */
export function worth(spec: InstrumentSpec, lots: number, price: number): bigint {
  return BigInt(lots) * BigInt(price) * BigInt(spec.tickLotMoney);
}

/** Resting orders of one side of one book, best price first, within a price oldest first (M1). */
export function queue(state: AuditState, instrument: number, side: Place['side']): AuditOrder[] {
  const better = side === 'buy' ? -1 : 1;
  return state.orders
    .filter((order) => order.instrument === instrument && order.side === side && order.rank !== null)
    .sort((a, b) => better * ((a.price ?? 0) - (b.price ?? 0)) || (a.rank ?? 0) - (b.rank ?? 0));
}

/** The best price that rests on a side; null: nothing rests there. */
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

/** Lots by which a trade of `side` can shrink a position. */
export function reducible(side: Place['side'], lots: number): number {
  return Math.max(0, signed(opposite(side), lots));
}
