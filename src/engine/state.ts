/** The engine's whole state. Only `apply` changes it; anyone may read it. */
import type {
  AccountIndex,
  Grid,
  InstrumentIndex,
  InstrumentSpec,
  Money,
  OrderId,
  OrderType,
  PriceTicks,
  QuantityLots,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TimeMicros,
  TradeId,
} from '../contract/index.ts';
import { Book } from './book/index.ts';
import { LiveOrders } from './live-orders.ts';
import { MarginIndex } from './margin-index.ts';
import type { EngineEvent } from './event.ts';
import { StopOrders } from './stop-orders.ts';

/** Live orders that one account may have. */
export const OPEN_ORDERS_MAX = 10_000;

/** What closes a position that the exchange has taken over, at its bankruptcy price. */
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
  readonly side: Side;
  readonly orderType: OrderType;
  /** Limit; null for market orders. */
  price: PriceTicks | null;
  readonly stopPrice: PriceTicks | null;
  /** Not yet filled. */
  open: QuantityLots;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** The position taken over that the exchange's own order closes; null: somebody's order. */
  readonly takeover: Takeover | null;
  /** A stop that has not been triggered, from its creation on. */
  isWaiting: boolean;
  /** Where it rests in the book; 0: it does not. */
  slot: number;
}

/** `value`: what the lots are worth at their orders' prices. */
export interface OpenOrders {
  lots: QuantityLots;
  value: Money;
  /** No order in the sum has a worse price for its owner: no buy a higher, no sell a lower one. Null: there is none. */
  worstPrice: PriceTicks | null;
}

/** An account's stake in one instrument, with the sums of its open orders that may increase it. */
export interface Position {
  readonly account: Account;
  readonly market: Market;
  /** Positive: long. */
  lots: QuantityLots;
  /** What the open lots cost. Signed like `lots`. */
  costBasis: Money;
  /** Before fees. */
  realizedPnl: Money;
  feesPaid: Money;
  /** Where it waits in the margin index, and for which price; margin-index.ts alone writes them. */
  heapPlace: number;
  trigger: number;
  /** The mark price in its newest `position_update`. */
  reportedMark: PriceTicks | null;
  /** Sums over its live orders that are not reduce-only, by side. */
  readonly openOrders: Readonly<Record<Side, OpenOrders>>;
  /** The liquidation under way: the side of the position it found, `buy` for a long one; null: none. */
  liquidation: { readonly side: Side; readonly bankruptcyPrice: PriceTicks } | null;
}

export interface Account {
  readonly index: AccountIndex;
  readonly name: string;
  readonly deposit: Money;
  /** Deposit, realized profit and loss, less fees. */
  balance: Money;
  /** By instrument, in that order; made with its first order. */
  readonly positions: Map<InstrumentIndex, Position>;
  /** By clientOrderId, oldest first. */
  readonly orders: Map<string, Order>;
}

export interface Market {
  readonly spec: InstrumentSpec;
  readonly book: Book;
  /** By their slots in the book. */
  readonly resting: (Order | undefined)[];
  readonly stops: StopOrders;
  lastPrice: PriceTicks | null;
  markPrice: PriceTicks;
  /** The mark price that `mark_price` told last. */
  publishedMark: PriceTicks;
  /** Accounts with a position. */
  readonly holders: Set<Account>;
  readonly marginIndex: MarginIndex;
}

export interface EngineState {
  readonly moneyGrid: Grid;
  readonly markets: readonly Market[];
  readonly accounts: Account[];
  readonly accountsByName: Map<string, Account>;
  readonly orders: LiveOrders;
  nextOrderId: OrderId;
  nextTradeId: TradeId;
  deposits: Money;
  insuranceFund: Money;
  feesCollected: Money;
  isClosing: boolean;
  time: TimeMicros;
  /** What the command in hand has caused so far. */
  events: EngineEvent[];
  /** Positions that the command in hand changed. */
  readonly changedPositions: Set<Position>;
  /** Markets whose mark price moved since the last `revalue`. */
  readonly movedMarkets: Set<Market>;
  /** Accounts that may have fallen below maintenance margin. */
  readonly suspects: Set<Account>;
  /** Accounts that the command in hand liquidates. */
  readonly liquidating: Set<Account>;
}

/** An exchange that nobody has entered yet. `insuranceFund` is the fund's endowment. */
export function createState(
  specs: readonly InstrumentSpec[],
  insuranceFund: Money,
  moneyGrid: Grid,
): EngineState {
  return {
    moneyGrid,
    markets: specs.map(createMarket),
    accounts: [],
    accountsByName: new Map(),
    orders: new LiveOrders(),
    nextOrderId: 1 as OrderId,
    nextTradeId: 1 as TradeId,
    deposits: insuranceFund,
    insuranceFund,
    feesCollected: 0 as Money,
    isClosing: false,
    time: 0 as TimeMicros,
    events: [],
    changedPositions: new Set(),
    movedMarkets: new Set(),
    suspects: new Set(),
    liquidating: new Set(),
  };
}

function createMarket(spec: InstrumentSpec): Market {
  return {
    spec,
    book: new Book(spec.priceMax),
    resting: [],
    stops: new StopOrders(),
    lastPrice: null,
    markPrice: spec.referencePrice,
    publishedMark: spec.referencePrice,
    holders: new Set(),
    marginIndex: new MarginIndex(),
  };
}
