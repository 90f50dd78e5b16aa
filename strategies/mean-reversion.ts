/**
 * Mean reversion: bets that a price far from its mean returns.
 *
 * It keeps a moving mean and standard deviation of the mark price. Two deviations away it bets on a return, and it closes
 * the position near the mean: Bollinger's bands, read backwards. It takes only the quantity at the touch, with limit
 * orders that do not rest, so a thin book costs it nothing. In a pit with a trend it loses money.
 */
import type { Context, Intents, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  windowSeconds: { type: 'number', default: 60, min: 1, about: 'time constant of mean and deviation' },
  enterDeviations: { type: 'number', default: 2, min: 0.1, about: 'distance at which it bets' },
  leaveDeviations: {
    type: 'number',
    default: 0.5,
    min: 0,
    about: 'distance at which it closes the position',
  },
  maxPercent: { type: 'number', default: 40, min: 1, max: 500, about: 'largest position, in % of equity' },
  orderPercent: {
    type: 'number',
    default: 2,
    min: 0.01,
    max: 100,
    about: 'value of an order, in % of equity',
  },
} as const satisfies ParamSpecs;

type ReversionContext = Context<ParamsOf<typeof params>>;

const MICROS_PER_SECOND = 1e6;

export default class MeanReversion implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 250;
  #mean = 0;
  #variance = 0;
  #time = 0;
  /** Wanted position as a share of the largest one: -1 after a rise, +1 after a fall. */
  #wanted = 0;

  onStart({ market, time }: ReversionContext): void {
    this.#mean = market.mark;
    this.#time = time;
  }

  nextOrder(context: ReversionContext): Intents {
    const { params } = context;
    const deviations = this.#watch(context);
    if (Math.abs(deviations) > params.enterDeviations) this.#wanted = -Math.sign(deviations);
    else if (Math.abs(deviations) < params.leaveDeviations) this.#wanted = 0;
    return step(context, this.#wanted);
  }

  /**
   * Updates mean and deviation. A deviation counts for at least the fee of a trade, because a smaller move cannot pay
   * for a round trip.
   * @returns the mark price's distance from the mean before it became part of it, in standard deviations
   */
  #watch({ market, time, params, instrument }: ReversionContext): number {
    const weight = 1 - Math.exp(-(time - this.#time) / MICROS_PER_SECOND / params.windowSeconds);
    const distance = market.mark - this.#mean;
    const deviation = Math.max(instrument.takerFeeRate * this.#mean, Math.sqrt(this.#variance));
    this.#time = time;
    this.#mean += distance * weight;
    this.#variance = (1 - weight) * (this.#variance + weight * distance ** 2);
    return distance / deviation;
  }
}

/** One order toward the wanted position, at the price of the touch. */
function step(context: ReversionContext, wanted: number): Intents {
  const { market, position, equity, params, instrument, roundQuantity } = context;
  const value = (percent: number) => (equity * percent) / 100 / market.mark;
  const missing = wanted * value(params.maxPercent) - position.quantity;
  const side = missing > 0 ? 'buy' : 'sell';
  const price = side === 'buy' ? market.bestAsk : market.bestBid;
  if (Math.abs(missing) < instrument.lotSize || price === undefined) return;
  const quantity = roundQuantity(Math.min(Math.abs(missing), value(params.orderPercent)));
  return { type: 'place', side, price, quantity, timeInForce: 'ioc' };
}
