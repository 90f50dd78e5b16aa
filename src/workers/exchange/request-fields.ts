/** The fields of plain requests, and which of them make a request. */
import type {
  AmendOrder,
  CancelOrder,
  OrderType,
  PlaceOrder,
  Side,
  TimeInForce,
} from '../../contract/orders.ts';

type WithoutId<Request> = Omit<Request, 'requestId'>;
export type PlainRequest = WithoutId<PlaceOrder> | WithoutId<CancelOrder> | WithoutId<AmendOrder>;

/** The id of a request is not among them: its reply needs it as the client wrote it. */
export interface Fields {
  type: PlainRequest['type'] | undefined;
  clientOrderId: string | undefined;
  orderId: number | undefined;
  symbol: string | undefined;
  side: Side | undefined;
  orderType: OrderType | undefined;
  quantity: number | undefined;
  price: number | undefined;
  timeInForce: TimeInForce | undefined;
  postOnly: boolean | undefined;
  reduceOnly: boolean | undefined;
}

export function noFields(): Fields {
  return {
    type: undefined,
    clientOrderId: undefined,
    orderId: undefined,
    symbol: undefined,
    side: undefined,
    orderType: undefined,
    quantity: undefined,
    price: undefined,
    timeInForce: undefined,
    postOnly: undefined,
    reduceOnly: undefined,
  };
}

export function setFields(fields: Fields, from: Readonly<Fields>): void {
  fields.type = from.type;
  fields.clientOrderId = from.clientOrderId;
  fields.orderId = from.orderId;
  fields.symbol = from.symbol;
  fields.side = from.side;
  fields.orderType = from.orderType;
  fields.quantity = from.quantity;
  fields.price = from.price;
  fields.timeInForce = from.timeInForce;
  fields.postOnly = from.postOnly;
  fields.reduceOnly = from.reduceOnly;
}

export function requestOf(fields: Fields): PlainRequest | null {
  return isPlaceOrder(fields) || isCancelOrder(fields) || isAmendOrder(fields) ? fields : null;
}

/** A limit or market order with any options except a stop price, a pair and a choice of self-trade prevention. */
function isPlaceOrder(fields: Fields): fields is Fields & WithoutId<PlaceOrder> {
  const { type, clientOrderId, symbol, side, orderType, quantity, price, timeInForce, postOnly } = fields;
  if (type !== 'place_order' || fields.orderId !== undefined) return false;
  if (clientOrderId === undefined || symbol === undefined || side === undefined) return false;
  if (orderType === undefined || quantity === undefined) return false;
  if ((orderType === 'limit') !== (price !== undefined)) return false;
  const isGtcLimit = orderType === 'limit' && (timeInForce === undefined || timeInForce === 'gtc');
  return postOnly !== true || isGtcLimit;
}

function isCancelOrder(fields: Fields): fields is Fields & WithoutId<CancelOrder> {
  const { type, quantity, price } = fields;
  return (
    type === 'cancel_order' &&
    isNamed(fields) &&
    quantity === undefined &&
    price === undefined &&
    hasNoTerms(fields)
  );
}

function isAmendOrder(fields: Fields): fields is Fields & WithoutId<AmendOrder> {
  const { type, quantity, price } = fields;
  const isChange = quantity !== undefined || price !== undefined;
  return type === 'amend_order' && isNamed(fields) && isChange && hasNoTerms(fields);
}

/** True when the request names its order by exactly one of the two ids. */
function isNamed({ clientOrderId, orderId }: Fields): boolean {
  if (orderId === undefined) return clientOrderId !== undefined;
  return clientOrderId === undefined && Number.isSafeInteger(orderId) && orderId > 0;
}

/** True when the request has none of the fields that only a new order has. */
function hasNoTerms({ symbol, side, orderType, timeInForce, postOnly, reduceOnly }: Fields): boolean {
  return (
    symbol === undefined &&
    side === undefined &&
    orderType === undefined &&
    timeInForce === undefined &&
    postOnly === undefined &&
    reduceOnly === undefined
  );
}
