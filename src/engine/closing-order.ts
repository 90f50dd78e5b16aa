/** The exchange's own order, which closes a position taken over. */
import type { PriceTicks } from '../contract/index.ts';
import type { EngineState, Order, Position, Takeover } from './state.ts';

/**
 * @param takeover sends what the order fetches, against the takeover's price, to the insurance fund
 * @param limit null: any price that the fund can pay for
 */
export function closingOrder(
  { nextOrderId: id }: EngineState,
  position: Position,
  takeover: Takeover,
  limit: PriceTicks | null,
): Order {
  const { account, market } = position;
  return {
    id,
    clientOrderId: `liquidation-${id}`,
    account,
    market,
    position,
    side: takeover.side,
    orderType: limit === null ? 'market' : 'limit',
    price: limit,
    stopPrice: null,
    open: takeover.lots,
    lossTicks: 0,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
    takeover,
    isWaiting: false,
    slot: 0,
    priority: 0,
    reportedLots: 0,
    reportedPrice: 0,
    reportedPriority: 0,
    isChanged: false,
  };
}
