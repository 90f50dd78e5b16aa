/** Consequences of a command: orders weighed again, stops, then liquidations, until nothing changes (R4, M10, L5). */
import { completeHealed, leaveDebts, liquidate, worstPool } from './liquidations.ts';
import { isCovered } from './acceptance.ts';
import { fillsWhole } from './dry-run.ts';
import { allowed, enter } from './matching.ts';
import { cancel, endPair, names, removeOrder } from './order-events.ts';
import { isBorne } from './refusals.ts';
import { lossTicksOf, weighAgain } from './requirement.ts';
import { at, isOpen, markAll, type AuditOrder, type AuditState } from './exchange-state.ts';

/** L5: one account at a time, because each step may move a mark price and so trigger stops or heal the next account. */
export function settle(state: AuditState): void {
  for (;;) {
    triggerStops(state);
    leaveDebts(state);
    completeHealed(state);
    const worst = worstPool(state);
    if (worst === null) return;
    liquidate(state, worst);
  }
}

function triggerStops(state: AuditState): void {
  const reached: AuditOrder[] = [];
  do {
    const next = reached.shift();
    if (next !== undefined) trigger(state, next);
    reached.push(...finishStep(state));
  } while (reached.length > 0);
}

/** R4: take the mark prices and weigh orders again until nothing changes. @returns the stops reached meanwhile */
function finishStep(state: AuditState): AuditOrder[] {
  const reached: AuditOrder[] = [];
  let hasCancelled: boolean;
  do {
    markAll(state);
    reached.push(...newlyReached(state));
    const shrunk = state.shrunk;
    state.shrunk = [];
    hasCancelled = shrunk.map((one) => weighAgain(state, one)).includes(true);
  } while (hasCancelled);
  return reached;
}

/** M10: stops that the mark prices reach now, by instrument, then in the order of their placement. */
function newlyReached(state: AuditState): AuditOrder[] {
  const reached = state.markets.flatMap((_, instrument) =>
    state.orders.filter((order) => order.instrument === instrument && isReached(state, order)),
  );
  for (const order of reached) order.isTriggered = true;
  return reached;
}

function isReached(state: AuditState, { side, stopPrice, instrument, isTriggered }: AuditOrder): boolean {
  const { markPrice } = at(state.markets, instrument);
  if (stopPrice === null || isTriggered || !isOpen(state, instrument)) return false;
  return side === 'buy' ? markPrice >= stopPrice : markPrice <= stopPrice;
}

function trigger(state: AuditState, order: AuditOrder): void {
  // M14: a stop that triggered before it, or a trade of that stop, may have ended it.
  if (!state.orders.includes(order)) return;
  const stopPrice = order.trailingOffset === null ? {} : { stopPrice: order.stopPrice ?? 0 };
  state.events.push({ type: 'order_triggered', ...names(order), ...stopPrice });
  if (order.partner !== null) state.courses.add('a stop that triggers ends a pair');
  if (order.trailingOffset !== null) state.courses.add('a trailing stop triggers');
  endPair(state, order);
  order.lossTicks = lossTicksOf(state, order, order.price);
  if (!isCovered(state, order, null) || !isBorne(state, order)) {
    return cancel(state, order, 'insufficient_margin');
  }
  if (allowed(state, order) === 0) return cancel(state, order, 'reduce_only');
  if (order.timeInForce === 'fok' && !fillsWhole(state, order)) return cancel(state, order, 'fill_or_kill');
  removeOrder(state, order);
  enter(state, order);
}
