/**
 * Maker: quotes a ladder of bids and asks around what it holds to be the fair value, and lives off the spread.
 *
 * - Fair value follows the mark price, but not at once, and not where its own quotes have moved it: a burst of orders
 *   does not drag the quotes along.
 * - What it holds moves its quotes: the longer, the lower. It is the reservation price of Avellaneda and Stoikov, "High-
 *   frequency trading in a limit order book" (2008), with a constant risk term; theirs shrinks to a horizon.
 * - The spread pays its own fees. The ladder stands on fixed steps, so that a move of the fair value touches only the
 *   orders at its ends: each one that has to go is amended to where one is missing.
 */
import type { Context, Intent, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  levels: { type: 'integer', default: 14, min: 1, max: 50, about: 'orders on each side' },
  spreadTicks: { type: 'integer', default: 0, min: 0, about: 'ticks from bid to ask; 0: what pays its fees' },
  stepTicks: { type: 'integer', default: 0, min: 0, about: 'ticks between orders; 0: a tenth of the spread' },
  orderPercent: {
    type: 'number',
    default: 1.5,
    min: 0.01,
    max: 100,
    about: 'value of an order, % of equity',
  },
  skewPercent: {
    type: 'number',
    default: 0.4,
    min: 0,
    max: 10,
    about: 'move of the quotes at 1× leverage, %',
  },
  maxLeverage: {
    type: 'number',
    default: 3,
    min: 0.1,
    about: 'position over equity at which it adds no more',
  },
  followSeconds: { type: 'number', default: 20, min: 1, about: 'time to take a new mark price for fair' },
} as const satisfies ParamSpecs;

type MakerContext = Context<ParamsOf<typeof params>>;

/** Half of its spread, over the fee of one fill. */
const FEE_MARGIN = 1.4;
/** How much of the skew of its quotes it expects to find in the mark price, and does not take for news. */
const OWN_SHARE = 0.8;
const MICROS_PER_SECOND = 1e6;

export default class Maker implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 100;
  #fair = 0;
  #time = 0;

  onStart({ market, time }: MakerContext): void {
    this.#fair = market.mark;
    this.#time = time;
  }

  nextOrder(context: MakerContext): Intent[] {
    const { position, market, equity, params } = context;
    const leverage = (position.quantity * market.mark) / equity;
    const skew = (leverage * params.skewPercent * market.mark) / 100;
    this.#follow(context, market.mark + OWN_SHARE * skew);
    const center = this.#fair - skew;
    const bids = leverage < params.maxLeverage ? ladder(context, 'buy', center) : [];
    const asks = leverage > -params.maxLeverage ? ladder(context, 'sell', center) : [];
    return [...quote(context, 'buy', bids), ...quote(context, 'sell', asks)];
  }

  /** Fair value goes part of the way to `target`: more, the more time has passed. */
  #follow({ time, params }: MakerContext, target: number): void {
    const seconds = (time - this.#time) / MICROS_PER_SECOND;
    this.#time = time;
    this.#fair += (target - this.#fair) * (1 - Math.exp(-seconds / params.followSeconds));
  }
}

/** The prices of one side, best first: on whole steps, at least half a spread from the center, and never crossing. */
function ladder(
  { instrument, market, params, roundPrice }: MakerContext,
  side: Side,
  center: number,
): number[] {
  const { tickSize } = instrument;
  const spreadTicks = params.spreadTicks || feeTicks(instrument, center);
  const step = (params.stepTicks || Math.max(1, Math.round(spreadTicks / 10))) * tickSize;
  const half = (spreadTicks / 2) * tickSize;
  const prices = Array.from({ length: params.levels }, (_, level) => {
    if (side === 'buy') {
      const best = Math.min(center - half, (market.bestAsk ?? Infinity) - tickSize);
      return (Math.floor(best / step) - level) * step;
    }
    const best = Math.max(center + half, (market.bestBid ?? 0) + tickSize);
    return (Math.ceil(best / step) + level) * step;
  });
  return prices.filter((price) => price >= tickSize).map(roundPrice);
}

function feeTicks({ makerFeeRate, tickSize }: MakerContext['instrument'], price: number): number {
  return Math.max(2, Math.round((2 * FEE_MARGIN * makerFeeRate * price) / tickSize));
}

/** What brings the orders of one side to `prices`: those that stand right stay, the others move, the rest goes. */
function quote(
  { orders, params, equity, roundQuantity }: MakerContext,
  side: Side,
  prices: number[],
): Intent[] {
  const missing = new Set(prices);
  const live = orders.filter((order) => order.side === side && order.state !== 'canceling');
  const misplaced = live.filter(({ price }) => price === undefined || !missing.delete(price));
  const moves = [...missing].map((price): Intent => {
    const quantity = roundQuantity((equity * params.orderPercent) / 100 / price);
    const order = misplaced.pop();
    if (order === undefined) return { type: 'place', side, price, quantity, postOnly: true };
    return { type: 'amend', clientOrderId: order.clientOrderId, price, quantity };
  });
  const surplus = misplaced.map(({ clientOrderId }): Intent => ({ type: 'cancel', clientOrderId }));
  return [...moves, ...surplus];
}
