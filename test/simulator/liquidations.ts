/** The waterfall: orders, takeover, book and fund, auto-deleveraging, debts (L1–L5). */
import { equityOf, maintenanceMarginOf, maintenanceOf, valueOf } from './margins.ts';
import { cancel } from './matching.ts';
import { takeoverPrice, takeOver, tellStage } from './takeover.ts';
import { at, type AuditAccount, type AuditState, type StartedPosition } from './exchange-state.ts';

/** L5: of the accounts that are due the one with the worst margin ratio, ties by account age; null: none is due. */
export function worstAccount(state: AuditState): AuditAccount | null {
  const due = state.accounts.filter((account) => isDue(state, account));
  due.sort((a, b) => compareRatio(state, a, b) || a.index - b.index);
  return due[0] ?? null;
}

function isFlat(account: AuditAccount): boolean {
  return account.positions.every(({ lots }) => lots === 0);
}

function isUnder(state: AuditState, account: AuditAccount): boolean {
  return equityOf(state, account) < maintenanceOf(state, account);
}

/** A debt that stayed does not make a flat account due. */
function isDue(state: AuditState, account: AuditAccount): boolean {
  if (isFlat(account)) return -account.balance > account.remainingDebt;
  return isUnder(state, account);
}

/** Chosen: a debt that meets an empty fund stays for good, and nothing is told when there is no order to cancel. */
export function leaveDebts(state: AuditState): void {
  for (const account of state.accounts) {
    const hasOrders = state.orders.some((order) => order.account === account.index);
    if (state.insuranceFund > 0n || !isFlat(account) || hasOrders || account.balance >= 0n) continue;
    account.remainingDebt = -account.balance;
  }
}

/** Equity over maintenance margin, without dividing; a debt without any margin is the worst of all. */
function compareRatio(state: AuditState, a: AuditAccount, b: AuditAccount): number {
  const left = equityOf(state, a) * maintenanceOf(state, b);
  const right = equityOf(state, b) * maintenanceOf(state, a);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One step of its liquidation. Chosen: its orders are the first, each position is one, and so is a debt. */
export function liquidate(state: AuditState, account: AuditAccount): void {
  if (account.liquidation === null) {
    account.liquidation = startedPositions(state, account);
    return cancelOrders(state, account, account.liquidation);
  }
  if (isFlat(account)) payDebt(state, account, at(account.liquidation, 0));
  else takeOver(state, largestPosition(state, account, account.liquidation));
}

/** Those that need no further step. */
export function completeHealed(state: AuditState): void {
  for (const account of state.accounts) {
    if (account.liquidation === null || isDue(state, account)) continue;
    for (const position of account.liquidation) {
      const { lots } = at(account.positions, position.instrument);
      tellStage(state, position, { stage: 'completed', quantity: Math.abs(lots) });
    }
    account.liquidation = null;
  }
}

/**
 * L1. In the order of the instruments.
 * Chosen: of a flat account in debt every instrument that it knows is told; what is told is reported, even when nothing
 * changes.
 */
function startedPositions(state: AuditState, account: AuditAccount): readonly StartedPosition[] {
  const started: StartedPosition[] = [];
  account.positions.forEach((position, instrument) => {
    const { lots } = position;
    if (isFlat(account) ? !account.known.has(instrument) : lots === 0) return;
    position.isTouched = true;
    const bankruptcyPrice = takeoverPrice(state, account, instrument);
    const side = lots >= 0 ? 'buy' : 'sell';
    started.push({ account: account.index, instrument, side, bankruptcyPrice });
  });
  for (const position of started) {
    const { lots } = at(account.positions, position.instrument);
    tellStage(state, position, { stage: 'started', quantity: Math.abs(lots) });
  }
  return started;
}

/** L1. Chosen: the orders in an instrument without a position are cancelled without a stage of their own. */
function cancelOrders(state: AuditState, account: AuditAccount, started: readonly StartedPosition[]): void {
  state.markets.forEach((_, instrument) => {
    const orders = state.orders.filter(
      (order) => order.account === account.index && order.instrument === instrument,
    );
    for (const order of orders) cancel(state, order, 'liquidation');
    const position = started.find((one) => one.instrument === instrument);
    if (orders.length === 0 || position === undefined) return;
    const quantity = orders.reduce((sum, { open }) => sum + open, 0);
    tellStage(state, position, { stage: 'orders_canceled', quantity });
  });
}

/** L2: the largest maintenance margin, ties: the first instrument. */
function largestPosition(
  state: AuditState,
  account: AuditAccount,
  started: readonly StartedPosition[],
): StartedPosition {
  const marginOf = ({ instrument }: StartedPosition) =>
    maintenanceMarginOf(at(state.markets, instrument).spec, valueOf(state, account, instrument));
  return started.reduce((best, position) => (marginOf(position) > marginOf(best) ? position : best));
}

/** The fund pays the debt of an account that has nothing left, as far as it goes. */
function payDebt(state: AuditState, account: AuditAccount, position: StartedPosition): void {
  const debt = -account.balance;
  const paid = debt < state.insuranceFund ? debt : state.insuranceFund;
  state.insuranceFund -= paid;
  account.balance += paid;
  tellStage(state, position, { stage: 'insurance_fund', quantity: 0, insuranceFundChange: -Number(paid) });
}
