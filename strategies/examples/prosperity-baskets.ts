/**
 * Baskets: trades a basket against the goods in it when their prices drift apart.
 *
 * Ports the basket trader that many teams of IMC Prosperity write (https://prosperity.imc.com). A picnic basket holds six
 * croissants, three jams and a djembe, and all four trade on the exchange. The basket costs about as much as its contents,
 * and the difference, the premium, returns to its mean:
 *
 *     premium = mid of the basket - Σ weight × mid of a good
 *     z = (premium - mean) / standard deviation, over the last samples
 *
 * Sell the basket and buy its contents when z is high, do the opposite when z is low, and close the position near 0. The
 * idea is pairs trading: E. Gatev, W. Goetzmann and K. Rouwenhorst, "Pairs Trading", Review of Financial Studies 19 (2006).
 *
 * The lesson: legs. The basket goes first, and the goods follow the position that the basket has reached, so a leg that is
 * filled in part corrects itself with the next decision.
 */
import type { Context, Intent, MarketContext, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  samples: { type: 'integer', default: 120, min: 10, max: 2_000, about: 'seconds of the mean premium' },
  enter: { type: 'number', default: 1.5, min: 0.1, about: 'z at which it opens a position' },
  leave: { type: 'number', default: 0.3, min: 0, about: 'z at which it closes the position' },
  orderBaskets: { type: 'integer', default: 2, min: 1, about: 'baskets of an order' },
  maxBaskets: { type: 'integer', default: 10, min: 1, about: 'largest position, baskets long or short' },
} as const satisfies ParamSpecs;

/** Number of each good in a basket. */
const WEIGHTS = { CROISSANTS: 6, JAMS: 3, DJEMBES: 1 } as const;
type Good = keyof typeof WEIGHTS;
type Symbols = 'PICNIC_BASKET' | Good;
type BasketContext = Context<ParamsOf<typeof params>, Symbols>;

const GOODS = Object.keys(WEIGHTS) as Good[];

export default class ProsperityBaskets implements Strategy<ParamsOf<typeof params>, Symbols> {
  static readonly symbols = ['PICNIC_BASKET', ...GOODS];
  static readonly params = params;
  readonly everyMs = 1_000;
  readonly #premiums: number[] = [];
  /** Number of baskets that the strategy wants to hold. */
  #target = 0;

  nextOrder(context: BasketContext): Intent[] {
    if (context.orders.length > 0) return [];
    this.#watch(context);
    return [...tradeBasket(context, this.#target), ...GOODS.flatMap((good) => follow(context, good))];
  }

  #watch({ markets, indicators, params }: BasketContext): void {
    const basket = markets.PICNIC_BASKET.mid;
    const mids = GOODS.map((good) => markets[good].mid);
    if (basket === undefined || mids.includes(undefined)) return;
    const contents = GOODS.reduce((sum, good) => sum + WEIGHTS[good] * (markets[good].mid ?? 0), 0);
    this.#premiums.push(basket - contents);
    if (this.#premiums.length > params.samples) this.#premiums.shift();
    const mean = indicators.sma(this.#premiums, params.samples);
    const deviation = indicators.stdev(this.#premiums, params.samples);
    if (mean === undefined || deviation === undefined || deviation === 0) return;
    const z = (basket - contents - mean) / deviation;
    if (z > params.enter) this.#target = -params.maxBaskets;
    else if (z < -params.enter) this.#target = params.maxBaskets;
    else if (Math.abs(z) < params.leave) this.#target = 0;
  }
}

function tradeBasket({ markets, positions, params }: BasketContext, target: number): Intent[] {
  const missing = target - positions.PICNIC_BASKET.quantity;
  const size = Math.sign(missing) * Math.min(Math.abs(missing), params.orderBaskets);
  return take(markets.PICNIC_BASKET, size);
}

/** Trades a good: for each basket sold, hold its contents, and for each basket bought, be short of them. */
function follow({ markets, positions }: BasketContext, good: Good): Intent[] {
  const wanted = -WEIGHTS[good] * positions.PICNIC_BASKET.quantity;
  return take(markets[good], wanted - positions[good].quantity);
}

/** Takes what rests at the touch, up to a quantity. Positive: buys. */
function take({ symbol, bids, asks, instrument, roundQuantity }: MarketContext, signed: number): Intent[] {
  const [side, touch] = signed > 0 ? (['buy', asks[0]] as const) : (['sell', bids[0]] as const);
  const quantity = Math.min(Math.abs(signed), touch?.[1] ?? 0);
  if (touch === undefined || quantity < instrument.lotSize / 2) return [];
  return [
    { type: 'place', symbol, side, price: touch[0], quantity: roundQuantity(quantity), timeInForce: 'ioc' },
  ];
}
