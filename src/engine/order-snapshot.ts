/** A live order as plain data. */
import type { AccountIndex, OrderId, PriceTicks } from '../contract/index.ts';
import type { OrderTerms } from './order.ts';
import type { Order } from './state.ts';

export type OrderSnapshot = OrderTerms &
  Pick<Order, 'id' | 'clientOrderId' | 'price' | 'stopPrice' | 'open' | 'lossTicks' | 'priority'> & {
    readonly account: AccountIndex;
    /** Id of the other order of its pair. Absent: the order is not one of a pair. */
    readonly oco?: OrderId;
    /** Trailing offset. Absent: the stop price is fixed. */
    readonly trailingOffset?: PriceTicks;
  };

/** Copy of an order. */
export function orderSnapshot(order: Order): OrderSnapshot {
  const { id, clientOrderId, account, side, orderType, price, stopPrice, open, lossTicks, priority } = order;
  const { timeInForce, postOnly, reduceOnly, selfTradePrevention, linked, trailingOffset } = order;
  const copy: { -readonly [Name in keyof OrderSnapshot]: OrderSnapshot[Name] } = {
    id,
    clientOrderId,
    account: account.index,
    side,
    orderType,
    price,
    stopPrice,
    open,
    lossTicks,
    priority,
    timeInForce,
    postOnly,
    reduceOnly,
    selfTradePrevention,
  };
  if (linked !== null) copy.oco = linked.id;
  if (trailingOffset !== null) copy.trailingOffset = trailingOffset;
  return copy;
}
