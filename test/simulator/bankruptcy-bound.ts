/** M13: a voluntary order never trades beyond its owner's bankruptcy price. */
import { equityOf } from './margins.ts';
import { feeOn } from './rounding.ts';
import {
  at,
  poolOf,
  positionIn,
  reducible,
  signed,
  worth,
  type AuditOrder,
  type AuditState,
} from './exchange-state.ts';

/** Decides whether an order may trade at a price. */
export type Bound = (price: number) => boolean;

/** Prices that the owner of an incoming order bears. Position, equity and mark price are those of this moment. */
export function incomingBound(state: AuditState, order: AuditOrder): Bound {
  const held = closable(state, order);
  return boundFor(state, order, order.reduceOnly ? held : Math.max(order.open, held));
}

/** @param lots that the resting order would trade */
export function bearsResting(state: AuditState, resting: AuditOrder, lots: number): boolean {
  if (resting.price === null) throw new Error('auditor: a resting order has no price');
  return boundFor(state, resting, Math.max(lots, closable(state, resting)))(resting.price);
}

/** @param lots that the order would trade in all */
export function boundFor(state: AuditState, { account, instrument, side }: AuditOrder, lots: number): Bound {
  const { spec, markPrice } = at(state.markets, instrument);
  const equity = equityOf(state, poolOf(at(state.accounts, account), instrument));
  const rate = Math.max(spec.makerFeeRate, spec.takerFeeRate, 0);
  return (price) => {
    const ticksBeyond = signed(side, price - markPrice);
    if (ticksBeyond <= 0 && equity >= 0n) return true;
    if (ticksBeyond <= 0) {
      state.courses.add('an account with negative equity does not trade');
      return false;
    }
    const lossOfLot = worth(spec, 1, ticksBeyond) + feeOn(worth(spec, 1, price), rate);
    return BigInt(lots) * lossOfLot <= equity;
  };
}

/** Lots of the owner's position that the order's side closes. */
function closable(state: AuditState, { account, instrument, side }: AuditOrder): number {
  return reducible(side, positionIn(state, account, instrument).lots);
}
