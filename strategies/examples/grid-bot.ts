/**
 * Grid bot: orders on fixed rungs in a range; what it buys on one rung it sells on the next one up.
 *
 * Ports the grid bots of exchanges (Binance, Pionex) and the grid of Hummingbot. The range is set once and never moves:
 *
 *     rung i = lower + i × (upper - lower) / rungs
 *
 * One rung, the gap, has no order: the one that traded last. Rungs below it have bids, rungs above it have offers. When
 * the bid on rung i is filled, i becomes the gap, and an offer appears on rung i + 1. Outside its range the bot waits with
 * the position that it has, as those bots do. For a grid that follows the price, see `strategies/grid.ts`.
 *
 * The lesson: the gap follows from the position, which includes every fill. A bot that counts its fills instead is wrong
 * after the first one that it misses. `state` and `restore` keep the range when the file is saved.
 */
import type { Context, Intent, ParamSpecs, ParamsOf, Side, Strategy } from 'botpit';

const params = {
  rungs: { type: 'integer', default: 20, min: 2, max: 100, about: 'steps from the lower to the upper price' },
  rangePercent: {
    type: 'number',
    default: 2,
    min: 0.01,
    max: 90,
    about: 'upper less lower price, % of the price',
  },
  orderLots: { type: 'integer', default: 10, min: 1, about: 'lots of an order' },
} as const satisfies ParamSpecs;

type GridContext = Context<ParamsOf<typeof params>>;

interface Grid {
  /** Prices from the lowest rung up. */
  readonly prices: readonly number[];
  /** Lots that the account held when the grid began. */
  readonly startLots: number;
}

export default class GridBot implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 500;
  #grid: Grid | undefined;

  nextOrder(context: GridContext): Intent[] {
    const { market, orders, instrument, params, roundQuantity } = context;
    if (market.mid === undefined) return [];
    this.#grid ??= gridAround(market.mid, context);
    const { prices, startLots } = this.#grid;
    const gap = gapOf(prices, lotsOf(context) - startLots, params.orderLots);
    const quantity = roundQuantity(params.orderLots * instrument.lotSize);
    return prices.flatMap((price, rung): Intent[] => {
      const side = rung < gap ? 'buy' : 'sell';
      const isTaken = rung === gap || orders.some((order) => order.price === price);
      if (isTaken || crosses(context, side, price)) return [];
      return [{ type: 'place', side, price, quantity, postOnly: true }];
    });
  }

  state(): Grid | undefined {
    return this.#grid;
  }

  restore(grid: Grid): void {
    this.#grid = grid;
  }
}

/** A grid with the current price in the middle. */
function gridAround(price: number, context: GridContext): Grid {
  const { rungs, rangePercent } = context.params;
  const range = (price * rangePercent) / 100;
  const shares = Array.from({ length: rungs + 1 }, (_, rung) => rung / rungs);
  const prices = shares.map((share) => context.roundPrice(price + (share - 0.5) * range));
  return { prices: [...new Set(prices)], startLots: lotsOf(context) };
}

/**
 * Index of the gap: one rung lower for each order bought, one rung higher for each order sold. Part of an order does
 * not count.
 */
function gapOf(prices: readonly number[], lots: number, orderLots: number): number {
  return Math.floor(prices.length / 2) - Math.trunc(lots / orderLots);
}

function lotsOf({ position, instrument }: GridContext): number {
  return Math.round(position.quantity / instrument.lotSize);
}

/** True when the order would trade at once. The bot then waits until it can rest. */
function crosses({ market }: GridContext, side: Side, price: number): boolean {
  return side === 'buy' ? price >= (market.bestAsk ?? Infinity) : price <= (market.bestBid ?? 0);
}
