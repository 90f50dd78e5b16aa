/**
 * The engine's facts, in order. Numbers are integers.
 *
 * The facts of the rules that time drives come first (time.ts). Then comes the reply to the command (`account_opened`,
 * `order_accepted`, `order_rejected`, `order_canceled`, `order_amended`, `cancel_all_done`, `margin_set`, `index_set`,
 * `phase_set`), and then its consequences. `order_update`, `book_update`, `auction_update`, `mark_price` and
 * `position_update` come last and report the net change of the whole command.
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
  /** Lots that were cancelled. */
  readonly remainingQuantity: QuantityLots;
  readonly cause: CancelCause;
}

export interface OrderAmended extends OrderEvent {
  readonly type: 'order_amended';
  readonly price: PriceTicks | null;
  /** New stop price. Undefined: the amendment did not move it. */
  readonly stopPrice?: PriceTicks | undefined;
  readonly quantity: QuantityLots;
  readonly keptPriority: boolean;
}

export interface OrderTriggered extends OrderEvent {
  readonly type: 'order_triggered';
  /** Last stop price of a trailing stop. */
  readonly stopPrice?: PriceTicks;
}

export interface MarginSet {
  readonly type: 'margin_set';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly mode: MarginMode;
  /** Isolated balance. Null with cross margin. */
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

/** Reply to an operator: the phase of the market after the command. */
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
  /** Fee of the fill. Negative: a rebate. */
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
  /** Fees of both sides. Negative: a rebate. The exchange's order that closes a takeover pays none. */
  readonly buyFee: Money;
  readonly sellFee: Money;
}

/** A changed level. Quantity 0: the level has no more orders. */
export type LevelChange = readonly [price: PriceTicks, quantity: QuantityLots];

export interface BookUpdate {
  readonly type: 'book_update';
  readonly instrument: InstrumentIndex;
  readonly bids: readonly LevelChange[];
  readonly asks: readonly LevelChange[];
}

/** What everybody may know of a resting order. */
export type FrontOrder = Pick<OrderUpdate, 'price' | 'quantity' | 'orderId' | 'priority' | 'account'>;

/** Net change of an order that rests, or rested before the command. */
export interface OrderUpdate {
  readonly type: 'order_update';
  readonly instrument: InstrumentIndex;
  readonly orderId: OrderId;
  readonly account: AccountIndex;
  readonly side: Side;
  /** Price at which the order rests, or rested before it left. */
  readonly price: PriceTicks;
  /** Lots that rest now. 0: the order has left the book. */
  readonly quantity: QuantityLots;
  /**
   * Within a price, the order with the lower priority trades first. An order that goes to the back of the queue gets a
   * new one.
   */
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
  /** Reference price and limits. Null: the instrument has no limits. */
  readonly reference: PriceTicks | null;
  readonly lowerLimit: PriceTicks | null;
  readonly upperLimit: PriceTicks | null;
}

export interface IndexPrice {
  readonly type: 'index_price';
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
}

/** A market has a new phase, or its phase has a new end. */
export interface MarketState {
  readonly type: 'market_state';
  readonly instrument: InstrumentIndex;
  readonly phase: Phase;
  readonly cause: PhaseCause;
  /** Scheduled end of the phase. Null: an operator ends it. */
  readonly until: TimeMicros | null;
  /** Collar of an auction, and the number of extensions that may still follow. Absent: there is no collar. */
  readonly lowerCollar?: PriceTicks;
  readonly upperCollar?: PriceTicks;
  readonly extensionsLeft?: number;
}

/** The trades that the auction would make if it ended now. */
export interface AuctionUpdate {
  readonly type: 'auction_update';
  readonly instrument: InstrumentIndex;
  /** Price of the auction. Null: nothing would trade. */
  readonly price: PriceTicks | null;
  readonly quantity: QuantityLots;
  /** Lots that would remain at the price or better. */
  readonly imbalance: QuantityLots;
  /** Side of the orders that would remain. Null: none would. */
  readonly side: Side | null;
}

/** `quantity` is positive when long. The margins belong to this position, balance and equity to the whole account. */
export interface PositionUpdate {
  readonly type: 'position_update';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly quantity: QuantityLots;
  /** Cost of the position. Negative for a short position, which earned it. */
  readonly costBasis: Money;
  readonly markPrice: PriceTicks;
  readonly realizedPnl: Money;
  readonly unrealizedPnl: Money;
  readonly feesPaid: Money;
  readonly balance: Money;
  readonly equity: Money;
  readonly marginMode: MarginMode;
  /** Balance that backs this position alone. Null with cross margin. */
  readonly isolatedMargin: Money | null;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
  readonly liquidationPrice: PriceTicks | null;
  readonly bankruptcyPrice: PriceTicks | null;
  /** Net funding paid. Negative: received. */
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
  /** Side of the position: `buy` when it is long. */
  readonly side: Side;
  /** `started`: the position. `completed`: the remaining position. Otherwise the lots of the step. */
  readonly quantity: QuantityLots;
  readonly price: PriceTicks | null;
  readonly bankruptcyPrice: PriceTicks;
  /** Change of the insurance fund. Negative: it paid. */
  readonly insuranceFundChange: Money | null;
  /** Account whose position was auto-deleveraged. Null: none was. */
  readonly counterparty: AccountIndex | null;
}

/** F4: an account's part in a payment of funding. */
export interface FundingPaid {
  readonly type: 'funding';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  /** Position of the account. Positive: long. */
  readonly quantity: QuantityLots;
  readonly markPrice: PriceTicks;
  readonly rate: RateE7;
  /** Positive: the account pays. Negative: it receives. */
  readonly payment: Money;
}

/** Funding of a market. It comes last in each payment of funding, and in each checkpoint. */
export interface FundingRate {
  readonly type: 'funding_rate';
  readonly instrument: InstrumentIndex;
  /** Rate and premium of the newest payment. Null: there was none yet. */
  readonly rate: RateE7 | null;
  readonly premium: RateE7 | null;
  /** The rate if the interval ended now. */
  readonly predictedRate: RateE7;
  /** End of the interval, in tenths of a second since the Unix epoch. */
  readonly nextTenth: number;
}

/** Facts for one account only. */
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

/** Facts for everybody. */
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
