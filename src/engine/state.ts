/** The engine's whole state. Only `perform` (apply.ts) changes it, and any code may read it. */
import type {
  AccountIndex,
  Grid,
  InstrumentSpec,
  MarginMode,
  Money,
  OrderId,
  Phase,
  PhaseCause,
  PriceTicks,
  QuantityLots,
  Side,
  TimeMicros,
  TradeId,
} from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { Collar } from './auction/collar.ts';
import type { Equilibrium } from './auction/equilibrium.ts';
import { Book } from './book/index.ts';
import { MarginIndex } from './margin-index.ts';
import { createMark, type Mark } from './mark.ts';
import { withDoubles } from './doubles.ts';
import type { Order } from './order.ts';
import { LiveOrders, OrderRecords, OwnOrders } from './records/index.ts';
import { createLimits, type Limits } from './price-limits.ts';
import { RULES_VERSION, rulesOf, type Rules } from './rules.ts';
import { FactLog } from './facts/index.ts';
import { createFunding, type Funding } from './funding.ts';
import { RestingOrders } from './resting-orders.ts';
import { Standings } from './standings.ts';
import { StopOrders } from './stop-orders.ts';

export type { Order } from './order.ts';

/**
 * Lots that the exchange takes over, at the position's bankruptcy price or that of a step, and the side that closes
 * them.
 */
export interface Takeover {
  readonly side: Side;
  readonly lots: QuantityLots;
  readonly price: PriceTicks;
}

/** Sums over live orders that are not reduce-only. */
export interface OpenOrders {
  lots: QuantityLots;
  /** Value of the lots at their orders' prices. */
  value: Money;
  /** Sum of lots × lossTicks over the orders. */
  loss: Money;
}

/** Position of an account in one instrument, with the sums of its open orders that may increase it. */
export interface Position {
  readonly account: Account;
  readonly market: Market;
  /** Its number in the records of orders. 0: none of its orders has had a record. Only order-records.ts writes it. */
  number: number;
  /** Margin account that backs the position. */
  margin: MarginAccount;
  /** Lots held. Positive: long. */
  lots: QuantityLots;
  /** Cost of the open lots, signed like `lots`. */
  costBasis: Money;
  /** Realized profit before fees. */
  realizedPnl: Money;
  feesPaid: Money;
  /** Net funding paid. Negative: received. */
  fundingPaid: Money;
  /** Place in the margin index, its heap, and its trigger price. Only margin-index.ts writes these fields. */
  heapPlace: number;
  waitsAsLong: boolean;
  trigger: number;
  /** Mark price in the position's newest `position_update`. */
  reportedMark: PriceTicks | null;
  /** Number of live orders of its account in its market. */
  orderCount: number;
  /** Sums of the open orders of each side. */
  readonly openOrders: Readonly<Record<Side, OpenOrders>>;
  /** Lots of its resting reduce-only orders, by side. */
  readonly reduceOnlyLots: Record<Side, QuantityLots>;
  /** The liquidation in progress: the side of the position at its start, `buy` for a long one. Null: none. */
  liquidation: { readonly side: Side; readonly bankruptcyPrice: PriceTicks } | null;
  /** True when the current command has changed the position. */
  isChanged: boolean;
  /**
   * Side of the orders that closed a part of the position in the current step, which puts it into the state's `shrunk`.
   * Null: none did.
   */
  closedBy: Side | null;
}

/**
 * R3: one balance and the positions that it backs. Either the cross balance backs a position, or a separate one does.
 */
export interface MarginAccount {
  readonly account: Account;
  readonly mode: MarginMode;
  /** Deposits plus realized profit and loss, less fees. */
  balance: Money;
  /** Positions in the order of the instruments. */
  readonly positions: Position[];
  /** True when the account may have fallen below maintenance margin. */
  isSuspect: boolean;
  /** True while the current command liquidates the account. */
  isLiquidating: boolean;
}

export class Account {
  readonly index: AccountIndex;
  readonly name: string;
  readonly deposit: Money;
  readonly cross: MarginAccount;
  /** Positions by instrument. Undefined until the account has ordered or assigned margin there. */
  readonly positions: (Position | undefined)[];
  readonly orders: OwnOrders;

  /** A new account with its deposit. */
  constructor(state: EngineState, name: string, deposit: Money) {
    this.index = state.accounts.length as AccountIndex;
    this.name = name;
    this.deposit = deposit;
    this.cross = createMarginAccount(this, 'cross', deposit);
    this.positions = state.markets.map(() => undefined);
    this.orders = new OwnOrders(state.orderRecords);
  }
}

export function createMarginAccount(account: Account, mode: MarginMode, balance: Money): MarginAccount {
  const margin = { account, mode, balance, positions: [], isSuspect: false, isLiquidating: false };
  return withDoubles(margin, ['balance']);
}

/** Phase of a market. Rule H1. */
export interface MarketPhase {
  readonly name: Phase;
  readonly cause: PhaseCause;
  /** Scheduled end of the phase. Null: an operator ends it. */
  readonly until: TimeMicros | null;
  /** Collar of an auction. Absent: there is none. */
  readonly collar?: Collar;
  /** Indication in the auction's last `auction_update`. Null: nothing would have traded. */
  indicated: Equilibrium | null;
}

export interface Market {
  readonly spec: InstrumentSpec;
  readonly book: Book;
  /** Resting orders by their slots in the book. */
  readonly resting: RestingOrders;
  readonly stops: StopOrders;
  /** Owners of resting orders in the trades that are measured. Only fillable.ts uses them. */
  readonly standings: Standings;
  /** Orders whose resting quantity the current command changed, each once. Null: single orders are not published. */
  readonly changedOrders: Order[] | null;
  lastPrice: PriceTicks | null;
  /** Index price. Null: not set yet. */
  indexPrice: PriceTicks | null;
  /**
   * State of the mark price that time drives. Null: the mark price is the median of best bid, best ask and last trade.
   */
  readonly mark: Mark | null;
  /** Price limits. Null: trades have no limits. */
  readonly limits: Limits | null;
  markPrice: PriceTicks;
  /** Mark price in the last `mark_price` event. */
  publishedMark: PriceTicks;
  /** Accounts with a position. */
  readonly holders: Set<Account>;
  readonly marginIndex: MarginIndex;
  /** Funding. Null: the instrument has none. */
  readonly funding: Funding | null;
  /** Phase. Null: the market is continuous, and was never in another phase. */
  phase: MarketPhase | null;
  /**
   * True when the current command may have changed its book, its waiting stops, its prices or its phase. The
   * consequences and reports of a command are sought in such markets only. A new market is one.
   */
  isChanged: boolean;
}

export interface EngineState {
  readonly rules: Rules;
  readonly moneyGrid: Grid;
  readonly markets: readonly Market[];
  readonly accounts: Account[];
  readonly accountsByName: Map<string, Account>;
  /** All orders that the current command works with, and all live ones. */
  readonly orderRecords: OrderRecords;
  readonly orders: LiveOrders;
  nextOrderId: OrderId;
  nextTradeId: TradeId;
  nextPriority: number;
  deposits: Money;
  insuranceFund: Money;
  feesCollected: Money;
  isClosing: boolean;
  time: TimeMicros;
  /** Facts of the current command so far. */
  readonly facts: FactLog;
  /** Positions that the current command changed, each once. */
  readonly changedPositions: Position[];
  /** Markets whose mark price has moved since the last `revalue`. */
  readonly movedMarkets: Set<Market>;
  /** Stops that the mark price has reached and that have not triggered yet. */
  readonly triggered: Order[];
  /** Positions that have shrunk since orders were last weighed again, each once. */
  readonly shrunk: Position[];
  /** Margin accounts that may have fallen below maintenance margin, each once. */
  readonly suspects: MarginAccount[];
  /** The newest events of the pit's room, oldest first. */
  roomEvents: readonly RoomNote[];
}

export interface RoomNote {
  readonly time: TimeMicros;
  readonly text: string;
}

/** Market at an instrument's index, which the gateway has checked. */
export function marketAt(state: EngineState, instrument: number): Market {
  const market = state.markets[instrument];
  if (market === undefined) throw broken(`no instrument ${instrument}`);
  return market;
}

/** Account at an index, which the gateway has checked. */
export function accountAt(state: EngineState, account: number): Account {
  const found = state.accounts[account];
  if (found === undefined) throw broken(`no account ${account}`);
  return found;
}

/**
 * A new exchange without accounts.
 * @param insuranceFund the fund's endowment
 * @param rulesVersion version of the session's rules (rules.ts)
 * @param publishesOrders true when each command ends with an `order_update` for every resting order that it changed
 */
export function createState(
  specs: readonly InstrumentSpec[],
  insuranceFund: Money,
  moneyGrid: Grid,
  publishesOrders = false,
  rulesVersion = RULES_VERSION,
): EngineState {
  const rules = rulesOf(rulesVersion);
  const orderRecords = new OrderRecords(publishesOrders);
  const state: EngineState = {
    rules,
    moneyGrid,
    markets: specs.map((spec) => createMarket(spec, rules, orderRecords, publishesOrders)),
    accounts: [],
    accountsByName: new Map(),
    orderRecords,
    orders: new LiveOrders(orderRecords),
    nextOrderId: 1 as OrderId,
    nextTradeId: 1 as TradeId,
    nextPriority: 1,
    deposits: insuranceFund,
    insuranceFund,
    feesCollected: 0 as Money,
    isClosing: false,
    time: 0 as TimeMicros,
    facts: new FactLog(),
    changedPositions: [],
    movedMarkets: new Set(),
    triggered: [],
    shrunk: [],
    suspects: [],
    roomEvents: [],
  };
  return withDoubles(state, ['deposits', 'insuranceFund', 'feesCollected', 'time']);
}

/** Makes room for so many more orders in all books together, which share them equally. */
export function reserveOrders({ markets }: EngineState, orders: number): void {
  for (const { book } of markets) book.reserve(Math.ceil(orders / markets.length));
}

/** H2: the first phase of a market. */
function firstPhase({ openingAuctionMicros }: InstrumentSpec): MarketPhase | null {
  if (openingAuctionMicros === null) return null;
  return { name: 'pre_open', cause: 'session_start', until: null, indicated: null };
}

function createMarket(
  spec: InstrumentSpec,
  rules: Rules,
  orders: OrderRecords,
  publishesOrders: boolean,
): Market {
  const book = new Book(spec.priceMax);
  return {
    spec,
    book,
    resting: new RestingOrders(orders, book),
    stops: new StopOrders(orders),
    standings: new Standings(),
    changedOrders: publishesOrders ? [] : null,
    lastPrice: null,
    indexPrice: null,
    mark: spec.mark === null ? null : createMark(spec.referencePrice),
    limits: spec.limits === null ? null : createLimits(rules, spec.limits, spec.referencePrice),
    markPrice: spec.referencePrice,
    publishedMark: spec.referencePrice,
    holders: new Set(),
    marginIndex: new MarginIndex(),
    funding: spec.funding === null ? null : createFunding(),
    phase: firstPhase(spec),
    isChanged: true,
  };
}
