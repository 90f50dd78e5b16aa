/**
 * Orders that are weighed again. Rule R4: a position excuses the orders that only reduce it for as long as it is there.
 * When it shrinks, the youngest orders that neither the position nor the equity covers any more are cancelled.
 */
import type { Side } from '../contract/index.ts';
import { broken } from './arithmetic.ts';
import { equityOf, unreservedLots } from './ledger.ts';
import { cancel } from './lifecycle.ts';
import { requirementOf } from './margin.ts';
import type { EngineState, Order, Position } from './state.ts';

/** Weigh the orders of every position that shrank. @returns whether an order was cancelled, so that marks may move */
export function weighAgain(state: EngineState): boolean {
  const { shrunk } = state;
  if (shrunk.length === 0) return false;
  let hasCancelled = false;
  for (const { position, side } of shrunk) {
    position.isShrunk = false;
    while (!isCovered(state, position, side)) {
      cancel(state, youngestOf(position, side), 'insufficient_margin');
      hasCancelled = true;
    }
  }
  shrunk.length = 0;
  return hasCancelled;
}

function isCovered({ rules }: EngineState, position: Position, side: Side): boolean {
  const { openOrders, margin } = position;
  const isExcused = openOrders[side].lots <= unreservedLots(position, side);
  return isExcused || requirementOf(rules, margin, null) <= equityOf(margin);
}

function youngestOf(position: Position, side: Side): Order {
  let youngest: Order | undefined;
  for (const order of position.account.orders.values()) {
    if (order.position !== position || order.side !== side || order.reduceOnly) continue;
    if (!order.isWaiting && order.slot === 0) continue; // a stop that the mark has reached: its turn comes
    if (youngest === undefined || order.id > youngest.id) youngest = order;
  }
  if (youngest === undefined) throw broken('lots are open of which no order is known');
  return youngest;
}
