/**
 * Imbalance: trades in the direction in which the book pushes.
 *
 * When much more is bid than offered near the touch, the next trades tend to go up, and vice versa. The strategy buys
 * when the bids outweigh the offers by enough, sells when the offers outweigh the bids, and closes its position when the
 * book is even again or its time is up. After Cont, Kukanov and Stoikov, "The Price Impact of Order Book Events" (2014).
 */
import type { Context, Intents, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  levels: { type: 'integer', default: 5, min: 1, max: 50, about: 'levels of each side that it weighs' },
  enter: { type: 'number', default: 0.4, min: 0.01, max: 1, about: 'imbalance at which it opens a position' },
  leave: { type: 'number', default: 0.1, min: 0, max: 1, about: 'imbalance at which it closes the position' },
  holdSeconds: { type: 'number', default: 10, min: 0.1, about: 'longest time for one opinion' },
  maxPercent: { type: 'number', default: 20, min: 1, max: 500, about: 'largest position, in % of equity' },
  orderPercent: {
    type: 'number',
    default: 1,
    min: 0.01,
    max: 100,
    about: 'value of an order, in % of equity',
  },
} as const satisfies ParamSpecs;

type ImbalanceContext = Context<ParamsOf<typeof params>>;

const MICROS_PER_SECOND = 1e6;

export default class Imbalance implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 200;
  /** Expected direction. +1: up, -1: down, 0: none. */
  #opinion = 0;
  /** Time at which this opinion began. */
  #since = 0;

  nextOrder(context: ImbalanceContext): Intents {
    this.#think(context);
    const { market, position, equity, params, instrument, roundQuantity } = context;
    const value = (percent: number) => (equity * percent) / 100 / market.mark;
    const missing = this.#opinion * value(params.maxPercent) - position.quantity;
    const side = missing > 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? market.bestAsk : market.bestBid;
    if (Math.abs(missing) < instrument.lotSize || price === undefined) return;
    const quantity = roundQuantity(Math.min(Math.abs(missing), value(params.orderPercent)));
    return { type: 'place', side, price, quantity, timeInForce: 'ioc' };
  }

  /** Updates the opinion. It ends after its longest time, and the next decision may renew it. */
  #think({ market, params, time }: ImbalanceContext): void {
    const imbalance = market.imbalance(params.levels);
    const isTired = this.#opinion !== 0 && time - this.#since > params.holdSeconds * MICROS_PER_SECOND;
    const isOver = Math.abs(imbalance) < params.leave || imbalance * this.#opinion < 0;
    let opinion = isTired || isOver ? 0 : this.#opinion;
    if (opinion === 0 && !isTired && Math.abs(imbalance) >= params.enter) opinion = Math.sign(imbalance);
    if (opinion === this.#opinion) return;
    this.#opinion = opinion;
    this.#since = time;
  }
}
