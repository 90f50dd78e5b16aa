/** The exchange's own order, which closes a position after a takeover. */
import type { PriceTicks } from '../contract/index.ts';
import { newOrder } from './new-order.ts';
import type { EngineState, Order, Position, Takeover } from './state.ts';

/**
 * @param takeover takeover whose difference from the order's trades goes to the insurance fund
 * @param limit limit price; null: any price for which the fund can pay
 */
export function closingOrder(
  state: EngineState,
  position: Position,
  takeover: Takeover,
  limit: PriceTicks | null,
): Order {
  const terms = {
    clientOrderId: `liquidation-${state.nextOrderId}`,
    side: takeover.side,
    orderType: limit === null ? 'market' : 'limit',
    price: limit,
    stopPrice: null,
    quantity: takeover.lots,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
  } as const;
  return newOrder(state, position, terms, takeover);
}
