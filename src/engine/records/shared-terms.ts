/**
 * The terms of orders, each combination once. All orders with the same terms share the object, and a record has its
 * number.
 */
import type { OrderType, SelfTradePrevention, Side, TimeInForce } from '../../contract/index.ts';
import { broken } from '../arithmetic.ts';
import type { OrderTerms } from '../order.ts';

export interface SharedTerms extends OrderTerms {
  /** Its index among all combinations. */
  readonly number: number;
}

const SIDES: readonly Side[] = ['buy', 'sell'];
const ORDER_TYPES: readonly OrderType[] = ['limit', 'market', 'stop_market', 'stop_limit'];
const TIMES_IN_FORCE: readonly TimeInForce[] = ['gtc', 'ioc', 'fok'];
const SELF_TRADE_PREVENTIONS: readonly SelfTradePrevention[] = [
  'cancel_incoming',
  'cancel_resting',
  'cancel_both',
  'decrement',
];
const FLAGS: readonly boolean[] = [false, true];

/** All combinations of terms, each at its number. */
const ALL_TERMS: readonly SharedTerms[] = SIDES.flatMap((side) =>
  ORDER_TYPES.flatMap((orderType) =>
    TIMES_IN_FORCE.flatMap((timeInForce) =>
      SELF_TRADE_PREVENTIONS.flatMap((selfTradePrevention) =>
        FLAGS.flatMap((postOnly) =>
          FLAGS.map((reduceOnly) => ({
            side,
            orderType,
            timeInForce,
            selfTradePrevention,
            postOnly,
            reduceOnly,
          })),
        ),
      ),
    ),
  ),
).map((terms, number) => ({ number, ...terms }));

/** The shared copy of an order's terms. */
export function sharedTerms(terms: OrderTerms): SharedTerms {
  let number = placeOf(SIDES, terms.side);
  number = number * ORDER_TYPES.length + placeOf(ORDER_TYPES, terms.orderType);
  number = number * TIMES_IN_FORCE.length + placeOf(TIMES_IN_FORCE, terms.timeInForce);
  number =
    number * SELF_TRADE_PREVENTIONS.length + placeOf(SELF_TRADE_PREVENTIONS, terms.selfTradePrevention);
  number = (number * 2 + (terms.postOnly ? 1 : 0)) * 2 + (terms.reduceOnly ? 1 : 0);
  return termsAt(number);
}

export function termsAt(number: number): SharedTerms {
  const terms = ALL_TERMS[number];
  if (terms === undefined) throw broken(`no terms have the number ${number}`);
  return terms;
}

/** Every order needs four of them. The lists are so short that `indexOf` is slower. */
function placeOf<Value>(values: readonly Value[], value: Value): number {
  let place = 0;
  while (place < values.length && values[place] !== value) place += 1;
  return place;
}
