/** Market of one instrument in a strategy's context: values of that moment, computed on access. */
import { withoutResidue } from '../../contract/decimals.ts';
import type { FundingRate, Level, Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { Side } from '../../contract/orders.ts';
import type { Phase } from '../../contract/phases.ts';
import type { MarketView } from '../../contract/replica.ts';
import type { FundingContext, MarketContext, OrderRecord, OthersBook } from '../../contract/strategy.ts';
import type { FrozenTrades } from './frozen-trades.ts';
import type { TradedMarket } from './own-markets.ts';

/** Market of one call. Levels and trades are copied on access, because the replica's lists change with the market. */
export class CallMarket implements MarketContext {
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly phase: Phase;
  readonly bestBid: number | undefined;
  readonly bestAsk: number | undefined;
  readonly mid: number | undefined;
  readonly spread: number | undefined;
  readonly microprice: number | undefined;
  readonly mark: number;
  readonly last: number | undefined;
  readonly index: number | undefined;
  readonly reference: number | undefined;
  readonly limits: MarketContext['limits'];
  readonly roundPrice: MarketContext['roundPrice'];
  readonly roundQuantity: MarketContext['roundQuantity'];
  readonly imbalance: MarketContext['imbalance'];
  readonly candles: MarketContext['candles'];
  readonly #view: MarketView;
  readonly #known: FrozenTrades;
  readonly #resting: () => readonly OrderRecord[];
  #bids: readonly Level[] | undefined;
  #asks: readonly Level[] | undefined;
  #others: OthersBook | undefined;
  #trades: readonly Trade[] | undefined;

  /** @param resting own orders of any instrument that may rest, as the exchange has them */
  constructor(
    { view, steps, candles }: TradedMarket,
    known: FrozenTrades,
    resting: () => readonly OrderRecord[],
  ) {
    const { bids, asks } = view;
    const { bestBid, bestAsk, mid, spread } = touchOf(bids, asks);
    this.symbol = steps.instrument.symbol;
    this.instrument = steps.instrument;
    this.phase = view.phase;
    this.bestBid = bestBid;
    this.bestAsk = bestAsk;
    this.mid = mid;
    this.spread = spread;
    this.microprice = micropriceOf(view);
    this.mark = view.markPrice;
    this.last = view.lastPrice;
    this.index = view.index;
    this.reference = view.reference;
    this.limits = view.limits;
    this.roundPrice = steps.roundPrice;
    this.roundQuantity = steps.roundQuantity;
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
    const own = () => this.#resting().filter((order) => order.symbol === this.symbol);
    return (this.#others ??= othersBook(this.#view, own()));
  }

  get trades(): readonly Trade[] {
    return (this.#trades ??= this.#known.all.filter((trade) => trade.symbol === this.symbol));
  }

  get funding(): FundingContext | undefined {
    return this.#view.funding && fundingOf(this.#view.funding);
  }
}

function fundingOf({ rate, premium, predictedRate, nextTime }: FundingRate): FundingContext {
  return { rate, premium, predictedRate, nextTime };
}

/**
 * The book without the own orders. The public stream and the gateway's replies may differ by a moment, so no level
 * falls below 0.
 */
function othersBook({ bids, asks }: MarketView, own: readonly OrderRecord[]): OthersBook {
  const without = (levels: readonly Level[], side: Side) => {
    const mine = own.filter((order) => order.side === side);
    if (mine.length === 0) return [...levels];
    const prices = new Set(mine.map(({ price }) => price));
    const left = levels.map((level): Level => {
      const [price, quantity] = level;
      if (!prices.has(price)) return level;
      const owned = sum(mine.filter((order) => order.price === price).map((order) => order.quantity));
      return [price, withoutResidue(quantity - owned)];
    });
    return left.filter(([, quantity]) => quantity > 0);
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

/** First approximation of the microprice: Stoikov, "The Micro-Price" (2018). */
function micropriceOf({ bids: [bid], asks: [ask] }: MarketView): number | undefined {
  if (bid === undefined || ask === undefined) return undefined;
  return (bid[0] * ask[1] + ask[0] * bid[1]) / (bid[1] + ask[1]);
}

export function imbalanceOf(bids: readonly Level[], asks: readonly Level[], levels: number): number {
  const bid = frontQuantity(bids, levels);
  const offered = frontQuantity(asks, levels);
  return bid + offered === 0 ? 0 : (bid - offered) / (bid + offered);
}

/** Quantity of the best levels of a side. */
function frontQuantity(side: readonly Level[], levels: number): number {
  let total = 0;
  for (const level of side.slice(0, levels)) total += level[1];
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
