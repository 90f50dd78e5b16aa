/**
 * Recognizes frequent requests at a fraction of zod's cost. It leaves all others to zod, which also accepts everything
 * that is accepted here, and describes the mistakes in the rest.
 */
import type { CancelOrder, PlaceOrder } from './orders.ts';
import { TEXT_LENGTH_MAX } from './protocol.ts';

type Fields<Request> = { readonly [Name in keyof Request]?: unknown };

/** @param json what JSON.parse has made of a frame */
export function isPlainRequest(json: unknown): json is PlaceOrder | CancelOrder {
  if (typeof json !== 'object' || json === null) return false;
  switch ((json as Fields<PlaceOrder | CancelOrder>).type) {
    case 'place_order':
      return isPlainPlaceOrder(json);
    case 'cancel_order':
      return isPlainCancelOrder(json);
    default:
      return false;
  }
}

/** A limit or market order with any options but a stop price and the choice of a self-trade prevention. */
function isPlainPlaceOrder(order: Fields<PlaceOrder>): boolean {
  const { clientOrderId, symbol, side, orderType, quantity, price, requestId } = order;
  const { timeInForce, postOnly, reduceOnly } = order;
  const fields =
    6 + count(requestId) + count(price) + count(timeInForce) + count(postOnly) + count(reduceOnly);
  const isGtc = timeInForce === undefined || timeInForce === 'gtc';
  return (
    isText(clientOrderId, TEXT_LENGTH_MAX.clientOrderId) &&
    isText(symbol, TEXT_LENGTH_MAX.symbol) &&
    (side === 'buy' || side === 'sell') &&
    (orderType === 'limit' ? Number.isFinite(price) : orderType === 'market' && price === undefined) &&
    Number.isFinite(quantity) &&
    isRequestId(requestId) &&
    (isGtc || timeInForce === 'ioc' || timeInForce === 'fok') &&
    (postOnly === undefined || postOnly === false || (postOnly === true && isGtc && orderType === 'limit')) &&
    (reduceOnly === undefined || typeof reduceOnly === 'boolean') &&
    hasFields(order, fields)
  );
}

function isPlainCancelOrder(request: Fields<CancelOrder>): boolean {
  const { clientOrderId, orderId, requestId } = request;
  return (
    orderId === undefined &&
    isText(clientOrderId, TEXT_LENGTH_MAX.clientOrderId) &&
    isRequestId(requestId) &&
    hasFields(request, 2 + count(requestId))
  );
}

function isText(value: unknown, lengthMax: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= lengthMax;
}

function isRequestId(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= TEXT_LENGTH_MAX.requestId);
}

function count(value: unknown): number {
  return value === undefined ? 0 : 1;
}

/** Every field has been checked. */
function hasFields(request: object, expected: number): boolean {
  let fields = 0;
  for (const _ in request) fields += 1;
  return fields === expected;
}
