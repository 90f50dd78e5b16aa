/** Exact integer arithmetic. The name of a function that rounds says in which direction. */
import { rateOfDown, rateOfUp, type InstrumentSpec, type Money, type RateE7 } from '../contract/index.ts';

/** Fails on a bug of ours, never on an error of the user, so nothing catches it. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw broken(message);
}

/** The error of `assert`, for paths that are too hot to build an unused message. */
export function broken(message: string): Error {
  return new Error(`engine invariant broken: ${message}`);
}

/** Value of `lots` at `price`, signed like `lots`. */
export function valueOf(spec: InstrumentSpec, lots: number, price: number): Money {
  const value = lots * price * spec.tickLotMoney;
  // A product of integers is an integer or beyond them, so its size alone tells. `isSafeInteger` would also round it.
  if (!(value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER)) throw tooLarge(lots, price);
  return value as Money;
}

function tooLarge(lots: number, price: number): Error {
  return broken(`value of ${lots} lots at ${price} ticks is beyond 2^53 - 1`);
}

/** `amount` × `numerator` / `denominator`, rounded toward zero, exact whatever the product's size. */
export function shareOf(amount: number, numerator: number, denominator: number): number {
  const product = amount * numerator;
  // The quotient of integers below 2^53 is never rounded to another integer. `+ 0` makes 0 of -0.
  if (Number.isSafeInteger(product)) return Math.trunc(product / denominator) + 0;
  return Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator));
}

/**
 * Fee on a traded value of at least 0. A fee is rounded up to the money unit, and a rebate, which is negative, toward
 * zero.
 */
export function feeOf(value: Money, rate: RateE7): Money {
  return (rate >= 0 ? rateOfUp(value, rate) : -rateOfDown(value, -rate as RateE7)) as Money;
}

/** The middle of three prices. */
export function medianOf<Price extends number>(a: Price, b: Price, c: Price): Price {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c)) as Price;
}
