/** Why the exchange refuses a request, and why an order ends without being filled. */

/** Refusals, in the order in which they are checked. */
export const REJECT_CODES = [
  'RECOVERING',
  'BAD_JSON',
  'BAD_MESSAGE',
  'NOT_LOGGED_IN',
  'BAD_TOKEN',
  'TOO_MANY_ACCOUNTS',
  'RATE_LIMITED',
  'NOT_ALLOWED',
  'UNKNOWN_SYMBOL',
  'INVALID_PRICE',
  'INVALID_QUANTITY',
  'MARKET_NOT_OPEN',
  'PRICE_OUT_OF_BAND',
  'DUPLICATE_CLIENT_ORDER_ID',
  'UNKNOWN_ORDER',
  'INVALID_OCO',
  'TOO_MANY_ORDERS',
  'IN_LIQUIDATION',
  'MARGIN_MODE_LOCKED',
  'INSUFFICIENT_MARGIN',
  'POST_ONLY_WOULD_CROSS',
  'REDUCE_ONLY_WOULD_INCREASE',
  'FILL_OR_KILL_UNFILLABLE',
  'SHUTTING_DOWN',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** Why a live order ended without being filled. */
export const CANCEL_CAUSES = [
  'user',
  'immediate_or_cancel',
  'fill_or_kill',
  'market_remainder',
  'self_trade_prevention',
  'reduce_only',
  'disconnect',
  'liquidation',
  'insufficient_margin',
  'price_limit',
  'oco',
] as const;
export type CancelCause = (typeof CANCEL_CAUSES)[number];
