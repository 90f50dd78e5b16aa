/**
 * Cross and isolated margin. Rule R3: either the account's cross balance backs a position, or a separate balance that
 * nothing else touches. Money that moves between the two stays within the account.
 */
import { fromUnits, type Money } from '../contract/index.ts';
import type { Refusal } from './refusal.ts';
import type { SetMargin } from './command.ts';
import { back, equityOf, hasPosition, isolatedOf, positionOf, suspect, reportLater } from './ledger.ts';
import { reject } from './lifecycle.ts';
import { requirementOf } from './margin.ts';
import {
  accountAt,
  createMarginAccount,
  marketAt,
  type EngineState,
  type MarginAccount,
  type Position,
} from './state.ts';

export function setMargin(state: EngineState, { account, instrument, mode, margin }: SetMargin): void {
  const owner = accountAt(state, account);
  const position = positionOf(owner, marketAt(state, instrument));
  const refusal = refuseMode(position, mode) ?? refuseMove(state, position, margin ?? 0);
  if (refusal !== null) return reject(state, owner, null, refusal);
  state.facts.add({ type: 'margin_set', account, instrument, mode, margin });
  const isolated = isolatedOf(position) ?? createMarginAccount(owner, 'isolated', 0 as Money);
  move(owner.cross, isolated, (margin ?? 0) - isolated.balance);
  back(mode === 'isolated' ? isolated : owner.cross, position);
  reportLater(state, position);
  for (const margin of [owner.cross, position.margin]) {
    if (!state.rules.paysDebtsOnce || hasPosition(margin)) suspect(state, margin);
  }
}

/** Rejects a change of the mode while a position or an order depends on it. */
function refuseMode({ margin, market, lots, orderCount }: Position, mode: SetMargin['mode']): Refusal | null {
  if (margin.mode === mode || (lots === 0 && orderCount === 0)) return null;
  const { symbol, quantityGrid } = market.spec;
  return {
    code: 'MARGIN_MODE_LOCKED',
    reason: `margin in ${symbol} stays ${margin.mode} while there is a position (${fromUnits(quantityGrid, lots)}) or a live order (${orderCount}) in it.`,
  };
}

/** @param wanted balance that is to back this position alone */
function refuseMove(state: EngineState, position: Position, wanted: number): Refusal | null {
  const change = wanted - (isolatedOf(position)?.balance ?? 0);
  const payer = change > 0 ? position.account.cross : position.margin;
  const free = freeOf(state, payer);
  if (Math.abs(change) <= free) return null;
  const money = (amount: number) => fromUnits(state.moneyGrid, amount);
  return {
    code: 'INSUFFICIENT_MARGIN',
    reason: `would move ${money(Math.abs(change))} out of ${payer.mode} margin, of which ${money(free)} is free.`,
  };
}

/** R4: the balance that can be withdrawn while equity still covers the worst case without it. */
function freeOf({ rules }: EngineState, margin: MarginAccount): number {
  return Math.max(0, Math.min(margin.balance, equityOf(margin) - requirementOf(rules, margin, null, null)));
}

function move(from: MarginAccount, to: MarginAccount, amount: number): void {
  from.balance = (from.balance - amount) as Money;
  to.balance = (to.balance + amount) as Money;
}
