/** Chooses the accounts to draw, and their colours. */
import { isHouseAccount } from '../../contract/house.ts';
import type { Replica } from '../../contract/replica.ts';
import { netPnl } from '../../contract/score.ts';

/** Number of distinguishable colours. */
export const LINES_MAX = 8;
/** Number of drawn accounts until the user chooses some. */
const TOP = 5;

type Market = Pick<Replica, 'positions' | 'markets'>;

/** The accounts with the largest PnL after fees, in descending order. */
export function topAccounts({ positions }: Market, count: number, withHouse: boolean): readonly string[] {
  return [...positions]
    .filter(([account]) => withHouse || !isHouseAccount(account))
    .map(([account, held]) => ({ account, pnl: netPnl(held) }))
    .toSorted((one, other) => other.pnl - one.pnl)
    .slice(0, count)
    .map(({ account }) => account);
}

interface Choice {
  /** Accounts that the user has chosen. Null: none yet. */
  readonly chosen: readonly string[] | null;
  readonly selected: string | null;
  /** True when accounts of the house are drawn without being chosen. */
  readonly withHouse: boolean;
}

/** The user's choice, or else the best accounts, with the selected account first. */
export function drawnAccounts(market: Market, { chosen, selected, withHouse }: Choice): readonly string[] {
  const wanted = chosen ?? topAccounts(market, TOP, withHouse);
  const all = selected === null ? wanted : [selected, ...wanted];
  return [...new Set(all)].filter((account) => market.positions.has(account)).slice(0, LINES_MAX);
}

/** Colours of the accounts. An account keeps its colour while it is drawn, and a new one gets the first free colour. */
export function assignSlots(
  before: ReadonlyMap<string, number>,
  accounts: readonly string[],
): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (const account of accounts) {
    const slot = before.get(account);
    if (slot !== undefined) slots.set(account, slot);
  }
  for (const account of accounts) if (!slots.has(account)) slots.set(account, firstFree(slots));
  return slots;
}

function firstFree(slots: ReadonlyMap<string, number>): number {
  const taken = new Set(slots.values());
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}
