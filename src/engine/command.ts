/** The commands that change the engine's state. Numbers are integers: the gateway converts decimals. */
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
  /** Null for market orders and stop_market. */
  readonly price: PriceTicks | null;
  /** Null unless it is a stop order. */
  readonly stopPrice: PriceTicks | null;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** M15: of a stop_market, instead of its stop price. Absent or null: the stop price stands. */
  readonly trailingOffset?: PriceTicks | null;
  /** M14: client order id of the live order with which it makes a pair. Absent or null: none. */
  readonly oco?: string | null;
}

/** How a client names one of its live orders. */
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
  /** Null keeps it. */
  readonly price: PriceTicks | null;
  /** New open quantity; null keeps it. */
  readonly quantity: QuantityLots | null;
  /** Of a stop that waits; absent or null keeps it. */
  readonly stopPrice?: PriceTicks | null;
}

export interface CancelAll {
  readonly type: 'cancel_all';
  readonly account: AccountIndex;
  /** Null: in every instrument. */
  readonly instrument: InstrumentIndex | null;
  readonly cause: 'user' | 'disconnect';
}

/** Choose the margin mode of the account's position in an instrument, and its isolated balance. R3. */
export interface SetMargin {
  readonly type: 'set_margin';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly mode: MarginMode;
  /** The balance that backs the position alone; null with cross margin. */
  readonly margin: Money | null;
}

/** Report every position whose mark price moved since its last report. */
export interface Revalue {
  readonly type: 'revalue';
}

/** Take no more orders; cancels still work. */
export interface CloseMarket {
  readonly type: 'close_market';
}

/** Take orders again. */
export interface OpenMarket {
  readonly type: 'open_market';
}

/** An operator reports the instrument's price on other venues. P2. */
export interface SetIndex {
  readonly type: 'set_index';
  readonly account: AccountIndex;
  readonly instrument: InstrumentIndex;
  readonly price: PriceTicks;
}

/** Only time passes (time.ts), as it also does at the start of every other command. */
export interface AdvanceTime {
  readonly type: 'advance_time';
}

/** Halt, resume, open or close a market, or call an auction. An operator's command. */
export interface SetPhase {
  readonly type: 'set_phase';
  /** The operator; null: the pit itself, which gets no answer. */
  readonly account: AccountIndex | null;
  readonly instrument: InstrumentIndex;
  readonly action: PhaseAction;
}

/** Something has happened by the timeline of the pit's room. The market stays as it is; checkpoints report it. */
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
