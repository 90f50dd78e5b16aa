/** The waterfall: orders, takeover, book and fund, auto-deleveraging, debts (L1–L5). */
import { equityOf, exposureOf, maintenanceMarginOf, maintenanceOf } from './margins.ts';
import { cancel } from './matching.ts';
import { takeoverPrice, takeOver, tellStage } from './takeover.ts';
import {
  allPurses,
  at,
  backedBy,
  positionIn,
  type AuditOrder,
  type AuditPurse,
  type AuditState,
  type StartedPosition,
} from './exchange-state.ts';

/** L5: of those that are due the one with the worst margin ratio, ties by age; null: none is due. */
export function worstPurse(state: AuditState): AuditPurse | null {
  const due = allPurses(state).filter((purse) => isDue(state, purse));
  // The sort keeps the order of age where it finds no difference.
  due.sort((a, b) => compareRatio(state, a, b));
  return due[0] ?? null;
}

function isFlat(state: AuditState, purse: AuditPurse): boolean {
  return backedBy(state, purse).every(
    (instrument) => positionIn(state, purse.account, instrument).lots === 0,
  );
}

function isUnder(state: AuditState, purse: AuditPurse): boolean {
  return equityOf(state, purse) < maintenanceOf(state, purse);
}

/** A debt that stayed does not make a flat one due. */
function isDue(state: AuditState, purse: AuditPurse): boolean {
  if (isFlat(state, purse)) return -purse.balance > purse.remainingDebt;
  return isUnder(state, purse);
}

function ordersOf(state: AuditState, purse: AuditPurse): readonly AuditOrder[] {
  const backed = backedBy(state, purse);
  return state.orders.filter(
    ({ account, instrument }) => account === purse.account && backed.includes(instrument),
  );
}

/** Chosen: a debt that meets an empty fund stays for good, and nothing is told when there is no order to cancel. */
export function leaveDebts(state: AuditState): void {
  for (const purse of allPurses(state)) {
    if (state.insuranceFund > 0n || !isFlat(state, purse) || purse.balance >= 0n) continue;
    if (ordersOf(state, purse).length > 0) continue;
    purse.remainingDebt = -purse.balance;
  }
}

/** Equity over maintenance margin, without dividing; a debt without any margin is the worst of all. */
function compareRatio(state: AuditState, a: AuditPurse, b: AuditPurse): number {
  const left = equityOf(state, a) * maintenanceOf(state, b);
  const right = equityOf(state, b) * maintenanceOf(state, a);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One step of its liquidation. Chosen: its orders are the first, each position is one, and so is a debt. */
export function liquidate(state: AuditState, purse: AuditPurse): void {
  if (purse.liquidation === null) {
    purse.liquidation = startedPositions(state, purse);
    return cancelOrders(state, purse, purse.liquidation);
  }
  if (isFlat(state, purse)) payDebt(state, purse, at(purse.liquidation, 0));
  else takeOver(state, largestPosition(state, purse.liquidation));
}

/** Those that need no further step. */
export function completeHealed(state: AuditState): void {
  for (const purse of allPurses(state)) {
    if (purse.liquidation === null || isDue(state, purse)) continue;
    for (const position of purse.liquidation) {
      const { lots } = positionIn(state, position.account, position.instrument);
      tellStage(state, position, { stage: 'completed', quantity: Math.abs(lots) });
    }
    purse.liquidation = null;
  }
}

/**
 * L1. In the order of the instruments.
 * Chosen: of a flat account in debt every instrument that it knows is told; what is told is reported, even when nothing
 * changes.
 */
function startedPositions(state: AuditState, purse: AuditPurse): readonly StartedPosition[] {
  const started: StartedPosition[] = [];
  const account = at(state.accounts, purse.account);
  const wasFlat = isFlat(state, purse);
  for (const instrument of backedBy(state, purse)) {
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
    tellStage(state, position, { stage: 'started', quantity: Math.abs(lots) });
  }
  return started;
}

/** L1. Chosen: the orders in an instrument without a position are cancelled without a stage of their own. */
function cancelOrders(state: AuditState, purse: AuditPurse, started: readonly StartedPosition[]): void {
  const all = ordersOf(state, purse);
  for (const instrument of backedBy(state, purse)) {
    const orders = all.filter((order) => order.instrument === instrument);
    const quantity = orders.reduce((sum, { open }) => sum + open, 0);
    for (const order of orders) cancel(state, order, 'liquidation');
    const position = started.find((one) => one.instrument === instrument);
    if (orders.length > 0 && position !== undefined) {
      tellStage(state, position, { stage: 'orders_canceled', quantity });
    }
  }
}

/** L2: the largest maintenance margin, ties: the first instrument. */
function largestPosition(state: AuditState, started: readonly StartedPosition[]): StartedPosition {
  const marginOf = ({ account, instrument }: StartedPosition) =>
    maintenanceMarginOf(
      at(state.markets, instrument).spec,
      exposureOf(state, at(state.accounts, account), instrument),
    );
  return started.reduce((best, position) => (marginOf(position) > marginOf(best) ? position : best));
}

/** The fund pays the debt of a purse that has nothing left, as far as it goes. */
function payDebt(state: AuditState, purse: AuditPurse, position: StartedPosition): void {
  const debt = -purse.balance;
  const paid = debt < state.insuranceFund ? debt : state.insuranceFund;
  state.insuranceFund -= paid;
  purse.balance += paid;
  tellStage(state, position, { stage: 'insurance_fund', quantity: 0, insuranceFundChange: -Number(paid) });
}
