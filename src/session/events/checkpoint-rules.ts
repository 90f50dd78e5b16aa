/**
 * The content of a checkpoint in the event stream. The journal's digest covers checkpoints, so a session keeps the rules
 * with which it began.
 *
 * 1. Every level of each book, and every position that was ever reported.
 * 2. At most LEVELS_MAX levels per side, best first. Positions of accounts that hold a position or have a live order,
 *    and of at most FLAT_ACCOUNTS_MAX other accounts, which change from checkpoint to checkpoint. `exchange_status` has
 *    the number of the remaining accounts and the sum of their balances.
 */
import { positionsOf, type Account } from '../../engine/index.ts';

/** Rules of new sessions. */
export const CHECKPOINT_RULES = 2;
export const LEVELS_MAX = 1_000;
export const FLAT_ACCOUNTS_MAX = 100;

export interface CheckpointAccounts {
  /** Accounts whose positions are listed, in the order in which the accounts were opened. */
  readonly listed: readonly Account[];
  /** Flat accounts that the checkpoint leaves out. */
  readonly omitted: readonly Account[];
}

/** @param turn a number that grows with each checkpoint; it selects the flat accounts */
export function divideAccounts(
  accounts: readonly Account[],
  rules: number,
  turn: number,
): CheckpointAccounts {
  if (rules === 1) return { listed: accounts, omitted: [] };
  const reported = accounts.filter((account) =>
    positionsOf(account).some(({ reportedMark }) => reportedMark !== null),
  );
  const flat = reported.filter(isFlat);
  if (flat.length <= FLAT_ACCOUNTS_MAX) return { listed: reported, omitted: [] };
  const first = turn % flat.length;
  const chosen = new Set([...flat, ...flat].slice(first, first + FLAT_ACCOUNTS_MAX));
  const isListed = (account: Account) => chosen.has(account) || !isFlat(account);
  return {
    listed: reported.filter(isListed),
    omitted: reported.filter((account) => !isListed(account)),
  };
}

function isFlat(account: Account): boolean {
  return account.orders.size === 0 && positionsOf(account).every(({ lots }) => lots === 0);
}
