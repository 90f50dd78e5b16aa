/**
 * Avellaneda-Stoikov: one bid and one ask around a price that leans against the inventory.
 *
 * Ports `avellaneda_market_making` of Hummingbot (https://hummingbot.org/strategies/). The idea is that of M. Avellaneda
 * and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008), 217-224:
 *
 *     r = s - q γ σ² (T - t)                       reservation price, equation (29)
 *     δ = γ σ² (T - t) + (2 / γ) ln(1 + γ / κ)     spread around it, equation (30)
 *
 * As in Hummingbot, the session has no end, so T - t is a constant; σ comes from a buffer of samples; the spread has a
 * minimum; and an order becomes smaller by e^-ηq with the inventory q to which it adds. Prices are in basis points of s
 * and q is in orders, so that the parameters fit any instrument. Unlike Hummingbot, κ is a parameter here.
 *
 * The lesson: `market.others` is the book without your own quotes. With `market.mid` the maker would follow itself.
 */
import type { Context, Intent, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  riskFactor: { type: 'number', default: 0.05, min: 1e-6, about: 'γ, per basis point and order held' },
  fillDecay: {
    type: 'number',
    default: 0.5,
    min: 0.001,
    about: 'κ: fills fall by e^-κ with each basis point',
  },
  horizonSeconds: { type: 'number', default: 10, min: 1, about: 'T - t, seconds that it thinks ahead' },
  samples: { type: 'integer', default: 60, min: 10, max: 1_000, about: 'seconds over which σ is measured' },
  minSpreadPercent: { type: 'number', default: 0.05, min: 0, about: 'narrowest spread, % of the price' },
  shape: { type: 'number', default: 0.2, min: 0, about: 'η: orders shrink by e^-ηq' },
  orderLots: { type: 'integer', default: 20, min: 1, about: 'lots of an order without inventory' },
  maxOrders: { type: 'integer', default: 10, min: 1, about: 'largest inventory, in orders' },
} as const satisfies ParamSpecs;

type MakerContext = Context<ParamsOf<typeof params>>;

const BASIS_POINT = 1e-4;
/** Number of known changes from which on it quotes. */
const SAMPLES_MIN = 10;

export default class AvellanedaStoikov implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 1_000;
  /** Changes of s from second to second, in basis points. */
  readonly #changes: number[] = [];
  #last: number | undefined;

  nextOrder(context: MakerContext): Intent[] {
    const { market, position, instrument, indicators, params } = context;
    const s = market.others.mid;
    if (s === undefined) return [];
    this.#sample(s, params.samples);
    const { length } = this.#changes;
    const sigma = length < SAMPLES_MIN ? undefined : indicators.stdev(this.#changes, length);
    if (sigma === undefined) return [];
    const { riskFactor, fillDecay } = params;
    const q = position.quantity / (params.orderLots * instrument.lotSize);
    const risk = riskFactor * sigma ** 2 * params.horizonSeconds;
    const r = s - q * risk * s * BASIS_POINT;
    const optimal = (risk + (2 / riskFactor) * Math.log(1 + riskFactor / fillDecay)) * BASIS_POINT;
    const half = (Math.max(optimal, params.minSpreadPercent / 100) * s) / 2;
    const bid = quote(context, 'buy', q < params.maxOrders ? r - half : undefined, q);
    const ask = quote(context, 'sell', q > -params.maxOrders ? r + half : undefined, -q);
    // The quote that moves away goes first: otherwise the other one could trade with it.
    const isRising = context.orders.some(({ side, price }) => side === 'sell' && (price ?? 0) < r + half);
    return isRising ? [...ask, ...bid] : [...bid, ...ask];
  }

  #sample(s: number, samples: number): void {
    if (this.#last !== undefined) this.#changes.push((s / this.#last - 1) / BASIS_POINT);
    this.#last = s;
    if (this.#changes.length > samples) this.#changes.shift();
  }
}

/**
 * Brings the one order of a side to a price and a quantity; without a price it cancels the order.
 * @param inventory inventory to which the order adds, in orders
 */
function quote(context: MakerContext, side: Side, price: number | undefined, inventory: number): Intent[] {
  const { orders, market, instrument, params, roundPrice, roundQuantity } = context;
  const order = orders.find((order) => order.side === side && order.state !== 'canceling');
  if (price === undefined)
    return order === undefined ? [] : [{ type: 'cancel', clientOrderId: order.clientOrderId }];
  const { bestBid = 0, bestAsk = Infinity } = market.others;
  const { tickSize, lotSize } = instrument;
  // At least a tick away from the others, so that it never trades as the aggressor.
  const passive = side === 'buy' ? Math.min(price, bestAsk - tickSize) : Math.max(price, bestBid + tickSize);
  const rounded = roundPrice(passive);
  const shrink = Math.exp(-params.shape * Math.max(0, inventory));
  const quantity = roundQuantity(params.orderLots * lotSize * shrink);
  if (order === undefined) return [{ type: 'place', side, price: rounded, quantity, postOnly: true }];
  if (order.price === rounded && order.quantity === quantity) return [];
  return [{ type: 'amend', clientOrderId: order.clientOrderId, price: rounded, quantity }];
}
