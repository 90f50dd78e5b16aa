/** The engine's whole state. Only `apply` changes it; anyone may read it. */
import type {
  AccountIndex,
  Grid,
  InstrumentSpec,
  MarginMode,
  Money,
  OrderId,
  OrderType,
  Phase,
  PhaseCause,
  PriceTicks,
  QuantityLots,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TimeMicros,
  TradeId,
} from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import type { Equilibrium } from './auction/equilibrium.ts';
import { Book } from './book/index.ts';
import { LiveOrders, OwnOrders } from './live-orders.ts';
import { MarginIndex } from './margin-index.ts';
import { createMark, type Mark } from './mark.ts';
import { createLimits, type Limits } from './price-limits.ts';
import { RULES_VERSION, rulesOf, type Rules } from './rules.ts';
import type { EngineEvent } from './event.ts';
import { createFunding, type Funding } from './funding.ts';
import { StopOrders } from './stop-orders.ts';

export { OPEN_ORDERS_MAX } from '../contract/protocol.ts';

/** Lots that the exchange takes over, at the position's bankruptcy price or that of a step, and the side that closes them. */
export interface Takeover {
  readonly side: Side;
  readonly lots: QuantityLots;
  readonly price: PriceTicks;
}

/** A live order: resting in the book, or a stop that waits. */
export interface Order {
  readonly id: OrderId;
  readonly clientOrderId: string;
  readonly account: Account;
  readonly market: Market;
  /** Its account's position in its market. */
  readonly position: Position;
  readonly side: Side;
  readonly orderType: OrderType;
  /** Limit; null for market orders. */
  price: PriceTicks | null;
  stopPrice: PriceTicks | null;
  /** Not yet filled. */
  open: QuantityLots;
  /** Loss of one lot, in ticks, against the mark price when it was accepted, amended or triggered. R4. */
  lossTicks: number;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** M14: the other order of a pair, of which one cancels the other; null: it is not one of a pair. */
  linked: Order | null;
  /** M15: the distance at which its stop price follows the mark price; null: its stop price stands. */
  readonly trailingOffset: PriceTicks | null;
  /** The position taken over that the exchange's own order closes; null: somebody's order. */
  readonly takeover: Takeover | null;
  /** A stop that has not been triggered, from its creation on. */
  isWaiting: boolean;
  /** Where it rests in the book; 0: it does not. */
  slot: number;
  /** Within a price the lower stands first; each coming to rest takes the next. 0: it has never rested. */
  priority: number;
  /** As in the last `order_update`; 0 lots: not published yet, or not resting. */
  reportedLots: number;
  reportedPrice: number;
  reportedPriority: number;
  /** Of its clientOrderId, from when it is live; live-orders.ts alone writes it. */
  nameHash: number;
  /** Among its market's `changedOrders`. */
  isChanged: boolean;
}

/** Sums over live orders that are not reduce-only. */
export interface OpenOrders {
  lots: QuantityLots;
  /** Value of the lots at their orders' prices. */
  value: Money;
  /** Of each order's lots × lossTicks. */
  loss: Money;
}

/** An account's stake in one instrument, with the sums of its open orders that may increase it. */
export interface Position {
  readonly account: Account;
  readonly market: Market;
  /** The balance that backs it. */
  margin: MarginAccount;
  /** Positive: long. */
  lots: QuantityLots;
  /** Cost of the open lots. Signed like `lots`. */
  costBasis: Money;
  /** Before fees. */
  realizedPnl: Money;
  feesPaid: Money;
  /** Net; negative: received. */
  fundingPaid: Money;
  /** Where it waits in the margin index, as what, and for which price; margin-index.ts alone writes them. */
  heapPlace: number;
  waitsAsLong: boolean;
  trigger: number;
  /** The mark price in its newest `position_update`. */
  reportedMark: PriceTicks | null;
  /** Live orders of its account in its market. */
  orderCount: number;
  /** By side. */
  readonly openOrders: Readonly<Record<Side, OpenOrders>>;
  /** Lots of its reduce-only orders that rest, by side. */
  readonly reduceOnlyLots: Record<Side, QuantityLots>;
  /** The liquidation under way: the side of the position it found, `buy` for a long one; null: none. */
  liquidation: { readonly side: Side; readonly bankruptcyPrice: PriceTicks } | null;
  /** The current command has changed it. */
  isChanged: boolean;
  /** The side that closed a part of it in the current step, and so put it among the state's `shrunk`; null: none did. */
  closedBy: Side | null;
}

/** One balance and the positions that it backs. R3: the cross balance backs a position, or a separate one does. */
export interface MarginAccount {
  readonly account: Account;
  readonly mode: MarginMode;
  /** Deposits and realized profit and loss, less fees. */
  balance: Money;
  /** In the order of the instruments. */
  readonly positions: Position[];
  /** It may have fallen below maintenance margin. */
  isSuspect: boolean;
  /** The current command liquidates it. */
  isLiquidating: boolean;
}

export class Account {
  readonly index: AccountIndex;
  readonly name: string;
  readonly deposit: Money;
  readonly cross: MarginAccount;
  /** By instrument; undefined until the account has ordered or assigned margin there. */
  readonly positions: (Position | undefined)[];
  readonly orders = new OwnOrders();

  /** Opened with its deposit and nothing else. */
  constructor(state: EngineState, name: string, deposit: Money) {
    this.index = state.accounts.length as AccountIndex;
    this.name = name;
    this.deposit = deposit;
    this.cross = createMarginAccount(this, 'cross', deposit);
    this.positions = state.markets.map(() => undefined);
  }
}

export function createMarginAccount(account: Account, mode: MarginMode, balance: Money): MarginAccount {
  return { account, mode, balance, positions: [], isSuspect: false, isLiquidating: false };
}

/** Where a market stands. Rule H1. */
export interface MarketPhase {
  readonly name: Phase;
  readonly cause: PhaseCause;
  /** Its scheduled end; null: an operator ends it. */
  readonly until: TimeMicros | null;
  /** In the auction's last `auction_update`; null: nothing would have traded. */
  indicated: Equilibrium | null;
}

export interface Market {
  readonly spec: InstrumentSpec;
  readonly book: Book;
  /** By their slots in the book. */
  readonly resting: (Order | undefined)[];
  readonly stops: StopOrders;
  /** Orders whose resting quantity the current command changed, each once; null: single orders are not published. */
  readonly changedOrders: Order[] | null;
  lastPrice: PriceTicks | null;
  /** Null: not set yet. */
  indexPrice: PriceTicks | null;
  /** Null: the mark price is the median of best bid, best ask and last trade. */
  readonly mark: Mark | null;
  /** Null: trades have no limits. */
  readonly limits: Limits | null;
  markPrice: PriceTicks;
  /** The mark price in the last `mark_price` event. */
  publishedMark: PriceTicks;
  /** Accounts with a position. */
  readonly holders: Set<Account>;
  readonly marginIndex: MarginIndex;
  /** Null: the instrument has none. */
  readonly funding: Funding | null;
  /** Null: continuous, and nobody has ever set another one. */
  phase: MarketPhase | null;
}

export interface EngineState {
  readonly rules: Rules;
  readonly moneyGrid: Grid;
  readonly markets: readonly Market[];
  readonly accounts: Account[];
  readonly accountsByName: Map<string, Account>;
  readonly orders: LiveOrders;
  nextOrderId: OrderId;
  nextTradeId: TradeId;
  nextPriority: number;
  deposits: Money;
  insuranceFund: Money;
  feesCollected: Money;
  isClosing: boolean;
  time: TimeMicros;
  /** Events of the current command so far. */
  events: EngineEvent[];
  /** Positions that the current command changed, each once. */
  readonly changedPositions: Position[];
  /** Markets whose mark price moved since the last `revalue`. */
  readonly movedMarkets: Set<Market>;
  /** Stops that the mark prices have reached, and that have not triggered yet. */
  readonly triggered: Order[];
  /** Positions that shrank since orders were last weighed again, each once. */
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

/** The market of an instrument's index, which the gateway has checked. */
export function marketAt(state: EngineState, instrument: number): Market {
  const market = state.markets[instrument];
  if (market === undefined) throw broken(`no instrument ${instrument}`);
  return market;
}

/** The account of an index, which the gateway has checked. */
export function accountAt(state: EngineState, account: number): Account {
  const found = state.accounts[account];
  if (found === undefined) throw broken(`no account ${account}`);
  return found;
}

/**
 * An exchange without accounts.
 * @param insuranceFund the fund's endowment
 * @param rulesVersion of the session (rules.ts)
 * @param publishesOrders whether each command closes with an `order_update` of every resting order that it changed
 */
export function createState(
  specs: readonly InstrumentSpec[],
  insuranceFund: Money,
  moneyGrid: Grid,
  publishesOrders = false,
  rulesVersion = RULES_VERSION,
): EngineState {
  const rules = rulesOf(rulesVersion);
  return {
    rules,
    moneyGrid,
    markets: specs.map((spec) => createMarket(spec, rules, publishesOrders)),
    accounts: [],
    accountsByName: new Map(),
    orders: new LiveOrders(),
    nextOrderId: 1 as OrderId,
    nextTradeId: 1 as TradeId,
    nextPriority: 1,
    deposits: insuranceFund,
    insuranceFund,
    feesCollected: 0 as Money,
    isClosing: false,
    time: 0 as TimeMicros,
    events: [],
    changedPositions: [],
    movedMarkets: new Set(),
    triggered: [],
    shrunk: [],
    suspects: [],
    roomEvents: [],
  };
}

/** H2. */
function firstPhase({ openingAuctionMicros }: InstrumentSpec): MarketPhase | null {
  if (openingAuctionMicros === null) return null;
  return { name: 'pre_open', cause: 'session_start', until: null, indicated: null };
}

function createMarket(spec: InstrumentSpec, rules: Rules, publishesOrders: boolean): Market {
  return {
    spec,
    book: new Book(spec.priceMax),
    resting: [],
    stops: new StopOrders(),
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
  };
}
