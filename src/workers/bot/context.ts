/** The context of one call: values of that moment, computed on access. */
import { withoutResidue } from '../../contract/decimals.ts';
import type { MarketView, Replica } from '../../contract/replica.ts';
import type { Level, PositionUpdate, Trade } from '../../contract/events.ts';
import type { Side, Welcome } from '../../contract/orders.ts';
import type {
  Context,
  MarketContext,
  OrderRecord,
  OthersBook,
  OwnFill,
  OwnOrder,
  PositionContext,
} from '../../contract/strategy.ts';
import type { Candles } from './candles.ts';
import { indicators } from './indicators.ts';
import type { InstrumentSteps } from './instrument-steps.ts';
import type { OrderHistory } from './order-history.ts';
import type { Params } from '../../config/strategy-params.ts';

/** The parts that stay the same from call to call. */
export interface Constants {
  readonly account: string;
  readonly steps: InstrumentSteps;
  readonly params: Params;
  readonly random: () => number;
  readonly log: Context['log'];
  readonly welcome: Welcome;
  readonly candles: Candles;
  readonly fills: readonly OwnFill[];
  readonly history: OrderHistory;
}

/** The parts of one call. */
export interface Moment {
  readonly replica: Replica;
  readonly market: MarketView;
  readonly position: PositionContext;
  readonly orders: readonly OwnOrder[];
  /** The own orders that may rest in the book, as the exchange has them. */
  readonly resting: () => readonly OrderRecord[];
  readonly ackLatency: (() => Context['ackLatency']) | undefined;
  readonly clockOffset: (() => number | undefined) | undefined;
  /** Exchange time of the newest event, microseconds. */
  readonly time: number;
}

export function createContext(constants: Constants, moment: Moment): Context {
  const { replica, market, position, orders, resting, ackLatency, clockOffset, time } = moment;
  const { account, steps, welcome, params, random, log, candles, fills, history } = constants;
  const { instrument, roundPrice, roundQuantity } = steps;
  const { symbol } = instrument;
  const held = replica.positions.get(account);
  // Balance and equity are the account's: an update for any of its instruments has them.
  const money = held?.get(symbol) ?? held?.values().next().value;
  const equity = money?.equity ?? welcome.balance;
  let needed = 0;
  if (held !== undefined) for (const own of held.values()) needed += needOf(own);
  return {
    account,
    symbol,
    instrument,
    time,
    market: new CallMarket(market, replica.trades, candles, resting),
    position,
    balance: money?.balance ?? welcome.balance,
    equity,
    availableMargin: equity - needed,
    orders: [...orders],
    get fills() {
      return [...fills];
    },
    get endedOrders() {
      return history.ended;
    },
    get ackLatency() {
      return ackLatency?.();
    },
    get clockOffset() {
      return clockOffset?.();
    },
    indicators,
    params,
    random,
    log,
    roundPrice,
    roundQuantity,
  };
}

/** The margin that a position takes from the account's equity. */
function needOf({ marginMode, isolatedMargin, unrealizedPnl, initialMargin }: PositionUpdate): number {
  return marginMode === 'isolated' ? (isolatedMargin ?? 0) + unrealizedPnl : initialMargin;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Levels and trades are copied when they are read, because the replica's lists change with the market. */
class CallMarket implements MarketContext {
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  readonly mid: number | undefined;
  readonly spread: number | undefined;
  readonly microprice: number | undefined;
  readonly mark: number;
  readonly last: number | undefined;
  readonly imbalance: MarketContext['imbalance'];
  readonly candles: MarketContext['candles'];
  readonly #view: MarketView;
  readonly #known: readonly Trade[];
  readonly #resting: () => readonly OrderRecord[];
  #bids: readonly Level[] | undefined;
  #asks: readonly Level[] | undefined;
  #others: OthersBook | undefined;
  #trades: readonly Trade[] | undefined;

  constructor(
    view: MarketView,
    known: readonly Trade[],
    candles: Candles,
    resting: () => readonly OrderRecord[],
  ) {
    const { bids, asks } = view;
    const { bestBid, bestAsk, mid, spread } = touchOf(bids, asks);
    this.bestBid = bestBid;
    this.bestAsk = bestAsk;
    this.mid = mid;
    this.spread = spread;
    this.microprice = micropriceOf(view);
    this.mark = view.markPrice;
    this.last = view.lastPrice;
    this.imbalance = (levels = 5) => imbalanceOf(bids, asks, levels);
    this.candles = (seconds) => candles.of(seconds, this.trades);
    this.#view = view;
    this.#known = known;
    this.#resting = resting;
  }

  get bids(): readonly Level[] {
    return (this.#bids ??= [...this.#view.bids]);
  }

  get asks(): readonly Level[] {
    return (this.#asks ??= [...this.#view.asks]);
  }

  get others(): OthersBook {
    return (this.#others ??= othersBook(this.#view, this.#resting()));
  }

  get trades(): readonly Trade[] {
    const { symbol } = this.#view.instrument;
    return (this.#trades ??= this.#known.filter((trade) => trade.symbol === symbol));
  }
}

/** The public stream and the gateway's replies may be a moment apart, so no level falls below nothing. */
function othersBook({ bids, asks }: MarketView, own: readonly OrderRecord[]): OthersBook {
  const without = (levels: readonly Level[], side: Side) => {
    const mine = own.filter((order) => order.side === side);
    if (mine.length === 0) return [...levels];
    return levels
      .map(([price, quantity]): Level => {
        const owned = sum(mine.filter((order) => order.price === price).map((order) => order.quantity));
        return [price, withoutResidue(quantity - owned)];
      })
      .filter(([, quantity]) => quantity > 0);
  };
  const [bidsLeft, asksLeft] = [without(bids, 'buy'), without(asks, 'sell')];
  const { bestBid, bestAsk, mid } = touchOf(bidsLeft, asksLeft);
  return { bestBid, bestAsk, mid, bids: bidsLeft, asks: asksLeft };
}

function touchOf(
  [bid]: readonly Level[],
  [ask]: readonly Level[],
): Pick<MarketContext, 'bestBid' | 'bestAsk' | 'mid' | 'spread'> {
  const [bestBid, bestAsk] = [bid?.[0], ask?.[0]];
  if (bestBid === undefined || bestAsk === undefined)
    return { bestBid, bestAsk, mid: undefined, spread: undefined };
  return { bestBid, bestAsk, mid: (bestBid + bestAsk) / 2, spread: bestAsk - bestBid };
}

/** Stoikov, "The Micro-Price" (2018), in its first approximation. */
function micropriceOf({ bids: [bid], asks: [ask] }: MarketView): number | undefined {
  if (bid === undefined || ask === undefined) return undefined;
  return (bid[0] * ask[1] + ask[0] * bid[1]) / (bid[1] + ask[1]);
}

export function imbalanceOf(bids: readonly Level[], asks: readonly Level[], levels: number): number {
  const sumOf = (side: readonly Level[]) => sum(side.slice(0, levels).map(([, quantity]) => quantity));
  const [bid, offered] = [sumOf(bids), sumOf(asks)];
  return bid + offered === 0 ? 0 : (bid - offered) / (bid + offered);
}
