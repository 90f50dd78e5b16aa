/** Turns that the auditor notes because no event shows them. */

/** Turns of the rules that time drives (P, F, H, L7) that events alone do not show. */
export const TIMED_COURSES = [
  'the mark price moves at its highest speed',
  'the mark price of an index follows the last trade',
  'the mark price follows quotes no farther than to a limit',
  'the mark price stands still before the last ten tenths',
  'the reference price restarts at the price of an auction',
  'the reference price restarts at the quotes',
  'an order left behind the limits is cancelled',
  'funding is exchanged when the exchange was away for several ends',
  'an auction uncrosses without a trade',
  'an auction is extended',
  'an auction is extended a second time',
  'an auction trades at the end of its collar',
  'a bid crosses above the collar',
  'an ask crosses below the collar',
  'the quotes restart the reference price at the end of the collar',
  'an uncrossing weighs orders again',
  'an uncrossing cuts a reduce-only order',
  'an uncrossing cancels a reduce-only order',
  'an uncrossing meets a bankruptcy price',
  'an uncrossing cancels the second order of a pair',
  'a liquidation waits for a market',
  'a liquidation takes over a part',
  'the book does not take the part',
] as const;

/** Turns of the margin rules that events alone do not show. */
export const MARGIN_COURSES = [
  'an order that only reduces is excused',
  'an order is weighed again and cancelled',
  'an order is weighed again within a sweep and cancelled',
  'an order is refused beyond the bankruptcy price',
  'an account with negative equity does not trade',
  'an incoming order stops at the bankruptcy price',
  "a resting order is beyond its owner's bankruptcy price",
  'a fee is limited to the equity',
] as const;

/** Turns of pairs, trailing stops and moved stops (M10, M14, M15). */
export const ORDER_COURSES = [
  'a trade in part ends a pair',
  'a stop that triggers ends a pair',
  'an amended order trades and ends its pair',
  'a trailing stop follows the mark price',
  'a trailing stop triggers',
  'an amendment moves a stop price',
] as const;

export type Course = (typeof TIMED_COURSES | typeof MARGIN_COURSES | typeof ORDER_COURSES)[number];
