/**
 * Random: limit orders near the touch, cancels and small market orders, at random.
 *
 * It is the noise of the pit: its orders in the spread give others a counterparty. The larger its position, the likelier
 * it is to trade the other way, so that its position returns to zero.
 */
import type { Context, Intents, OwnOrder, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  everyMs: { type: 'integer', default: 200, min: 10, about: 'milliseconds from one decision to the next' },
  orderPercent: {
    type: 'number',
    default: 0.3,
    min: 0.01,
    max: 100,
    about: 'value of an order, in % of equity',
  },
  maxPercent: {
    type: 'number',
    default: 20,
    min: 1,
    max: 500,
    about: 'position at which it only reduces, in % of equity',
  },
  reachPercent: {
    type: 'number',
    default: 0.05,
    min: 0.001,
    max: 10,
    about: 'how far from the touch it quotes, in % of the price',
  },
  maxOrders: {
    type: 'integer',
    default: 16,
    min: 1,
    max: 200,
    about: 'largest number of its resting orders',
  },
  limitChance: { type: 'number', default: 0.55, min: 0, max: 1, about: 'chance of a limit order' },
  cancelChance: {
    type: 'number',
    default: 0.25,
    min: 0,
    max: 1,
    about: 'chance of a cancel; else it is a market order',
  },
} as const satisfies ParamSpecs;

type RandomContext = Context<ParamsOf<typeof params>>;

export default class Random implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs: number;

  constructor({ everyMs }: ParamsOf<typeof params>) {
    this.everyMs = everyMs;
  }

  nextOrder(context: RandomContext): Intents {
    const { orders, random, params } = context;
    const live = orders.filter(({ state }) => state === 'live');
    if (live.length >= params.maxOrders) return cancelOne(live, random);
    const dice = random();
    if (dice < params.limitChance) return this.#limit(context);
    if (dice < params.limitChance + params.cancelChance) return cancelOne(live, random);
    return this.#market(context);
  }

  /**
   * A limit order anywhere from inside the spread to `reachPercent` behind the touch. Prices near the touch are
   * likelier.
   */
  #limit(context: RandomContext): Intents {
    const { market, params, random, roundPrice } = context;
    const side = chooseSide(context);
    const away = side === 'buy' ? -1 : 1;
    const reach = (market.mark * params.reachPercent) / 100;
    const behind = random() * random() * reach - (random() * (market.spread ?? 0)) / 2;
    const touch = (side === 'buy' ? market.bestBid : market.bestAsk) ?? market.mark;
    return { type: 'place', side, price: roundPrice(touch + away * behind), quantity: size(context) };
  }

  #market(context: RandomContext): Intents {
    const side = chooseSide(context);
    const { asks, bids } = context.market;
    if ((side === 'buy' ? asks : bids).length === 0) return;
    return { type: 'place', side, quantity: size(context) };
  }
}

function cancelOne(live: readonly OwnOrder[], random: () => number): Intents {
  const order = live[Math.floor(random() * live.length)];
  if (order !== undefined) return { type: 'cancel', clientOrderId: order.clientOrderId };
}

/** A random side: even odds when flat, and always the reducing side at the largest position. */
function chooseSide({ position, market, equity, params, random }: RandomContext): Side {
  const held = (position.quantity * market.mark) / (equity * (params.maxPercent / 100));
  return random() < 0.5 - held / 2 ? 'buy' : 'sell';
}

function size({ equity, market, params, random, roundQuantity }: RandomContext): number {
  const value = equity * (params.orderPercent / 100) * (0.5 + random());
  return roundQuantity(value / market.mark);
}
