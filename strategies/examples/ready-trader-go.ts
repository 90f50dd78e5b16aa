/**
 * Ready Trader Go: makes a market in an ETF, and hedges each fill with its future.
 *
 * Ports an autotrader of Ready Trader Go, Optiver's competition for students
 * (https://github.com/readytradergo). There a future and an ETF on the same underlying trade side by side. The future is
 * liquid, so its price tells the value of the ETF. The rules that this port keeps: at most 100 lots of the ETF, long or
 * short, and no unhedged lots for longer than a moment.
 *
 *     value = mid of FUT - lean × lots held        a long position makes both quotes lower
 *     bid, ask = value ∓ half spread, in whole ticks
 *
 * The lesson: several instruments in one strategy. `static symbols` lists them, `markets` and `positions` have each by its
 * symbol, and every intent names its instrument.
 */
import type { Context, Intent, OwnFill, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  halfPercent: {
    type: 'number',
    default: 0.04,
    min: 0.001,
    about: 'from the value to a quote, % of the price',
  },
  leanPercent: { type: 'number', default: 0.0005, min: 0, about: 'move of both quotes per lot held, %' },
  orderLots: { type: 'integer', default: 10, min: 1, max: 100, about: 'lots of an order' },
  maxLots: {
    type: 'integer',
    default: 100,
    min: 1,
    about: 'largest position in the ETF, lots long or short',
  },
} as const satisfies ParamSpecs;

type Symbols = 'ETF' | 'FUT';
type HedgeContext = Context<ParamsOf<typeof params>, Symbols>;

export default class ReadyTraderGo implements Strategy<ParamsOf<typeof params>, Symbols> {
  static readonly symbols = ['ETF', 'FUT'];
  static readonly params = params;
  readonly everyMs = 250;

  nextOrder(context: HedgeContext): Intent[] {
    return [...hedge(context), ...quotes(context)];
  }

  /** Hedges at once, because the hedge cannot wait for the next decision. */
  onFill({ symbol }: OwnFill, context: HedgeContext): Intent[] {
    return symbol === 'ETF' ? hedge(context) : [];
  }
}

/** Buys or sells in the future the lots that the position in the ETF leaves unhedged. */
function hedge({ markets, positions, orders }: HedgeContext): Intent[] {
  const { instrument, bestBid, bestAsk, roundQuantity } = markets.FUT;
  const open = positions.ETF.quantity + positions.FUT.quantity;
  const isUnderWay = orders.some(({ symbol }) => symbol === 'FUT');
  if (isUnderWay || Math.abs(open) < instrument.lotSize / 2) return [];
  const side = open > 0 ? 'sell' : 'buy';
  // A side that is empty now has orders again a moment later.
  if ((side === 'sell' ? bestBid : bestAsk) === undefined) return [];
  return [{ type: 'place', symbol: 'FUT', side, quantity: roundQuantity(Math.abs(open)) }];
}

function quotes(context: HedgeContext): Intent[] {
  const { markets, positions, orders, params } = context;
  const { mid } = markets.FUT;
  if (mid === undefined) return [{ type: 'cancelAll', symbol: 'ETF' }];
  const lots = positions.ETF.quantity / markets.ETF.instrument.lotSize;
  const value = mid * (1 - (lots * params.leanPercent) / 100);
  const half = (mid * params.halfPercent) / 100;
  const room = (signedLots: number) => Math.max(0, Math.min(params.orderLots, params.maxLots - signedLots));
  const bid = quote(context, 'buy', value - half, room(lots));
  const ask = quote(context, 'sell', value + half, room(-lots));
  // The quote that moves away goes first: otherwise the other one could trade with it.
  const isRising = orders.some(({ symbol, side, price = 0 }) => {
    return symbol === 'ETF' && side === 'sell' && price < value + half;
  });
  return isRising ? [...ask, ...bid] : [...bid, ...ask];
}

/** Brings the one order of a side to a price and a number of lots; at 0 lots it cancels the order. */
function quote({ markets, orders }: HedgeContext, side: Side, price: number, lots: number): Intent[] {
  const { instrument, others, roundPrice, roundQuantity } = markets.ETF;
  const order = orders.find(
    (order) => order.symbol === 'ETF' && order.side === side && order.state !== 'canceling',
  );
  if (Math.round(lots) === 0)
    return order === undefined ? [] : [{ type: 'cancel', clientOrderId: order.clientOrderId }];
  const { tickSize, lotSize } = instrument;
  const [bid, ask] = [others.bestBid ?? 0, others.bestAsk ?? Infinity];
  const passive = side === 'buy' ? Math.min(price, ask - tickSize) : Math.max(price, bid + tickSize);
  const [rounded, quantity] = [roundPrice(passive), roundQuantity(lots * lotSize)];
  if (order === undefined)
    return [{ type: 'place', symbol: 'ETF', side, price: rounded, quantity, postOnly: true }];
  if (order.price === rounded && order.quantity <= quantity) return [];
  return [{ type: 'amend', clientOrderId: order.clientOrderId, price: rounded, quantity }];
}
