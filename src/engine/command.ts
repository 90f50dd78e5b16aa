/** Commands that change the engine's state. Numbers are integers, which the gateway converts from decimals. */
import type {
  AccountIndex,
  InstrumentIndex,
  MarginMode,
  Money,
  OrderId,
  OrderType,
  PhaseAction,
  PriceTicks,
  QuantityLots,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '../contract/index.ts';

export interface OpenAccount {
  readonly type: 'open_account';
  readonly account: string;
  readonly deposit: Money;
}

export interface PlaceOrder {
  readonly type: 'place_order';
  readonly account: AccountIndex;
  readonly clientOrderId: string;
  readonly instrument: InstrumentIndex;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly quantity: QuantityLots;
  /** Limit price. Null for market orders and stop_market. */
  readonly price: PriceTicks | null;
  /** Null unless the order is a stop order. */
  readonly stopPrice: PriceTicks | null;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** M15: trailing offset of a stop_market, in place of a stop price. Absent or null: the stop price is fixed. */
  readonly trailingOffset?: PriceTicks | null;
  /** M14: client order id of the live order with which this one forms a pair. Absent or null: none. */
  readonly oco?: string | null;
}

/** Reference to a live order of the client. */
export type OrderReference = { readonly clientOrderId: string } | { readonly orderId: OrderId };

export interface CancelOrder {
  readonly type: 'cancel_order';
  readonly account: AccountIndex;
  readonly order: OrderReference;
}

export interface AmendOrder {
  readonly type: 'amend_order';
  readonly account: AccountIndex;
  readonly order: OrderReference;
  /** New price. Null: unchanged. */
  readonly price: PriceTicks | null;
  /** New open quantity. Null: unchanged. */
  readonly quantity: QuantityLots | null;
  /** New stop price of a waiting stop. Absent or null: unchanged. */
  readonly stopPrice?: PriceTicks | null;
}

export interface CancelAll {
  readonly type: 'cancel_all';
  readonly account: AccountIndex;
  /** Instrument of the orders. Null: all instruments. */
  readonly instrument: InstrumentIndex | null;
  readonly cause: 'user' | 'disconnect';
}

/** R3: chooses the margin mode of the account's position in an instrument, and its isolated balance. */
export interface SetMargin {
  readonly type: 'set_margin';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly mode: MarginMode;
  /** Balance that backs this position alone. Null with cross margin. */
  readonly margin: Money | null;
}

/** Reports every position whose mark price has moved since its last report. */
export interface Revalue {
  readonly type: 'revalue';
}

/** Stops accepting orders. Cancels still work. */
export interface CloseMarket {
  readonly type: 'close_market';
}

/** Accepts orders again. */
export interface OpenMarket {
  readonly type: 'open_market';
}

/** P2: an operator reports the instrument's price on other venues. */
export interface SetIndex {
  readonly type: 'set_index';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
}

/** Advances time only (time.ts), as every other command does before its own work. */
export interface AdvanceTime {
  readonly type: 'advance_time';
}

/** An operator's command: halts, resumes, opens or closes a market, or calls an auction. */
export interface SetPhase {
  readonly type: 'set_phase';
  /** Account of the operator. Null: the pit itself, which gets no reply. */
  readonly account: AccountIndex | null;
  readonly instrument: InstrumentIndex;
  readonly action: PhaseAction;
}

/** Notes an event of the timeline of the pit's room. The market does not change. Checkpoints report the event. */
export interface NoteRoomEvent {
  readonly type: 'note_room_event';
  readonly text: string;
}

export type Command =
  | OpenAccount
  | PlaceOrder
  | CancelOrder
  | AmendOrder
  | CancelAll
  | SetMargin
  | Revalue
  | CloseMarket
  | OpenMarket
  | SetIndex
  | SetPhase
  | NoteRoomEvent
  | AdvanceTime;
