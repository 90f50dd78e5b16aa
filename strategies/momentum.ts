/**
 * Momentum: follows the trend for as long as it lasts.
 *
 * It keeps two moving averages of the mark price, a fast and a slow one. When the fast one is above the slow one by more
 * than a band, it wants to be long, below it short, and it keeps that opinion until they cross again. It moves toward the
 * wanted position with small market orders. The idea is as old as moving averages; for the evidence see
 * Moskowitz, Ooi and Pedersen, "Time Series Momentum" (2012).
 */
import type { Context, Intents, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  fastSeconds: { type: 'number', default: 4, min: 0.1, about: 'time constant of the fast average' },
  slowSeconds: { type: 'number', default: 30, min: 0.2, about: 'time constant of the slow average' },
  bandPercent: {
    type: 'number',
    default: 0.01,
    min: 0,
    max: 10,
    about: 'distance of the averages in a trend, in %',
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

type MomentumContext = Context<ParamsOf<typeof params>>;

const MICROS_PER_SECOND = 1e6;

export default class Momentum implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 250;
  #fast = 0;
  #slow = 0;
  #time = 0;
  /** Direction of the trend. +1: long, -1: short, 0: no trend yet. */
  #direction = 0;

  onStart({ market, time }: MomentumContext): void {
    this.#fast = market.mark;
    this.#slow = market.mark;
    this.#time = time;
  }

  nextOrder(context: MomentumContext): Intents {
    this.#watch(context);
    return step(context, this.#direction);
  }

  #watch({ market, time, params }: MomentumContext): void {
    const seconds = (time - this.#time) / MICROS_PER_SECOND;
    const follow = (average: number, constant: number) =>
      average + (market.mark - average) * (1 - Math.exp(-seconds / constant));
    this.#time = time;
    this.#fast = follow(this.#fast, params.fastSeconds);
    this.#slow = follow(this.#slow, params.slowSeconds);
    const apartPercent = (100 * (this.#fast - this.#slow)) / this.#slow;
    if (Math.abs(apartPercent) > params.bandPercent) this.#direction = Math.sign(apartPercent);
    else if (apartPercent * this.#direction < 0) this.#direction = 0;
  }
}

/** One order toward the position that the direction requires. */
function step(context: MomentumContext, direction: number): Intents {
  const { market, position, equity, params, instrument, roundQuantity } = context;
  const value = (percent: number) => (equity * percent) / 100 / market.mark;
  const missing = direction * value(params.maxPercent) - position.quantity;
  if (Math.abs(missing) < instrument.lotSize) return;
  const side = missing > 0 ? 'buy' : 'sell';
  if ((side === 'buy' ? market.bestAsk : market.bestBid) === undefined) return;
  return {
    type: 'place',
    side,
    quantity: roundQuantity(Math.min(Math.abs(missing), value(params.orderPercent))),
  };
}
