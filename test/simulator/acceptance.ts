/** R4: the check that equity covers an order. */
import {
  lotsOf,
  excusedLots,
  lossTicksOf,
  neededBy,
  openLots,
  plainOrders,
  weigh,
  type Weighed,
} from './requirement.ts';
import { tradesOf } from './dry-run.ts';
import { equityOf } from './margins.ts';
import {
  at,
  canRest,
  isWaiting,
  poolOf,
  positionIn,
  reducible,
  type AuditOrder,
  type AuditState,
} from './exchange-state.ts';

/**
 * True when equity covers the order together with the account's other open orders.
 * @param order new, amended, or a stop that triggers
 * @param former the order that an amendment replaces
 */
export function isCovered(state: AuditState, order: AuditOrder, former: AuditOrder | null): boolean {
  if (order.reduceOnly) return true;
  const beside = plainOrders(state, order.account).filter((one) => one !== former && one !== order);
  if (isExcused(state, order, beside)) {
    state.courses.add('an order that only reduces is excused');
    return true;
  }
  const pool = poolOf(at(state.accounts, order.account), order.instrument);
  return equityOf(state, pool) >= neededBy(state, pool, [...beside.map(weigh), ...weighNew(state, order)]);
}

/** An order that only reduces. @param beside the account's other plain orders */
function isExcused(state: AuditState, order: AuditOrder, beside: readonly AuditOrder[]): boolean {
  const { account, instrument, side, open } = order;
  if (!isWaiting(order) && !canRest(order))
    return open <= reducible(side, positionIn(state, account, instrument).lots);
  const sameSide = beside.filter((one) => one.instrument === instrument && one.side === side);
  return openLots(sameSide) + open <= excusedLots(state, account, instrument, side);
}

/** Any other order counts as the trades that it would make, and the rest of a limit order at its own price. */
function weighNew(state: AuditState, order: AuditOrder): readonly Weighed[] {
  if (isWaiting(order)) return [weigh(order)];
  const { instrument, side, price } = order;
  const trades = tradesOf(state, order);
  const rest = price === null ? [] : [{ quantity: order.open - lotsOf(trades), price }];
  return [...trades, ...rest].map((fill) => ({
    instrument,
    side,
    quantity: fill.quantity,
    price: fill.price,
    lossTicks: lossTicksOf(state, order, fill.price),
  }));
}
