/**
 * Maker: quotes a ladder of bids and asks around its reservation price, and earns the spread.
 *
 * M. Avellaneda and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008), 217-224:
 *
 *     r = s - q γ σ² (T - t)                       reservation price, (29): the longer it is, the lower it quotes
 *     δ = γ σ² (T - t) + (2 / γ) ln(1 + γ / k)     from its best bid to its best ask, (30)
 *
 * Prices are in basis points of s (0.01 %), inventory q in orders, so that the parameters fit any instrument. Unlike the
 * paper's, this market has no close, so T - t is a rolling constant, as practitioners use it; σ is measured; the quotes
 * are wider by the fees of a fill; more orders rest behind the best, for large aggressors. Its own quotes make the mid,
 * so s is the mid without their skew: otherwise it would follow itself, and the price would run away.
 */
import type { Context, Intent, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  riskAversion: { type: 'number', default: 0.005, min: 1e-6, max: 10, about: 'γ, per basis point and order' },
  fillDecay: { type: 'number', default: 1, min: 0.001, about: 'k: fills fall by e^-k with each basis point' },
  horizonSeconds: { type: 'number', default: 60, min: 1, about: 'T - t, seconds that it thinks ahead' },
  volatilitySeconds: { type: 'number', default: 120, min: 2, about: 'how far back σ is measured, seconds' },
  followSeconds: { type: 'number', default: 10, min: 0.1, about: 'how slowly s follows the mid, seconds' },
  levels: { type: 'integer', default: 14, min: 1, max: 50, about: 'orders on each side' },
  stepTicks: { type: 'integer', default: 0, min: 0, about: 'ticks between orders; 0: a tenth of the spread' },
  orderPercent: { type: 'number', default: 1.5, min: 0.01, max: 100, about: 'order value, % of equity' },
  maxLeverage: { type: 'number', default: 3, min: 0.1, about: 'largest position, in times the equity' },
} as const satisfies ParamSpecs;

type MakerContext = Context<ParamsOf<typeof params>>;

const BASIS_POINT = 1e-4;
const MICROS_PER_SECOND = 1e6;

export default class Maker implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 100;
  /** s, in currency, and the distance of r below it at the last decision. */
  #price = 0;
  #skew = 0;
  #time = 0;
  /** σ², in square basis points per second, and its last samples. */
  #variance = 0;
  #sampled = { mid: 0, time: 0, speed: 0 };

  onStart({ market, time }: MakerContext): void {
    this.#price = market.mark;
    this.#time = time;
    this.#sampled = { mid: market.mid ?? market.mark, time, speed: 0 };
  }

  nextOrder(context: MakerContext): Intent[] {
    const { position, equity, market, instrument, params } = context;
    const { riskAversion, fillDecay } = params;
    if (market.mid !== undefined) this.#watch(context, market.mid);
    const bp = this.#price * BASIS_POINT;
    const q = position.quantity / orderQuantity(context, this.#price);
    // At most the profit of a fill, 1 / k: its quotes move the mid, and a larger skew would only create volatility.
    const risk = Math.min(riskAversion * this.#variance * params.horizonSeconds, 1 / fillDecay);
    this.#skew = q * risk * bp;
    const spread = (risk + (2 / riskAversion) * Math.log(1 + riskAversion / fillDecay)) * bp;
    const quotes = { r: this.#price - this.#skew, half: spread / 2 + instrument.makerFeeRate * this.#price };
    const leverage = (position.quantity * market.mark) / equity;
    return [
      ...quote(context, 'buy', leverage < params.maxLeverage ? ladder(context, 'buy', quotes) : []),
      ...quote(context, 'sell', leverage > -params.maxLeverage ? ladder(context, 'sell', quotes) : []),
    ];
  }

  /** Measures σ by the mid once a second, as bipower variation: a single jump hardly counts. Lets s follow the mid. */
  #watch({ time, params }: MakerContext, mid: number): void {
    const elapsed = (time - this.#sampled.time) / MICROS_PER_SECOND;
    if (elapsed >= 1) {
      const speed = Math.abs(mid / this.#sampled.mid - 1) / BASIS_POINT / Math.sqrt(elapsed);
      const variance = (Math.PI / 2) * speed * this.#sampled.speed;
      this.#variance += (variance - this.#variance) * (1 - Math.exp(-elapsed / params.volatilitySeconds));
      this.#sampled = { mid, time, speed };
    }
    // Its quotes are the touch, or others quote around it: its own skew has moved the mid away from s.
    const unskewed = mid + this.#skew;
    const seconds = (time - this.#time) / MICROS_PER_SECOND;
    this.#price += (unskewed - this.#price) * (1 - Math.exp(-seconds / params.followSeconds));
    this.#time = time;
  }
}

/** The prices of one side, best first: on whole steps, so that a small move leaves most orders unchanged. */
function ladder(
  { instrument: { tickSize }, market, params, roundPrice }: MakerContext,
  side: Side,
  { r, half }: { readonly r: number; readonly half: number },
): number[] {
  const step = (params.stepTicks || Math.max(1, Math.round(half / 5 / tickSize))) * tickSize;
  const [away, others] = side === 'buy' ? [-1, market.bestAsk] : [1, market.bestBid];
  // Outward is up for both sides here: it quotes at least half a spread from r, and a tick from what would trade.
  const best = Math.max(away * r + half, (others === undefined ? -Infinity : away * others) + tickSize);
  const prices: number[] = [];
  for (let level = 0; level < params.levels; level += 1) {
    const price = away * (Math.ceil(best / step) + level) * step;
    if (price >= tickSize) prices.push(roundPrice(price));
  }
  return prices;
}

/** Intents that bring the orders of one side to `prices`: orders at the right price stay, others move, the rest is cancelled. */
function quote(context: MakerContext, side: Side, prices: readonly number[]): Intent[] {
  const own = context.orders.filter((order) => order.side === side && order.state !== 'canceling');
  const taken = own.map(({ price = 0 }) => price);
  const misplaced = own.filter(({ price = 0 }, at) => !prices.includes(price) || taken.indexOf(price) !== at);
  const missing = prices.filter((price) => !taken.includes(price));
  const moves = missing.map((price): Intent => {
    const quantity = orderQuantity(context, price);
    const order = misplaced.pop();
    if (order === undefined) return { type: 'place', side, price, quantity, postOnly: true };
    return { type: 'amend', clientOrderId: order.clientOrderId, price, quantity };
  });
  return [...moves, ...misplaced.map(({ clientOrderId }): Intent => ({ type: 'cancel', clientOrderId }))];
}

function orderQuantity({ equity, params, roundQuantity }: MakerContext, price: number): number {
  return roundQuantity((equity * params.orderPercent) / 100 / price);
}
