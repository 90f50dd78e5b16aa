/** Divisions of whole amounts that state which way they round. */
import { RATE_SCALE } from '../../src/contract/index.ts';

export function ceilDivide(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  return amount % divisor !== 0n && amount > 0n === divisor > 0n ? quotient + 1n : quotient;
}

export function floorDivide(amount: bigint, divisor: bigint): bigint {
  return -ceilDivide(-amount, divisor);
}

/** A4: a fee rounds up and a rebate rounds toward zero; both round up as signed numbers. */
export function feeOn(value: bigint, rate: number): bigint {
  return ceilDivide(value * BigInt(rate), BigInt(RATE_SCALE));
}
