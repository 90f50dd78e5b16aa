/**
 * Every order record is made here: from a request, from a snapshot, or for an amendment. All of them therefore have one
 * shape, and the code that reads orders is as fast after a recovery as before it.
 */
import type { Order } from './state.ts';

/** All fields except the order's place and what was published of it. */
export type OrderFields = Omit<
  Order,
  'slot' | 'reportedLots' | 'reportedPrice' | 'reportedPriority' | 'clientOrderIdHash' | 'isChanged'
>;

/** An order that rests nowhere yet. */
export function createOrder(fields: OrderFields): Order {
  return {
    id: fields.id,
    clientOrderId: fields.clientOrderId,
    account: fields.account,
    market: fields.market,
    position: fields.position,
    side: fields.side,
    orderType: fields.orderType,
    price: fields.price,
    stopPrice: fields.stopPrice,
    open: fields.open,
    lossTicks: fields.lossTicks,
    timeInForce: fields.timeInForce,
    postOnly: fields.postOnly,
    reduceOnly: fields.reduceOnly,
    selfTradePrevention: fields.selfTradePrevention,
    linked: fields.linked,
    trailingOffset: fields.trailingOffset,
    takeover: fields.takeover,
    isWaiting: fields.isWaiting,
    slot: 0,
    priority: fields.priority,
    reportedLots: 0,
    reportedPrice: 0,
    reportedPriority: 0,
    clientOrderIdHash: 0,
    isChanged: false,
  };
}
