/** L7: the part of a position whose takeover heals the account. */
import { absolute, equityOf, exposureOf, maintenanceMarginOf, maintenanceOf } from './margins.ts';
import type { FillAt } from './requirement.ts';
import { at, poolOf, worth, type AuditState, type StartedPosition } from './exchange-state.ts';

/** @returns null: the account has too little for a step */
export function partOf(
  state: AuditState,
  { account: index, instrument, side }: StartedPosition,
): FillAt | null {
  const account = at(state.accounts, index);
  const { spec, markPrice } = at(state.markets, instrument);
  const { lots, cost } = at(account.positions, instrument);
  const pool = poolOf(account, instrument);
  const equity = equityOf(state, pool);
  const margin = maintenanceOf(state, pool);
  if (equity <= 0n || 5n * equity < 3n * margin) return null;
  const others = margin - maintenanceMarginOf(spec, exposureOf(state, account, instrument));
  const held = Math.abs(lots);
  const marginAfter = (closed: number) => {
    const left = absolute(cost) - (absolute(cost) * BigInt(closed)) / BigInt(held);
    const value = spec.marginValue === 'entry' ? left : worth(spec, held - closed, markPrice);
    return others + maintenanceMarginOf(spec, value);
  };
  const heals = (closed: number) => 3n * (margin + marginAfter(closed)) <= 5n * equity;
  const quantity = firstThat(heals, held);
  const freed = margin - marginAfter(quantity);
  const distance = Number((3n * freed) / (5n * worth(spec, quantity, 1)));
  return { quantity, price: side === 'buy' ? Math.max(1, markPrice - distance) : markPrice + distance };
}

/** The first of 1 to `last` that holds, where those after it hold too; the last one if none holds. */
function firstThat(holds: (value: number) => boolean, last: number): number {
  let [low, high] = [1, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
