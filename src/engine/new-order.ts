/** Makes a new order, of an account or of the exchange, before it is in the book. */
import type { PlaceOrder } from './command.ts';
import { lossTicksAt } from './margin.ts';
import { NO_RECORD, Order } from './order.ts';
import { sharedTerms } from './records/index.ts';
import { trailingStop } from './stop-orders.ts';
import type { EngineState, Position, Takeover } from './state.ts';

/** Terms of an order in `place_order`. */
type NewOrderTerms = Omit<PlaceOrder, 'type' | 'account' | 'instrument'>;

/**
 * @param position position of its account in its market
 * @param takeover lots that the exchange's own order closes; null: the order of an account
 */
export function newOrder(
  { nextOrderId: id, orderRecords }: EngineState,
  position: Position,
  terms: NewOrderTerms,
  takeover: Takeover | null,
): Order {
  const { account, market } = position;
  const { side, price, trailingOffset = null, oco = null } = terms;
  const order = new Order(orderRecords, NO_RECORD, id, terms.clientOrderId, position, sharedTerms(terms));
  const stopPrice = trailingOffset === null ? terms.stopPrice : trailingStop(market, side, trailingOffset);
  order.price = price;
  order.stopPrice = stopPrice;
  order.open = terms.quantity;
  order.lossTicks = takeover === null ? lossTicksAt(market, side, price ?? stopPrice) : 0;
  order.linked = oco === null ? null : (account.orders.get(oco) ?? null);
  order.trailingOffset = trailingOffset;
  order.takeover = takeover;
  order.isWaiting = stopPrice !== null;
  return order;
}
