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
 * A new order. With `price` it is a limit order, without one a market order. With `stopPrice` it is the stop of either,
 * and with `trailingOffset` a stop that follows the mark price at this distance.
 */
export interface Place {
  readonly type: 'place';
  /** The instrument. A strategy that trades only one may leave it out. */
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
  /** Left out: the bot makes one up. */
  readonly clientOrderId?: string;
}

/** Changes a live order. `quantity` is the new open quantity. `stopPrice` is for a stop that has not triggered. */
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
 * Chooses the margin behind a position: the account's cross balance, or an isolated balance of `margin`. A strategy
 * that trades only one instrument may leave `symbol` out.
 */
export type SetMargin = { readonly type: 'setMargin'; readonly symbol?: string } & (
  { readonly mode: 'cross' } | { readonly mode: 'isolated'; readonly margin: number }
);

export type Intent = Place | Amend | Cancel | CancelEverything | SetMargin;
/** Result of a callback: nothing, one intent or several, which the bot carries out in order. */
export type Intents = Intent | readonly Intent[] | null | undefined | void;

/** Result of a further callback: intents, carried out like those of `nextOrder`, or a promise, which carries none. */
export type Answer = Intents | Promise<unknown>;

/** The public market of an instrument. A price is undefined while the market has none. */
export interface MarketContext {
  readonly symbol: string;
  readonly instrument: Instrument;
  /** Phase of the market: `continuous`, `pre_open`, `auction`, `halted` or `closed`. */
  readonly phase: Phase;
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  /** Halfway between best bid and best ask. */
  readonly mid: number | undefined;
  readonly spread: number | undefined;
  /** Mid weighted by the quantities at the touch: it lies nearer to the ask when the bid is larger. */
  readonly microprice: number | undefined;
  /**
   * How much larger the bids are than the asks, from -1 (only asks) to 1 (only bids). 0: even, or the book is empty.
   * @param levels number of levels of each side, counted from the touch; 5 when left out
   */
  readonly imbalance: (levels?: number) => number;
  readonly mark: number;
  readonly last: number | undefined;
  /** The index price: the price of the underlying. */
  readonly index: number | undefined;
  /** The reference price: the mean of the mark price over the last minutes, and the center of the price limits. */
  readonly reference: number | undefined;
  /** Price limits: no trade happens below `lower` or above `upper`. */
  readonly limits: { readonly lower: number; readonly upper: number } | undefined;
  /** Undefined for an instrument without funding. */
  readonly funding: FundingContext | undefined;
  /** Levels of the whole book, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** The book without the bot's own orders, as far as the gateway has acknowledged them. */
  readonly others: OthersBook;
  /** The most recent trades of the instrument, oldest first. */
  readonly trades: readonly Trade[];
  /**
   * Candles of the trades, oldest first, 2,000 at most. The newest is still open. They begin with the past of the
   * session where the relay offers a history, and otherwise with the known trades, 1,000 at most.
   * @param seconds length of a candle, a whole number; a strategy may use 8 different lengths
   */
  readonly candles: (seconds: number) => readonly Candle[];
  /** The nearest price on the tick grid, at least one tick. */
  readonly roundPrice: (price: number) => number;
  /** The nearest quantity on the lot grid, at least one lot. */
  readonly roundQuantity: (quantity: number) => number;
}

/** Payments between long and short positions. With a positive rate, the long ones pay. */
export interface FundingContext {
  /** Rate of the newest payment, as a share of the position's value. Undefined before the first. */
  readonly rate: number | undefined;
  /** Premium over the index that led to `rate`. */
  readonly premium: number | undefined;
  /** Rate of the next payment if the premium stays the same. */
  readonly predictedRate: number;
  /** Exchange time of the next payment, in microseconds since the Unix epoch. */
  readonly nextTime: number;
}

/** Bids and asks of all other accounts. A price is undefined when its side is empty. */
export interface OthersBook {
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  readonly mid: number | undefined;
  /** Levels, best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface Candle {
  /** Start of the candle, in microseconds since the Unix epoch. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Sum of the quantities. 0: nothing traded, and all prices are the last close. */
  readonly volume: number;
}

/** Indicators over values or candles, oldest first. Undefined: there are too few. A bad length throws a RangeError. */
export interface Indicators {
  /** Plain mean of the last `length` values. */
  readonly sma: (values: readonly number[], length: number) => number | undefined;
  /** Exponential mean of all values: the newest weighs 2 / (length + 1). */
  readonly ema: (values: readonly number[], length: number) => number | undefined;
  /** Mean of the last `length` values, weighted 1, 2, …, `length`. */
  readonly wma: (values: readonly number[], length: number) => number | undefined;
  /** Standard deviation of the last `length` values, as of a whole population (divided by `length`). */
  readonly stdev: (values: readonly number[], length: number) => number | undefined;
  /** Wilder's relative strength index of all values, 0 to 100. */
  readonly rsi: (values: readonly number[], length: number) => number | undefined;
  /** Mean of the last `length` values, and bands so many standard deviations (2 when left out) around it. */
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
  /** Mean price of trades, weighted by their quantities. Undefined without any. */
  readonly vwap: (trades: readonly Pick<Trade, 'price' | 'quantity'>[]) => number | undefined;
}

/** A position with every fill that the bot has received. Equity and margins follow with the event stream. */
export interface PositionContext {
  /** Quantity held. Positive: long. */
  readonly quantity: number;
  /** Mean price of the entries. Null when flat. */
  readonly averageEntryPrice: number | null;
  /** Realized profit before fees. */
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly feesPaid: number;
}

/** An own order, as the exchange has it. */
export interface OrderRecord {
  readonly clientOrderId: string;
  readonly symbol: string;
  /** Undefined until the exchange has accepted the order. */
  readonly orderId: number | undefined;
  readonly side: Side;
  /** Limit price. Undefined for a market order. */
  readonly price: number | undefined;
  /** Stop price. Undefined unless the order is a stop. */
  readonly stopPrice: number | undefined;
  /** Open quantity. */
  readonly quantity: number;
  /** Quantity filled since the bot connected. */
  readonly filledQuantity: number;
}

/** An own order from the moment it is sent until it is filled, cancelled or rejected. */
export interface OwnOrder extends OrderRecord {
  /** `pending`, `amending` and `canceling` until the exchange replies. An amended order shows the requested terms. */
  readonly state: 'pending' | 'live' | 'amending' | 'canceling';
  /**
   * Quantity ahead of the order at its price, as of the newest public event. Undefined while it is not known: from the
   * first time that a strategy asks until the next checkpoint (by default a second); for an order that does not rest,
   * or not yet at this price in the published stream; and behind the first 200 orders of its side.
   */
  readonly queueAhead: number | undefined;
}

/**
 * An own order that has ended, with the quantity that remained. An order from before the bot connected comes from the
 * event stream, which has neither its `clientOrderId` nor the cause of a cancellation.
 */
export interface EndedOrder extends Omit<OrderRecord, 'clientOrderId'> {
  readonly clientOrderId: string | undefined;
  /** `filled`, the cause of the cancellation (`canceled`: unknown), or the code of the rejection. */
  readonly why: 'filled' | 'canceled' | CancelCause | RejectCode;
  /** Exchange time, in microseconds since the Unix epoch. */
  readonly time: number;
}

/** A trade of an own order. A negative `fee` is a rebate. */
export interface OwnFill extends Fill {
  /** The order's own limit price, which may be worse than the price of the trade. Undefined for a market order. */
  readonly orderPrice: number | undefined;
  /** Filled quantity of the order after this fill, since the bot connected. */
  readonly filledQuantity: number;
}

/** A fill from before the bot connected, as the event stream publishes it. */
export type PastFill = Omit<OwnFill, UnknownOfPast> & Readonly<Record<UnknownOfPast, undefined>>;
type UnknownOfPast = 'clientOrderId' | 'remainingQuantity' | 'orderPrice' | 'filledQuantity';

/** A rejection, by the exchange or by the bot's own check. */
export type OwnReject = OrderRejected & {
  /** The instrument. Undefined when the request names none. */
  readonly symbol?: string;
};

/** A change of an own order. Rejections go to `onReject`. */
export type OrderEvent = {
  /** The order after the event. */
  readonly order: OrderRecord;
  /** Exchange time, in microseconds since the Unix epoch. */
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

/** Values of the declared parameters, with the types that their declarations imply. */
export type ParamsOf<Specs extends ParamSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

type ValueOf<Spec extends ParamSpec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec['default'] extends number
    ? number
    : Spec['default'] extends boolean
      ? boolean
      : string;

/**
 * Everything that a strategy can read. It is read-only, and valid for the moment of the call. `symbol`, `instrument`,
 * `market`, `position`, `roundPrice` and `roundQuantity` belong to the first traded instrument.
 */
export interface Context<Params = Readonly<Record<string, ParamValue>>, Traded extends string = string> {
  readonly account: string;
  readonly symbol: Traded;
  readonly instrument: Instrument;
  /** Exchange time of the newest event, in microseconds since the Unix epoch. */
  readonly time: number;
  readonly market: MarketContext;
  readonly position: PositionContext;
  /** The traded instruments, in the order of `static symbols`, or of the exchange for `'all'`. */
  readonly symbols: readonly Traded[];
  /** Markets by symbol. A symbol that the strategy does not trade throws a RangeError. */
  readonly markets: Readonly<Record<Traded, MarketContext>>;
  readonly positions: Readonly<Record<Traded, PositionContext>>;
  readonly balance: number;
  readonly equity: number;
  /**
   * Equity without the initial margin of cross positions and without the margin of isolated ones. Open orders need a
   * part of it, which the exchange does not publish. The exchange may therefore reject an order that needs all of it.
   */
  readonly availableMargin: number;
  readonly orders: readonly OwnOrder[];
  /** The account's orders that ended last, oldest first, 100 at most. */
  readonly endedOrders: readonly EndedOrder[];
  /** The account's newest fills, oldest first, 100 at most. */
  readonly fills: readonly (OwnFill | PastFill)[];
  /** Profit and its parts, as of the newest `position_update` of the account. */
  readonly pnl: Profit;
  /** Milliseconds from a request to the exchange's reply, over the newest 1,000. Undefined before the first. */
  readonly ackLatency: { readonly p50: number; readonly p99: number } | undefined;
  /** Milliseconds to add to `Date.now()` for the exchange's clock. Undefined before the first measurement. */
  readonly clockOffset: number | undefined;
  readonly indicators: Indicators;
  readonly params: Params;
  /** The bot's next random number, from 0 up to, but excluding, 1. It has a seed in the lab, and live if one is set. */
  readonly random: () => number;
  /** Writes a line to the bot's log. */
  readonly log: (...values: readonly unknown[]) => void;
  /** The nearest price on the tick grid, at least one tick. */
  readonly roundPrice: (price: number) => number;
  /** The nearest quantity on the lot grid, at least one lot. */
  readonly roundQuantity: (quantity: number) => number;
}

/** A trading strategy. Only `nextOrder` is required. The bot carries out what any of the callbacks returns. */
export interface Strategy<Params = Readonly<Record<string, ParamValue>>, Traded extends string = string> {
  /** Milliseconds from one `nextOrder` to the next. Left out: it runs whenever the market or an own order changes. */
  readonly everyMs?: number;
  /** Milliseconds from one `onTimer` to the next. */
  readonly timerMs?: number;
  /** Decides what to do now. */
  nextOrder(context: Context<Params, Traded>): Intents;
  /** Runs once, when the market is known and the bot is logged in. */
  onStart?(context: Context<Params, Traded>): Answer;
  onFill?(fill: OwnFill, context: Context<Params, Traded>): Answer;
  /** An own order was accepted, amended, triggered, cancelled or filled. For a fill it runs after `onFill`. */
  onOrder?(event: OrderEvent, context: Context<Params, Traded>): Answer;
  onReject?(reject: OwnReject, context: Context<Params, Traded>): Answer;
  /** Runs after a trade of a traded instrument. */
  onTrade?(trade: Trade, context: Context<Params, Traded>): Answer;
  /** Runs after the book of an instrument has changed, once for all changes that arrived together. */
  onBook?(context: Context<Params, Traded>, book: MarketContext): Answer;
  /** Runs every `timerMs` milliseconds. */
  onTimer?(context: Context<Params, Traded>): Answer;
  /** Runs after the own position in an instrument, its margins or the account's balance has changed. */
  onPosition?(position: PositionUpdate, context: Context<Params, Traded>): Answer;
  /** Runs after a step of the liquidation of the own position in an instrument. */
  onLiquidation?(step: Liquidation, context: Context<Params, Traded>): Answer;
  /** Runs once, before the bot stops. Its live orders are cancelled afterwards. */
  onStop?(context: Context<Params, Traded>): void;
  /** Returns the state to keep when the saved file is reloaded. */
  state?(): unknown;
  /** Runs before `onStart`, if the previous strategy returned a state. */
  restore?(state: unknown): void;
}

/** The export of a strategy file: a class, either the default one or the one that `file.ts:Name` names. */
export interface StrategyClass<Params = Readonly<Record<string, ParamValue>>> {
  /** @param params the same as `context.params`, for decisions that are made once, such as `everyMs` */
  new (params: Params): Strategy<Params>;
  readonly params?: ParamSpecs;
  /** How much of the past the strategy needs before it starts: '90s', '20m', '2h', at most '1d'. */
  readonly warmup?: string;
  /** Instruments to trade. Left out: one, either the exchange's first or the one that `--symbol` names. */
  readonly symbols?: readonly string[] | 'all';
}
