/**
 * A market maker to begin with: one bid below the mark price, one offer above it, and both follow it.
 *
 * - Botpit calls `nextOrder` every 500 ms; what it returns is sent to the exchange.
 * - The app shows the parameters below under Parameters, in the form that adds bots.
 * - `context` holds the market and your account: point at a name, and your editor explains it.
 *
 * To try a change, save the file: a running bot loads it at once.
 */
import type { Context, Intent, ParamsOf, ParamSpecs, Side, Strategy } from 'botpit';

const params = {
  spreadPercent: {
    type: 'number',
    default: 0.1,
    min: 0.001,
    max: 10,
    about: 'from bid to offer, % of the price',
  },
  orderLots: { type: 'integer', default: 5, min: 1, about: 'lots of an order' },
  maxLots: { type: 'integer', default: 50, min: 1, about: 'lots that it holds at most, long or short' },
} as const satisfies ParamSpecs;

type MyContext = Context<ParamsOf<typeof params>>;

export default class MyStrategy implements Strategy<ParamsOf<typeof params>> {
  static readonly params = params;
  readonly everyMs = 500;

  nextOrder(context: MyContext): Intent[] {
    const { market, position, instrument, params } = context;
    const half = (market.mark * params.spreadPercent) / 100 / 2;
    const lots = position.quantity / instrument.lotSize; // positive: long
    const bid = lots < params.maxLots ? market.mark - half : undefined;
    const offer = lots > -params.maxLots ? market.mark + half : undefined;
    return [...quote(context, 'buy', bid), ...quote(context, 'sell', offer)];
  }
}

/** Brings the one order of a side to `price`: places it, moves it or, without a price, takes it away. */
function quote(context: MyContext, side: Side, price: number | undefined): Intent[] {
  const { orders, instrument, params, roundPrice, roundQuantity } = context;
  const order = orders.find((order) => order.side === side && order.state !== 'canceling');
  if (price === undefined) {
    return order === undefined ? [] : [{ type: 'cancel', clientOrderId: order.clientOrderId }];
  }
  const rounded = roundPrice(price);
  if (order?.price === rounded) return [];
  if (order !== undefined) return [{ type: 'amend', clientOrderId: order.clientOrderId, price: rounded }];
  const quantity = roundQuantity(params.orderLots * instrument.lotSize);
  return [{ type: 'place', side, price: rounded, quantity, postOnly: true }];
}
