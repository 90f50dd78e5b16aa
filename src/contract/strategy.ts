/**
 * The interface between a bot and its strategy. A strategy file imports types only:
 *
 *     import type { Context, Intents, Strategy } from 'botpit';
 *
 * Prices are in currency, quantities in units of the instrument; a positive position is long.
 */
import type { Level, Liquidation, PositionUpdate, Trade } from './events.ts';
import type { Instrument } from './instrument.ts';
import type { Profit } from './profit.ts';
import type {
  CancelCause,
  Fill,
  OrderRejected,
  RejectCode,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from './orders.ts';
import type { Phase } from './phases.ts';

export type { CancelCause, Fill, Instrument, Level, Liquidation, OrderRejected };
export type { Phase, PositionUpdate, RejectCode, Side, TimeInForce, Trade };
export type * from './profit.ts';

/**
 * A new order. With `price` it is a limit order, without one a market order; with `stopPrice` the stop of either; with
 * `trailingOffset` a stop that follows the mark price at this distance.
 */
export interface Place {
  readonly type: 'place';
  /** The instrument; may be left out by a strategy that trades one. */
  readonly symbol?: string;
  readonly side: Side;
  readonly quantity: number;
  readonly price?: number;
  readonly stopPrice?: number;
  readonly trailingOffset?: number;
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly selfTradePrevention?: SelfTradePrevention;
  /** `clientOrderId` of a live order: when one of the two fills, triggers or ends, the exchange cancels the other. */
  readonly oco?: string;
  /** Made up by the bot when it is left out. */
  readonly clientOrderId?: string;
}

/** Change a live order. `quantity` is the new open quantity; `stopPrice` is for a stop that has not triggered. */
export interface Amend {
  readonly type: 'amend';
  readonly clientOrderId: string;
  readonly price?: number;
  readonly stopPrice?: number;
  readonly quantity?: number;
}

export interface Cancel {
  readonly type: 'cancel';
  readonly clientOrderId: string;
}

export interface CancelEverything {
  readonly type: 'cancelAll';
  /** Left out: the orders in all instruments. */
  readonly symbol?: string;
}

/**
 * Choose the margin behind a position: the account's cross balance, or an isolated balance of `margin`. A strategy that
 * trades one instrument may leave `symbol` out.
 */
export type SetMargin = { readonly type: 'setMargin'; readonly symbol?: string } & (
  { readonly mode: 'cross' } | { readonly mode: 'isolated'; readonly margin: number }
);

export type Intent = Place | Amend | Cancel | CancelEverything | SetMargin;
/** The result of a callback: nothing, one intent or several, carried out in order. */
export type Intents = Intent | readonly Intent[] | null | undefined | void;

/** Of a callback: intents, carried out like those of `nextOrder`, or the promise of an async one, which carries none. */
export type Answer = Intents | Promise<unknown>;

/** The public market of an instrument. Undefined where there is no such price yet. */
export interface MarketContext {
  readonly symbol: string;
  readonly instrument: Instrument;
  /** `continuous`, or `pre_open`, `auction`, `halted` or `closed`. */
  readonly phase: Phase;
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  /** Halfway between best bid and best ask. */
  readonly mid: number | undefined;
  readonly spread: number | undefined;
  /** Mid weighted by the quantities at the touch: nearer to the ask when more is bid. */
  readonly microprice: number | undefined;
  /**
   * How much more is bid than offered, from -1 (only offers) to 1 (only bids); 0 when even or when the book is empty.
   * @param levels of each side, counted from the touch; 5 when left out
   */
  readonly imbalance: (levels?: number) => number;
  readonly mark: number;
  readonly last: number | undefined;
  /** The price of the underlying. */
  readonly index: number | undefined;
  /** The mean of the mark price over the last minutes: the center of the price limits. */
  readonly reference: number | undefined;
  /** No trade happens below `lower` or above `upper`. */
  readonly limits: { readonly lower: number; readonly upper: number } | undefined;
  /** Undefined for an instrument without funding. */
  readonly funding: FundingContext | undefined;
  /** Whole book, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** The book without the bot's own orders, as far as the gateway has acknowledged them. */
  readonly others: OthersBook;
  /** The most recent trades of the instrument, oldest first. */
  readonly trades: readonly Trade[];
  /**
   * Candles of the trades, oldest first, 2,000 at most; the newest is still open. They begin with the past of the session where
   * the relay offers a history, and otherwise with the known trades, 1,000 at most.
   * @param seconds length of a candle, a whole number; 8 different ones at most
   */
  readonly candles: (seconds: number) => readonly Candle[];
  /** The nearest price on the tick grid, at least one tick. */
  readonly roundPrice: (price: number) => number;
  /** The nearest quantity on the lot grid, at least one lot. */
  readonly roundQuantity: (quantity: number) => number;
}

/** What long and short positions pay each other. A positive rate: the long ones pay. */
export interface FundingContext {
  /** The rate of the newest payment, as a share of the position's value; undefined before the first. */
  readonly rate: number | undefined;
  /** The premium over the index that led to `rate`. */
  readonly premium: number | undefined;
  /** The rate of the next payment if the premium stayed as it is. */
  readonly predictedRate: number;
  /** Exchange time of the next payment, microseconds since the Unix epoch. */
  readonly nextTime: number;
}

/** The bids and offers of everybody else. Undefined where a side is empty. */
export interface OthersBook {
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  readonly mid: number | undefined;
  /** Best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface Candle {
  /** Its start, microseconds since the Unix epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Sum of the quantities; 0 where nothing traded, and then all prices are the last close. */
  readonly volume: number;
}

/** Of values or candles, oldest first; undefined while there are too few. They throw a RangeError for a bad length. */
export interface Indicators {
  /** Plain mean of the last `length` values. */
  readonly sma: (values: readonly number[], length: number) => number | undefined;
  /** Exponential mean of all values: the newest weighs 2 / (length + 1). */
  readonly ema: (values: readonly number[], length: number) => number | undefined;
  /** Mean of the last `length` values, weighted 1, 2, …, `length`. */
  readonly wma: (values: readonly number[], length: number) => number | undefined;
  /** Standard deviation of the last `length` values, as of a whole population. */
  readonly stdev: (values: readonly number[], length: number) => number | undefined;
  /** Wilder's relative strength index of all values, 0 to 100. */
  readonly rsi: (values: readonly number[], length: number) => number | undefined;
  /** Mean of the last `length` values, and so many standard deviations (2 when left out) below and above. */
  readonly bollinger: (
    values: readonly number[],
    length: number,
    deviations?: number,
  ) => { readonly lower: number; readonly middle: number; readonly upper: number } | undefined;
  /** Wilder's average true range of all candles. */
  readonly atr: (
    candles: readonly Pick<Candle, 'high' | 'low' | 'close'>[],
    length: number,
  ) => number | undefined;
  /** Mean price of trades, weighted by their quantities; undefined without any. */
  readonly vwap: (trades: readonly Pick<Trade, 'price' | 'quantity'>[]) => number | undefined;
}

/** Includes every fill that the bot has received; equity and margins follow when the stream publishes them. */
export interface PositionContext {
  /** Positive: long. */
  readonly quantity: number;
  /** Null when flat. */
  readonly averageEntryPrice: number | null;
  /** Before fees. */
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
}

/** An own order as the exchange has it. */
export interface OrderRecord {
  readonly clientOrderId: string;
  readonly symbol: string;
  /** Undefined until the exchange has accepted it. */
  readonly orderId: number | undefined;
  readonly side: Side;
  /** Undefined for a market order. */
  readonly price: number | undefined;
  /** Undefined unless it is a stop order. */
  readonly stopPrice: number | undefined;
  /** Open quantity. */
  readonly quantity: number;
  /** Since the bot connected. */
  readonly filledQuantity: number;
}

/** An own order from the moment it is sent until it is filled, cancelled or rejected. */
export interface OwnOrder extends OrderRecord {
  /** `pending`, `amending` and `canceling` until the exchange has answered; an amended order shows what was asked. */
  readonly state: 'pending' | 'live' | 'amending' | 'canceling';
  /**
   * The quantity ahead of it at its price, as of the newest public event. Undefined where that is not known: from the first
   * time that a strategy asks to the next checkpoint (a second, by default); of an order that
   * does not rest, or not yet at this price in the published stream; behind the first 200 orders of its side.
   */
  readonly queueAhead: number | undefined;
}

/**
 * An own order that has ended, with what was left of it. One from before the bot connected comes from the event stream,
 * which has neither its `clientOrderId` nor the cause of a cancellation.
 */
export interface EndedOrder extends Omit<OrderRecord, 'clientOrderId'> {
  readonly clientOrderId: string | undefined;
  /** `filled`, the cause of its cancellation (`canceled`: unknown), or the code with which it was rejected. */
  readonly why: 'filled' | 'canceled' | CancelCause | RejectCode;
  /** Exchange time, microseconds since the Unix epoch. */
  readonly time: number;
}

/** A trade of an own order. Negative `fee`: a rebate. */
export interface OwnFill extends Fill {
  /** The order's own limit, which may be worse than the price of the trade; undefined for a market order. */
  readonly orderPrice: number | undefined;
  /** How much of the order is filled with this, since the bot connected. */
  readonly filledQuantity: number;
}

/** A fill from before the bot connected, as the event stream has it. */
export type PastFill = Omit<OwnFill, UnknownOfPast> & Readonly<Record<UnknownOfPast, undefined>>;
type UnknownOfPast = 'clientOrderId' | 'remainingQuantity' | 'orderPrice' | 'filledQuantity';

/** A rejection, by the exchange or by the bot's own check. */
export type OwnReject = OrderRejected & {
  /** The instrument; undefined where the request names none. */
  readonly symbol?: string;
};

/** A change of an own order; rejections go to `onReject`. */
export type OrderEvent = {
  /** As it is after the event. */
  readonly order: OrderRecord;
  /** Exchange time, microseconds since the Unix epoch. */
  readonly time: number;
} & (
  | { readonly type: 'accepted' }
  | { readonly type: 'amended'; readonly keptPriority: boolean }
  | { readonly type: 'triggered' }
  | { readonly type: 'canceled'; readonly cause: CancelCause }
  | { readonly type: 'filled'; readonly fill: OwnFill }
);

export type ParamValue = number | string | boolean;

/** A parameter that a strategy declares in its `static params`. */
export type ParamSpec =
  | {
      readonly type: 'number' | 'integer';
      readonly default: number;
      readonly min?: number;
      readonly max?: number;
      readonly about: string;
    }
  | { readonly type: 'boolean'; readonly default: boolean; readonly about: string }
  | { readonly type: 'text'; readonly default: string; readonly about: string }
  | {
      readonly type: 'choice';
      readonly default: string;
      readonly choices: readonly string[];
      readonly about: string;
    };

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** The values of declared parameters, with the types that their declarations give them. */
export type ParamsOf<Specs extends ParamSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

type ValueOf<Spec extends ParamSpec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec['default'] extends number
    ? number
    : Spec['default'] extends boolean
      ? boolean
      : string;

/**
 * Everything that a strategy sees: read-only, and true for the moment of the call. `symbol`, `instrument`, `market`,
 * `position`, `roundPrice` and `roundQuantity` are those of the first traded instrument.
 */
export interface Context<Params = Readonly<Record<string, ParamValue>>, Traded extends string = string> {
  readonly account: string;
  readonly symbol: Traded;
  readonly instrument: Instrument;
  /** Exchange time of the newest event, microseconds since the Unix epoch. */
  readonly time: number;
  readonly market: MarketContext;
  readonly position: PositionContext;
  /** The traded instruments, in the order of `static symbols`, or of the exchange for `'all'`. */
  readonly symbols: readonly Traded[];
  /** By symbol. A symbol that the strategy does not trade throws a RangeError. */
  readonly markets: Readonly<Record<Traded, MarketContext>>;
  readonly positions: Readonly<Record<Traded, PositionContext>>;
  readonly balance: number;
  readonly equity: number;
  /**
   * Equity without the initial margin of cross positions and without what backs isolated ones. Open orders need some of
   * it as well, which the exchange does not publish: the exchange may reject an order for all of it.
   */
  readonly availableMargin: number;
  readonly orders: readonly OwnOrder[];
  /** The account's orders that ended last, oldest first; 100 at most. */
  readonly endedOrders: readonly EndedOrder[];
  /** The account's newest fills, oldest first; 100 at most. */
  readonly fills: readonly (OwnFill | PastFill)[];
  /** As of the newest `position_update` of the account. */
  readonly pnl: Profit;
  /** Milliseconds from a request to the exchange's answer, over the newest 1,000; undefined before the first. */
  readonly ackLatency: { readonly p50: number; readonly p99: number } | undefined;
  /** Milliseconds to add to `Date.now()` for the exchange's clock; undefined before the first measurement. */
  readonly clockOffset: number | undefined;
  readonly indicators: Indicators;
  readonly params: Params;
  /** The next number of the bot's seeded generator, from 0 up to but not 1. */
  readonly random: () => number;
  /** Write a line to the bot's log. */
  readonly log: (...values: readonly unknown[]) => void;
  /** The nearest price on the tick grid, at least one tick. */
  readonly roundPrice: (price: number) => number;
  /** The nearest quantity on the lot grid, at least one lot. */
  readonly roundQuantity: (quantity: number) => number;
}

/** A trading strategy. Only `nextOrder` is needed. What a callback returns is carried out as what `nextOrder` returns. */
export interface Strategy<Params = Readonly<Record<string, ParamValue>>, Traded extends string = string> {
  /** Milliseconds from one `nextOrder` to the next; left out, it runs whenever the market or an own order changed. */
  readonly everyMs?: number;
  /** Milliseconds from one `onTimer` to the next. */
  readonly timerMs?: number;
  /** Decide what to do now. */
  nextOrder(context: Context<Params, Traded>): Intents;
  /** Once, when the market is known and the bot is logged in. */
  onStart?(context: Context<Params, Traded>): Answer;
  onFill?(fill: OwnFill, context: Context<Params, Traded>): Answer;
  /** An own order was accepted, amended, triggered, cancelled or filled; of a fill, after `onFill`. */
  onOrder?(event: OrderEvent, context: Context<Params, Traded>): Answer;
  onReject?(reject: OwnReject, context: Context<Params, Traded>): Answer;
  /** A trade of a traded instrument. */
  onTrade?(trade: Trade, context: Context<Params, Traded>): Answer;
  /** The book of an instrument has changed: once for all its changes that came together. */
  onBook?(context: Context<Params, Traded>, book: MarketContext): Answer;
  /** Every `timerMs` milliseconds. */
  onTimer?(context: Context<Params, Traded>): Answer;
  /** The own position in an instrument, its margins or the account's balance have changed. */
  onPosition?(position: PositionUpdate, context: Context<Params, Traded>): Answer;
  /** A step of the liquidation of the own position in an instrument. */
  onLiquidation?(step: Liquidation, context: Context<Params, Traded>): Answer;
  /** Once, before the bot stops; its live orders are cancelled afterwards. */
  onStop?(context: Context<Params, Traded>): void;
  /** The state to keep when the saved file is reloaded. */
  state?(): unknown;
  /** Before `onStart`, if the previous strategy returned a state. */
  restore?(state: unknown): void;
}

/** The export of a strategy file: a class, the default one or the one that `file.ts:Name` names. */
export interface StrategyClass<Params = Readonly<Record<string, ParamValue>>> {
  /** @param params the same as `context.params`, for what is decided once, such as `everyMs` */
  new (params: Params): Strategy<Params>;
  readonly params?: ParamSpecs;
  /** How much of the past the strategy needs before it starts: '90s', '20m', '2h', 1d at most. */
  readonly warmup?: string;
  /** The instruments to trade. Left out: one, the exchange's first or the one that `--symbol` names. */
  readonly symbols?: readonly string[] | 'all';
}
