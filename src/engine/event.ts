/**
 * The engine's facts, in order. Numbers are integers.
 *
 * The facts of the rules that time drives come first (time.ts). Then comes the reply to the command (`order_accepted`,
 * `order_rejected`, `order_canceled`, `order_amended`, `cancel_all_done`, `margin_set`, `phase_set`), then its
 * consequences. `order_update`, `book_update`, `auction_update`, `mark_price` and `position_update` report the net change
 * of the whole command and close it.
 */
import type {
  AccountIndex,
  CancelCause,
  InstrumentIndex,
  MarginMode,
  Money,
  OrderId,
  OrderType,
  Phase,
  PhaseCause,
  PriceTicks,
  QuantityLots,
  RateE7,
  RejectCode,
  Side,
  TimeMicros,
  TradeId,
} from '../contract/index.ts';

interface OrderEvent {
  readonly account: AccountIndex;
  readonly clientOrderId: string;
  readonly orderId: OrderId;
  readonly instrument: InstrumentIndex;
}

export interface AccountOpened {
  readonly type: 'account_opened';
  readonly account: AccountIndex;
}

export interface OrderAccepted extends OrderEvent {
  readonly type: 'order_accepted';
  readonly side: Side;
  readonly orderType: OrderType;
  readonly price: PriceTicks | null;
  readonly stopPrice: PriceTicks | null;
  readonly quantity: QuantityLots;
}

export interface OrderRejected {
  readonly type: 'order_rejected';
  readonly account: AccountIndex;
  readonly clientOrderId: string | null;
  readonly code: RejectCode;
  readonly reason: string;
}

export interface OrderCanceled extends OrderEvent {
  readonly type: 'order_canceled';
  /** The cancelled lots. */
  readonly remainingQuantity: QuantityLots;
  readonly cause: CancelCause;
}

export interface OrderAmended extends OrderEvent {
  readonly type: 'order_amended';
  readonly price: PriceTicks | null;
  /** The new one; absent: the amendment did not move it. */
  readonly stopPrice?: PriceTicks;
  readonly quantity: QuantityLots;
  readonly keptPriority: boolean;
}

export interface OrderTriggered extends OrderEvent {
  readonly type: 'order_triggered';
  /** Of a trailing stop: where it stood. */
  readonly stopPrice?: PriceTicks;
}

export interface MarginSet {
  readonly type: 'margin_set';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly mode: MarginMode;
  /** The isolated balance; null with cross margin. */
  readonly margin: Money | null;
}

export interface IndexSet {
  readonly type: 'index_set';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
}

export interface CancelAllDone {
  readonly type: 'cancel_all_done';
  readonly account: AccountIndex;
  readonly count: number;
}

/** The answer to an operator: the phase in which the market is now. */
export interface PhaseSet {
  readonly type: 'phase_set';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly phase: Phase;
}

export interface Fill extends OrderEvent {
  readonly type: 'fill';
  readonly tradeId: TradeId;
  readonly side: Side;
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
  readonly remainingQuantity: QuantityLots;
  readonly liquidity: 'maker' | 'taker';
  /** Negative: a rebate. */
  readonly fee: Money;
}

export interface Trade {
  readonly type: 'trade';
  readonly tradeId: TradeId;
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
  readonly aggressor: Side;
  readonly buyAccount: AccountIndex;
  readonly sellAccount: AccountIndex;
  readonly buyOrderId: OrderId;
  readonly sellOrderId: OrderId;
  readonly liquidation: boolean;
  /** Negative: a rebate. The exchange's order that closes a takeover pays none. */
  readonly buyFee: Money;
  readonly sellFee: Money;
}

/** Quantity 0: the level holds no more orders. */
export type LevelChange = readonly [price: PriceTicks, quantity: QuantityLots];

export interface BookUpdate {
  readonly type: 'book_update';
  readonly instrument: InstrumentIndex;
  readonly bids: readonly LevelChange[];
  readonly asks: readonly LevelChange[];
}

/** Of an order that rests, or rested before the command. */
export interface OrderUpdate {
  readonly type: 'order_update';
  readonly instrument: InstrumentIndex;
  readonly orderId: OrderId;
  readonly account: AccountIndex;
  readonly side: Side;
  /** Where it rests; of one that has left, where it rested. */
  readonly price: PriceTicks;
  /** The lots that rest now; 0: the order has left the book. */
  readonly quantity: QuantityLots;
  /** Within a price the lower one trades first. An order that goes to the back of the queue gets a new one. */
  readonly priority: number;
}

export interface MarkPrice {
  readonly type: 'mark_price';
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
  readonly lastPrice: PriceTicks | null;
  readonly bestBid: PriceTicks | null;
  readonly bestAsk: PriceTicks | null;
  readonly index: PriceTicks | null;
  /** With the limits, null without them. */
  readonly reference: PriceTicks | null;
  readonly lowerLimit: PriceTicks | null;
  readonly upperLimit: PriceTicks | null;
}

export interface IndexPrice {
  readonly type: 'index_price';
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
}

/** A market has another phase, or another end of it. */
export interface MarketState {
  readonly type: 'market_state';
  readonly instrument: InstrumentIndex;
  readonly phase: Phase;
  readonly cause: PhaseCause;
  /** Its scheduled end; null: an operator ends it. */
  readonly until: TimeMicros | null;
}

/** The trades of the auction if it ended now. */
export interface AuctionUpdate {
  readonly type: 'auction_update';
  readonly instrument: InstrumentIndex;
  /** Null: nothing would trade. */
  readonly price: PriceTicks | null;
  readonly quantity: QuantityLots;
  /** Lots that would be left at the price or better. */
  readonly imbalance: QuantityLots;
  /** Of the orders that would be left; null: none would. */
  readonly side: Side | null;
}

/** `quantity` is positive when long. Margins are this position's; balance and equity are the account's in all. */
export interface PositionUpdate {
  readonly type: 'position_update';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly quantity: QuantityLots;
  /** The position's cost; negative for a short one, which earned it. */
  readonly costBasis: Money;
  readonly markPrice: PriceTicks;
  readonly realizedPnl: Money;
  readonly unrealizedPnl: Money;
  readonly feesPaid: Money;
  readonly balance: Money;
  readonly equity: Money;
  readonly marginMode: MarginMode;
  /** The balance that backs this position alone; null with cross margin. */
  readonly isolatedMargin: Money | null;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
  readonly liquidationPrice: PriceTicks | null;
  readonly bankruptcyPrice: PriceTicks | null;
  /** Net; negative: received. */
  readonly fundingPaid: Money;
}

export interface Liquidation {
  readonly type: 'liquidation';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly stage:
    | 'started'
    | 'orders_canceled'
    | 'taken_over'
    | 'filled'
    | 'insurance_fund'
    | 'auto_deleveraged'
    | 'completed';
  /** Of the position: `buy` when it is long. */
  readonly side: Side;
  /** `started`: the position; `completed`: the remaining position; else the lots of the step. */
  readonly quantity: QuantityLots;
  readonly price: PriceTicks | null;
  readonly bankruptcyPrice: PriceTicks;
  /** Negative: the fund paid. */
  readonly insuranceFundChange: Money | null;
  /** Whose position was auto-deleveraged. */
  readonly counterparty: AccountIndex | null;
}

/** An account's part in an exchange of funding. Rule F4. */
export interface FundingPaid {
  readonly type: 'funding';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  /** Of its position: positive is long. */
  readonly quantity: QuantityLots;
  readonly markPrice: PriceTicks;
  readonly rate: RateE7;
  /** Positive: the account pays. */
  readonly payment: Money;
}

/** A market's funding: closes each exchange, and is repeated in each checkpoint. */
export interface FundingRate {
  readonly type: 'funding_rate';
  readonly instrument: InstrumentIndex;
  /** Of the newest exchange; null: none yet. */
  readonly rate: RateE7 | null;
  readonly premium: RateE7 | null;
  /** If the interval ended now. */
  readonly predictedRate: RateE7;
  /** The end of the interval, in tenths of a second since the Unix epoch. */
  readonly nextTenth: number;
}

/** Delivered to one account. */
export type PrivateEvent =
  | OrderAccepted
  | OrderRejected
  | OrderCanceled
  | OrderAmended
  | OrderTriggered
  | CancelAllDone
  | MarginSet
  | IndexSet
  | PhaseSet
  | Fill;

/** Published to everyone. */
export type PublicEvent =
  | Trade
  | OrderUpdate
  | BookUpdate
  | AuctionUpdate
  | MarkPrice
  | MarketState
  | IndexPrice
  | PositionUpdate
  | Liquidation
  | FundingPaid
  | FundingRate;

export type EngineEvent = AccountOpened | PrivateEvent | PublicEvent;
