/** Makes a new order, of an account or of the exchange, before it is in the book. */
import type { PlaceOrder } from './command.ts';
import { lossTicksAt } from './margin.ts';
import { createOrder } from './order.ts';
import { trailingStop } from './stop-orders.ts';
import type { EngineState, Order, Position, Takeover } from './state.ts';

/** Terms of an order in `place_order`. */
export type OrderTerms = Omit<PlaceOrder, 'type' | 'account' | 'instrument'>;

/**
 * @param position position of its account in its market
 * @param takeover lots that the exchange's own order closes; null: the order of an account
 */
export function newOrder(
  { nextOrderId: id }: EngineState,
  position: Position,
  terms: OrderTerms,
  takeover: Takeover | null,
): Order {
  const { account, market } = position;
  const { side, price, trailingOffset = null, oco = null } = terms;
  const stopPrice = trailingOffset === null ? terms.stopPrice : trailingStop(market, side, trailingOffset);
  return createOrder({
    id,
    clientOrderId: terms.clientOrderId,
    account,
    market,
    position,
    side,
    orderType: terms.orderType,
    price,
    stopPrice,
    open: terms.quantity,
    lossTicks: takeover === null ? lossTicksAt(market, side, price ?? stopPrice) : 0,
    timeInForce: terms.timeInForce,
    postOnly: terms.postOnly,
    reduceOnly: terms.reduceOnly,
    selfTradePrevention: terms.selfTradePrevention,
    linked: oco === null ? null : (account.orders.get(oco) ?? null),
    trailingOffset,
    takeover,
    isWaiting: stopPrice !== null,
    priority: 0,
  });
}
