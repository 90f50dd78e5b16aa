/**
 * Grid: buys on every rung below the price and sells on every rung above it.
 *
 * The rungs are fixed. A rung that the price crosses trades, and is quoted on the other side once the price has moved on:
 * a purchase on one rung is sold on the next one up. While the price moves back and forth, the strategy earns a rung each
 * time. When the price leaves the grid for good, it keeps a position and builds a new grid around the price.
 */
import type { Context, Intent, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  rungs: { type: 'integer', default: 8, min: 1, max: 40, about: 'rungs on each side' },
  stepPercent: { type: 'number', default: 0.1, min: 0.001, max: 10, about: 'from rung to rung, in %' },
  orderPercent: {
    type: 'number',
    default: 2,
    min: 0.01,
    max: 100,
    about: 'value of an order, in % of equity',
  },
} as const satisfies ParamSpecs;

type GridContext = Context<ParamsOf<typeof params>>;

interface Rung {
  readonly side: Side;
  readonly price: number;
}

export default class Grid implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 250;
  /** Centre of the grid. 0: there is no grid yet. */
  #center = 0;

  nextOrder(context: GridContext): Intent[] {
    const { market, params } = context;
    const step = (market.mark * params.stepPercent) / 100;
    if (Math.abs(market.mark - this.#center) > step * params.rungs) this.#center = market.mark;
    return climb(context, rungsAround(context, this.#center));
  }
}

/** All rungs except the one next to the price, where it would sell its last purchase at the same price. */
function rungsAround({ market, params, roundPrice }: GridContext, center: number): Rung[] {
  const step = (center * params.stepPercent) / 100;
  const rungs: Rung[] = [];
  for (let number = -params.rungs; number <= params.rungs; number += 1) {
    const price = roundPrice(center + number * step);
    if (Math.abs(price - market.mark) < step / 2) continue;
    const side = price < market.mark ? 'buy' : 'sell';
    const crosses = side === 'buy' ? price >= (market.bestAsk ?? Infinity) : price <= (market.bestBid ?? 0);
    if (!crosses) rungs.push({ side, price });
  }
  return rungs;
}

/** Cancels orders off the rungs, and places one on each rung without an order. */
function climb({ orders, equity, params, roundQuantity }: GridContext, rungs: readonly Rung[]): Intent[] {
  const intents: Intent[] = [];
  const taken: Rung[] = [];
  for (const order of orders) {
    if (order.state === 'canceling') continue;
    let stands = false;
    for (const rung of rungs) {
      if (rung.price !== order.price || rung.side !== order.side) continue;
      taken.push(rung);
      stands = true;
    }
    if (!stands) intents.push({ type: 'cancel', clientOrderId: order.clientOrderId });
  }
  for (const rung of rungs) {
    if (taken.includes(rung)) continue;
    const { side, price } = rung;
    const quantity = roundQuantity((equity * params.orderPercent) / 100 / price);
    intents.push({ type: 'place', side, price, quantity, postOnly: true });
  }
  return intents;
}
