/**
 * Taker: crosses the spread with small market orders, mostly in runs.
 *
 * It picks a target position and buys or sells toward it piece by piece, so that the price trends during a run and turns
 * when the next run goes the other way. Its positions are long as often as short, and bounded by its equity. Between runs
 * it rests, and occasionally places a single order.
 */
import type { Context, Intents, ParamSpecs, ParamsOf, Strategy } from 'botpit';

const params = {
  everyMs: { type: 'integer', default: 300, min: 10, about: 'milliseconds from one decision to the next' },
  orderPercent: {
    type: 'number',
    default: 0.4,
    min: 0.01,
    max: 100,
    about: 'value of an order, in % of equity',
  },
  maxPercent: { type: 'number', default: 50, min: 1, max: 500, about: 'largest position, in % of equity' },
  restChance: {
    type: 'number',
    default: 0.02,
    min: 0,
    max: 1,
    about: 'chance that a run gives way to a rest',
  },
} as const satisfies ParamSpecs;

type TakerContext = Context<ParamsOf<typeof params>>;

/** Longest rest, in decisions. */
const REST_MAX = 20;
/** Chance of a single order while it rests. */
const WHIM_CHANCE = 0.2;

export default class Taker implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs: number;
  /** Position to reach, in currency. Positive: long. */
  #goal = 0;
  #rest = 0;

  constructor({ everyMs }: ParamsOf<typeof params>) {
    this.everyMs = everyMs;
  }

  nextOrder(context: TakerContext): Intents {
    const { position, market, random, params } = context;
    if (this.#rest > 0) return this.#whim(context);
    const missing = this.#goal - position.quantity * market.mark;
    if (Math.abs(missing) < this.#orderValue(context)) this.#chooseGoal(context);
    else if (random() < params.restChance) this.#rest = Math.ceil(random() * REST_MAX);
    else return this.#cross(context, missing);
  }

  #whim(context: TakerContext): Intents {
    this.#rest -= 1;
    if (context.random() < WHIM_CHANCE) return this.#cross(context, context.random() - 0.5);
  }

  #chooseGoal({ equity, random, params }: TakerContext): void {
    this.#goal = (2 * random() - 1) * equity * (params.maxPercent / 100);
  }

  /** A market order of half to one and a half times the usual size, if the other side of the book has orders. */
  #cross(context: TakerContext, direction: number): Intents {
    const { market, random, roundQuantity } = context;
    const side = direction > 0 ? 'buy' : 'sell';
    const [best] = side === 'buy' ? market.asks : market.bids;
    if (best === undefined) return;
    const value = this.#orderValue(context) * (0.5 + random());
    return { type: 'place', side, quantity: roundQuantity(value / best[0]) };
  }

  #orderValue({ equity, params }: TakerContext): number {
    return (equity * params.orderPercent) / 100;
  }
}
