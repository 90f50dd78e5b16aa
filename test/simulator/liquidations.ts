/** The waterfall: orders, takeover, book and fund, auto-deleveraging, debts (L1–L5, H7). */
import { equityOf, exposureOf, maintenanceMarginOf, maintenanceOf } from './margins.ts';
import { cancelEach } from './order-events.ts';
import { takeoverPrice, takeOver, reportStage } from './takeover.ts';
import {
  allPools,
  at,
  backedBy,
  isOpen,
  positionIn,
  type AuditOrder,
  type AuditPool,
  type AuditState,
  type StartedPosition,
} from './exchange-state.ts';

/** L5: the due pool with the worst margin ratio, ties by age; null: none is due. */
export function worstPool(state: AuditState): AuditPool | null {
  const due = allPools(state).filter((pool) => isDue(state, pool));
  // The sort is stable: equal ratios stay in order of age.
  due.sort((a, b) => compareRatio(state, a, b));
  return due[0] ?? null;
}

function isFlat(state: AuditState, pool: AuditPool): boolean {
  return backedBy(state, pool).every((instrument) => positionIn(state, pool.account, instrument).lots === 0);
}

function isUnder(state: AuditState, pool: AuditPool): boolean {
  return equityOf(state, pool) < maintenanceOf(state, pool);
}

/** A flat pool is due only when its debt exceeds the one that the fund already failed to pay. */
function isDue(state: AuditState, pool: AuditPool): boolean {
  if (isFlat(state, pool)) return -pool.balance > pool.remainingDebt;
  return isUnder(state, pool) && !pool.waits && canAct(state, pool);
}

/** H7: it has orders to cancel or a position to take over. */
function canAct(state: AuditState, pool: AuditPool): boolean {
  return ordersOf(state, pool).length > 0 || canTakeOver(state, pool);
}

/** In a market that is continuous. */
function canTakeOver(state: AuditState, pool: AuditPool): boolean {
  return backedBy(state, pool).some(
    (instrument) => isOpen(state, instrument) && positionIn(state, pool.account, instrument).lots !== 0,
  );
}

function ordersOf(state: AuditState, pool: AuditPool): readonly AuditOrder[] {
  const backed = backedBy(state, pool);
  return state.orders.filter(
    ({ account, instrument }) => account === pool.account && backed.includes(instrument),
  );
}

/** Chosen: a debt that meets an empty fund stays, and causes no event when the pool has no order to cancel. */
export function leaveDebts(state: AuditState): void {
  for (const pool of allPools(state)) {
    if (state.insuranceFund > 0n || !isFlat(state, pool) || pool.balance >= 0n) continue;
    if (ordersOf(state, pool).length > 0) continue;
    pool.remainingDebt = -pool.balance;
  }
}

/** Compares equity over maintenance margin without dividing; a debt without margin is the worst. */
function compareRatio(state: AuditState, a: AuditPool, b: AuditPool): number {
  const left = equityOf(state, a) * maintenanceOf(state, b);
  const right = equityOf(state, b) * maintenanceOf(state, a);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One step of a liquidation. Chosen: the orders are one step, each position is one, a debt is one. */
export function liquidate(state: AuditState, pool: AuditPool): void {
  if (pool.liquidation === null) {
    pool.liquidation = startedPositions(state, pool);
    return cancelOrders(state, pool, pool.liquidation);
  }
  if (isFlat(state, pool)) payDebt(state, pool, at(pool.liquidation, 0));
  else takeOver(state, largestPosition(state, pool.liquidation));
}

/** Completes the liquidations that need no further step, or can take none (H7). */
export function completeHealed(state: AuditState): void {
  for (const pool of allPools(state)) {
    const isStuck = !isFlat(state, pool) && isUnder(state, pool) && !canAct(state, pool);
    if (isStuck) pool.waits = true;
    if (pool.liquidation === null || isDue(state, pool)) continue;
    if (isStuck) state.courses.add('a liquidation waits for a market');
    for (const position of pool.liquidation) {
      const { lots } = positionIn(state, position.account, position.instrument);
      reportStage(state, position, { stage: 'completed', quantity: Math.abs(lots) });
    }
    pool.liquidation = null;
  }
}

/**
 * L1. In instrument order.
 * Chosen: for a flat account in debt, every instrument that it knows has a `started`; each `started` also causes a
 * `position_update`, even when nothing changes.
 */
function startedPositions(state: AuditState, pool: AuditPool): readonly StartedPosition[] {
  const started: StartedPosition[] = [];
  const account = at(state.accounts, pool.account);
  const wasFlat = isFlat(state, pool);
  for (const instrument of backedBy(state, pool)) {
    const position = at(account.positions, instrument);
    const { lots } = position;
    if (wasFlat ? !account.known.has(instrument) : lots === 0) continue;
    position.isTouched = true;
    const bankruptcyPrice = takeoverPrice(state, account, instrument);
    const side = lots >= 0 ? 'buy' : 'sell';
    started.push({ account: account.index, instrument, side, bankruptcyPrice });
  }
  for (const position of started) {
    const { lots } = at(account.positions, position.instrument);
    reportStage(state, position, { stage: 'started', quantity: Math.abs(lots) });
  }
  return started;
}

/** L1. Chosen: cancelling the orders of an instrument without a position reports no stage. */
function cancelOrders(state: AuditState, pool: AuditPool, started: readonly StartedPosition[]): void {
  const all = ordersOf(state, pool);
  for (const instrument of backedBy(state, pool)) {
    const orders = all.filter((order) => order.instrument === instrument);
    const quantity = orders.reduce((sum, { open }) => sum + open, 0);
    cancelEach(state, orders, 'liquidation');
    const position = started.find((one) => one.instrument === instrument);
    if (orders.length > 0 && position !== undefined) {
      reportStage(state, position, { stage: 'orders_canceled', quantity });
    }
  }
}

/** L2: the largest maintenance margin; ties go to the first instrument. */
function largestPosition(state: AuditState, started: readonly StartedPosition[]): StartedPosition {
  const marginOf = ({ account, instrument }: StartedPosition) =>
    maintenanceMarginOf(
      at(state.markets, instrument).spec,
      exposureOf(state, at(state.accounts, account), instrument),
    );
  return started
    .filter(
      ({ account, instrument }) =>
        isOpen(state, instrument) && positionIn(state, account, instrument).lots !== 0,
    )
    .reduce((best, position) => (marginOf(position) > marginOf(best) ? position : best));
}

/** The fund pays the debt of a flat pool, as far as it can. */
function payDebt(state: AuditState, pool: AuditPool, position: StartedPosition): void {
  const debt = -pool.balance;
  const paid = debt < state.insuranceFund ? debt : state.insuranceFund;
  state.insuranceFund -= paid;
  pool.balance += paid;
  reportStage(state, position, { stage: 'insurance_fund', quantity: 0, insuranceFundChange: -Number(paid) });
}
