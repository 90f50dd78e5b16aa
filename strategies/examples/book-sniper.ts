/**
 * Order-book sniper: takes orders that have become stale before their owners move them.
 *
 * Ports the sniper of E. Budish, P. Cramton and J. Shim, "The High-Frequency Trading Arms Race", Quarterly Journal of
 * Economics 130 (2015), and of many order-book bots. Two instruments have the same value, and one of them moves first. In
 * the paper they are the future ES and the ETF SPY. When the future moves, orders in the ETF that still stand at the old
 * price are cheap or dear for a moment:
 *
 *     buy what is offered below value - edge, sell what is bid above value + edge, with value = microprice of FUT
 *
 * The edge covers the taker fee of the trade and of the way out. The position is closed when the ETF has caught up.
 *
 * The lesson: `onBook` runs as soon as a book has changed, and its second argument says which one. An order that is
 * immediate or cancel (`ioc`) with a price takes what is there and leaves nothing behind.
 */
import type { Context, Intent, Level, MarketContext, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  edgePercent: { type: 'number', default: 0.02, min: 0, about: 'profit beyond the fees, % of the price' },
  orderLots: { type: 'integer', default: 20, min: 1, about: 'most lots of an order' },
  maxLots: { type: 'integer', default: 100, min: 1, about: 'largest position, lots long or short' },
} as const satisfies ParamSpecs;

type Symbols = 'ETF' | 'FUT';
type SniperContext = Context<ParamsOf<typeof params>, Symbols>;

export default class BookSniper implements Strategy<ParamsOf<typeof params>, Symbols> {
  static readonly symbols = ['ETF', 'FUT'];
  static readonly params = params;
  readonly everyMs = 1_000;

  onBook(context: SniperContext, book: MarketContext): Intent[] {
    // The ETF is the one that lags: news is a change of the future.
    return book.symbol === 'FUT' ? snipe(context) : [];
  }

  nextOrder(context: SniperContext): Intent[] {
    return close(context);
  }
}

function snipe(context: SniperContext): Intent[] {
  const { markets, orders, params } = context;
  const { ETF, FUT } = markets;
  const value = FUT.microprice;
  if (value === undefined || orders.length > 0 || ETF.phase !== 'continuous') return [];
  const edge = value * (2 * ETF.instrument.takerFeeRate + params.edgePercent / 100);
  const [bid, ask] = [ETF.others.bids[0], ETF.others.asks[0]];
  if (ask !== undefined && ask[0] < value - edge) return take(context, 'buy', ask);
  if (bid !== undefined && bid[0] > value + edge) return take(context, 'sell', bid);
  return [];
}

/** Sells a long position once the bid has reached the value, and buys a short one back at an offer at the value. */
function close(context: SniperContext): Intent[] {
  const { markets, positions, orders } = context;
  const { ETF, FUT } = markets;
  const { quantity } = positions.ETF;
  const value = FUT.microprice;
  if (quantity === 0 || value === undefined || orders.length > 0) return [];
  const [side, touch] = quantity > 0 ? (['sell', ETF.bids[0]] as const) : (['buy', ETF.asks[0]] as const);
  if (touch === undefined) return [];
  const costs = value * ETF.instrument.takerFeeRate;
  const hasCaughtUp = side === 'sell' ? touch[0] >= value - costs : touch[0] <= value + costs;
  return hasCaughtUp ? take(context, side, touch, Math.abs(quantity)) : [];
}

/** @param most largest quantity; left out: the room that the position limit leaves */
function take(
  context: SniperContext,
  side: Side,
  [price, resting]: Level,
  most = roomFor(context, side),
): Intent[] {
  const { markets, params } = context;
  const { instrument, roundQuantity } = markets.ETF;
  const quantity = Math.min(resting, most, params.orderLots * instrument.lotSize);
  if (quantity < instrument.lotSize / 2) return [];
  return [
    { type: 'place', symbol: 'ETF', side, price, quantity: roundQuantity(quantity), timeInForce: 'ioc' },
  ];
}

function roomFor({ markets, positions, params }: SniperContext, side: Side): number {
  const held = side === 'buy' ? positions.ETF.quantity : -positions.ETF.quantity;
  return Math.max(0, params.maxLots * markets.ETF.instrument.lotSize - held);
}
