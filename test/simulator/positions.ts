/** Effects of a trade on an account: average cost, profit, fee (A2–A4). */
import { RATE_SCALE } from '../../src/contract/index.ts';
import { at, positionIn, poolOf, signed, worth, type AuditOrder, type AuditState } from './exchange-state.ts';

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

/** @returns the fee */
export function bookFill(
  state: AuditState,
  order: AuditOrder,
  quantity: number,
  price: number,
  liquidity: 'maker' | 'taker',
): bigint {
  const { spec } = at(state.markets, order.instrument);
  const rate = liquidity === 'maker' ? spec.makerFeeRate : spec.takerFeeRate;
  const fee = feeOn(worth(spec, quantity, price), rate);
  changePosition(state, order.account, order.instrument, signed(order.side, quantity), price);
  positionIn(state, order.account, order.instrument).fees += fee;
  poolOf(at(state.accounts, order.account), order.instrument).balance -= fee;
  state.feesCollected += fee;
  return fee;
}

/** A2 and A3. @param change positive for a buy */
export function changePosition(
  state: AuditState,
  accountIndex: number,
  instrument: number,
  change: number,
  price: number,
): void {
  const { spec } = at(state.markets, instrument);
  const account = at(state.accounts, accountIndex);
  const position = at(account.positions, instrument);
  const isOpening = position.lots === 0 || position.lots > 0 === change > 0;
  const closing = isOpening ? 0 : Math.sign(change) * Math.min(Math.abs(change), Math.abs(position.lots));
  if (closing !== 0) {
    const share = (position.cost * BigInt(Math.abs(closing))) / BigInt(Math.abs(position.lots));
    const profit = -worth(spec, closing, price) - share;
    position.cost -= share;
    position.realized += profit;
    poolOf(account, instrument).balance += profit;
  }
  position.cost += worth(spec, change - closing, price);
  position.lots += change;
  position.isTouched = true;
}
