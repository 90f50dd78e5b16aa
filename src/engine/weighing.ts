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
  if (isCovered(state.rules, position, side)) return false;
  for (const order of youngestFirst(position, side)) {
    // M14: it may have ended with the other one of its pair.
    if (!order.isLive) continue;
    cancel(state, order, 'insufficient_margin');
    if (isCovered(state.rules, position, side)) return true;
  }
  throw unknownLots();
}

/** True when the position excuses the orders of a side, or the equity covers the worst case. */
export function isCovered(rules: Rules, position: Position, side: Side): boolean {
  const { margin } = position;
  if (openOrdersOf(position, side).lots <= unreservedLots(position, side)) return true;
  const equity = equityOf(margin);
  return fullValueOf(margin, null, null) <= equity || requirementOf(rules, margin, null, null) <= equity;
}

/**
 * Orders of a side that count, the youngest first. It is a list from the second one on: a search for each of them took
 * seconds for an account with 10,000 orders. Mostly one is enough, which needs no sorted list.
 */
export function* youngestFirst(position: Position, side: Side): Generator<Order> {
  const orders = [...position.account.orders.in(position)].filter((order) => counts(order, side));
  const [first] = orders;
  if (first === undefined) return;
  const youngest = orders.reduce((younger, order) => (order.id > younger.id ? order : younger), first);
  yield youngest;
  for (const order of orders.sort((a, b) => b.id - a.id)) if (order !== youngest) yield order;
}

function counts(order: Order, side: Side): boolean {
  if (order.side !== side || order.reduceOnly) return false;
  return order.isWaiting || order.slot !== 0; // otherwise a stop that the mark has reached and that has not triggered yet
}

export function unknownLots(): Error {
  return broken('lots are open of which no order is known');
}
