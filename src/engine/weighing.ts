/**
 * Weighs orders again. Rule R4: a position excuses the orders that only reduce it, as long as it exists. When it
 * shrinks, the youngest orders that neither the position nor the equity still covers are cancelled: after the step, and
 * also within the step before another of these orders trades (matching.ts, measured-owner.ts).
 */
import type { Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { equityOf, openOrdersOf, unreservedLots } from './ledger.ts';
import { cancel } from './lifecycle.ts';
import { shorten } from './lists.ts';
import { fullValueOf, requirementOf } from './margin.ts';
import type { Rules } from './rules.ts';
import type { EngineState, Order, Position } from './state.ts';

/**
 * Weighs the orders of every position that shrank.
 * @returns true when an order was cancelled; mark prices may then move
 */
export function weighAgain(state: EngineState): boolean {
  const { shrunk } = state;
  if (shrunk.length === 0) return false;
  let hasCancelled = false;
  for (const position of shrunk) {
    if (weighPosition(state, position)) hasCancelled = true;
    position.closedBy = null;
  }
  shorten(shrunk, 0);
  return hasCancelled;
}

/** Weighs the orders of the side that closed a part of the position. @returns true when one was cancelled */
export function weighPosition(state: EngineState, position: Position): boolean {
  const side = position.closedBy;
  if (side === null) throw broken('a position is weighed that has not shrunk');
  return weighSide(state, position, side);
}

/**
 * Cancels the youngest orders of a side until the position excuses the rest, or the equity covers them.
 * @returns true when one was cancelled
 */
export function weighSide(state: EngineState, position: Position, side: Side): boolean {
  let hasCancelled = false;
  while (!isCovered(state.rules, position, side)) {
    cancel(state, youngestOf(position, side), 'insufficient_margin');
    hasCancelled = true;
  }
  return hasCancelled;
}

/** True when the position excuses the orders of a side, or the equity covers the worst case. */
export function isCovered(rules: Rules, position: Position, side: Side): boolean {
  const { margin } = position;
  if (openOrdersOf(position, side).lots <= unreservedLots(position, side)) return true;
  const equity = equityOf(margin);
  return fullValueOf(margin, null, null) <= equity || requirementOf(rules, margin, null, null) <= equity;
}

/** @param gone records of the orders that no longer count */
export function youngestOf(position: Position, side: Side, gone?: ReadonlySet<number>): Order {
  let youngest: Order | undefined;
  for (const order of position.account.orders) {
    if (order.position !== position || order.side !== side || order.reduceOnly) continue;
    if (!order.isWaiting && order.slot === 0) continue; // a stop that the mark has reached and that has not triggered yet
    if (gone?.has(order.record) === true) continue;
    if (youngest === undefined || order.id > youngest.id) youngest = order;
  }
  if (youngest === undefined) throw broken('lots are open of which no order is known');
  return youngest;
}
