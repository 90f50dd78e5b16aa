/**
 * The auditor's exchange: plain arrays scanned from end to end, money in BigInt, no index, no cache.
 * It is slow so that it can be obviously right.
 */
import type { InstrumentSpec, Phase } from '../../src/contract/index.ts';
import type { Command, Facts } from '../../src/engine/index.ts';
import type { Course } from './courses.ts';

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
  /** Of a trailing stop it follows the mark price (M15). */
  stopPrice: number | null;
  /** M15; null: its stop price stands. */
  readonly trailingOffset: number | null;
  /** M14: order id of the other order of its pair; null: it has none. */
  partner: number | null;
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
  /** Net; negative: received. */
  funding: bigint;
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
  /** H7: its positions wait for a market to become continuous, and it has no order to cancel. */
  waits: boolean;
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
  /** As published, in ticks. */
  markPrice: number;
  /** P3, in thousandths of a tick. */
  readonly mark: { value: bigint; basis: bigint; premium: bigint };
  /** P2. */
  index: number | null;
  /** P4. */
  reference: number;
  /** P4: marks at whole seconds, the newest last. */
  samples: readonly number[];
  /** P4: tenths in a row at a limit. */
  tenthsAtLimit: number;
  phase: Phase;
  /** Scheduled end of the phase; null: an operator ends it. */
  until: number | null;
  /** H11: extensions of the auction so far. */
  extensions: number;
  /** H2: the session's first tenth is yet to come. */
  isNew: boolean;
  /** H6: the newest `auction_update` of this auction. */
  indication: Indication;
  readonly funding: AuditFunding;
  /** Accounts with a position, in the order in which they got it (F4). */
  holders: readonly number[];
}

/** H6. */
export type Indication = Omit<Extract<Predicted, { type: 'auction_update' }>, 'type' | 'instrument'>;

export const NO_INDICATION: Indication = { price: null, quantity: 0, imbalance: 0, side: null };

/** F2 and F3: the interval under way and the newest exchange. */
interface AuditFunding {
  nextTenth: number;
  sum: bigint;
  tenths: bigint;
  rate: number | null;
  premium: number | null;
}

/** A position that shrank. */
export interface Shrunk {
  readonly account: number;
  readonly instrument: number;
  /** The side that closes it. */
  readonly side: Place['side'];
}

export interface AuditState {
  /** Stamp of the newest command; null: there was none. */
  time: number | null;
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
  readonly courses: Set<Course>;
  /** Events of the current command so far. */
  events: Predicted[];
}

export function newState(specs: readonly InstrumentSpec[], insuranceFund: number): AuditState {
  return {
    time: null,
    markets: specs.map(newMarket),
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

function newMarket(spec: InstrumentSpec): AuditMarket {
  const { referencePrice, openingAuctionMicros } = spec;
  return {
    spec,
    lastPrice: null,
    markPrice: referencePrice,
    mark: { value: 1_000n * BigInt(referencePrice), basis: 0n, premium: 0n },
    index: null,
    reference: referencePrice,
    samples: Array.from({ length: spec.limits?.referenceSeconds ?? 0 }, () => spec.referencePrice),
    tenthsAtLimit: 0,
    phase: openingAuctionMicros === null ? 'continuous' : 'pre_open',
    until: null,
    extensions: 0,
    isNew: true,
    indication: NO_INDICATION,
    funding: { nextTenth: 0, sum: 0n, tenths: 0n, rate: null, premium: null },
    holders: [],
  };
}

/** A copy in which an order or a takeover can be tried out. */
export function copyOf(state: AuditState): AuditState {
  return {
    ...state,
    markets: state.markets.map((market) => ({ ...market })),
    accounts: state.accounts.map((account) => ({
      ...account,
      cross: { ...account.cross },
      isolated: account.isolated.map((pool) => pool && { ...pool }),
      positions: account.positions.map((position) => ({ ...position })),
    })),
    orders: state.orders.map((order) => ({ ...order })),
    shrunk: [...state.shrunk],
    courses: new Set(state.courses),
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
  return { account, isolated, balance, liquidation: null, remainingDebt: 0n, waits: false };
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

export function isOpen(state: AuditState, instrument: number): boolean {
  return at(state.markets, instrument).phase === 'continuous';
}

/** P3: in ticks. */
export function published({ mark }: AuditMarket): number {
  return Number((mark.value + 500n) / 1_000n);
}

/** R1 and P3. */
function markNow(state: AuditState, instrument: number): number {
  const market = at(state.markets, instrument);
  const { spec, lastPrice } = market;
  if (spec.mark !== null) return published(market);
  const bid = bestPrice(state, instrument, 'buy');
  const ask = bestPrice(state, instrument, 'sell');
  if (lastPrice === null) return spec.referencePrice;
  if (bid === null || ask === null) return lastPrice;
  return at(
    [bid, ask, lastPrice].sort((a, b) => a - b),
    1,
  );
}

/** H3: the mark price stands still in a market that is not continuous. */
export function markAll(state: AuditState): void {
  state.markets.forEach((market, instrument) => {
    if (isOpen(state, instrument)) market.markPrice = markNow(state, instrument);
  });
  for (const order of state.orders) follow(state, order);
}

/** M15: a trailing stop moves with a mark price that is better for it, and never back. */
function follow(state: AuditState, order: AuditOrder): void {
  if (order.trailingOffset === null || order.stopPrice === null || !isWaiting(order)) return;
  const moved = signed(order.side, order.stopPrice - trailingStop(state, order, order.trailingOffset));
  if (moved <= 0) return;
  state.courses.add('a trailing stop follows the mark price');
  order.stopPrice -= signed(order.side, moved);
  order.lossTicks = order.trailingOffset;
}

/** M15: the stop price at `offset` from the mark price. */
export function trailingStop(
  state: AuditState,
  { instrument, side }: Pick<AuditOrder, 'instrument' | 'side'>,
  offset: number,
): number {
  return at(state.markets, instrument).markPrice + signed(side, offset);
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
