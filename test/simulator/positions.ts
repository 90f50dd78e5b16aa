/** Effects of a trade on an account: average cost, profit, fee (A2–A4). */
import { equityOf } from './margins.ts';
import { feeOn } from './rounding.ts';
import {
  at,
  opposite,
  poolOf,
  positionIn,
  signed,
  worth,
  type AuditOrder,
  type AuditPool,
  type AuditState,
} from './exchange-state.ts';

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
  const pool = poolOf(at(state.accounts, order.account), order.instrument);
  changePosition(state, order.account, order.instrument, signed(order.side, quantity), price);
  const fee = affordableFee(state, pool, feeOn(worth(spec, quantity, price), rate));
  positionIn(state, order.account, order.instrument).fees += fee;
  pool.balance -= fee;
  state.feesCollected += fee;
  return fee;
}

/** A4: no fee makes a debt. */
function affordableFee(state: AuditState, pool: AuditPool, fee: bigint): bigint {
  if (fee <= 0n) return fee;
  const equity = equityOf(state, pool);
  if (fee <= equity) return fee;
  state.courses.add('a fee is limited to the equity');
  return equity > 0n ? equity : 0n;
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
  poolOf(account, instrument).waits = false;
  const isOpening = position.lots === 0 || position.lots > 0 === change > 0;
  const closing = isOpening ? 0 : Math.sign(change) * Math.min(Math.abs(change), Math.abs(position.lots));
  if (closing !== 0) {
    const share = (position.cost * BigInt(Math.abs(closing))) / BigInt(Math.abs(position.lots));
    const profit = -worth(spec, closing, price) - share;
    position.cost -= share;
    position.realized += profit;
    poolOf(account, instrument).balance += profit;
    noteShrunk(state, accountIndex, instrument, position.lots);
  }
  position.cost += worth(spec, change - closing, price);
  noteHolder(state, accountIndex, instrument, position.lots, position.lots + change);
  position.lots += change;
  position.isTouched = true;
}

/** F4: a reversed position keeps its place. */
function noteHolder(state: AuditState, account: number, instrument: number, was: number, is: number): void {
  const market = at(state.markets, instrument);
  if (is === 0) market.holders = market.holders.filter((one) => one !== account);
  else if (was === 0) market.holders = [...market.holders, account];
}

/** R4: the orders that the position excused are weighed again. @param lots before the change */
function noteShrunk({ shrunk }: AuditState, account: number, instrument: number, lots: number): void {
  if (shrunk.some((one) => one.account === account && one.instrument === instrument)) return;
  shrunk.push({ account, instrument, side: opposite(lots > 0 ? 'buy' : 'sell') });
}
