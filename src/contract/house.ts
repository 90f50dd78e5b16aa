/**
 * Accounts of the house. They are ordinary accounts in the book and among the trades, and form one group where accounts
 * are compared.
 */
import type { ParamSpecs } from './strategy.ts';

/** Prefix reserved for the crowd. No other account starts with it. */
export const CROWD_PREFIX = 'crowd.';
/** The account of a pit's own tools. */
export const OPERATOR_ACCOUNT = 'operator';
/** Name of the crowd among the built-in strategies, and of its first bot. */
export const CROWD = 'crowd';
/** Names are short, because an account has at most 32 characters. */
export const CROWD_NAME_PATTERN = /^[A-Za-z0-9_-]{1,12}$/;
export const CROWD_ACCOUNTS = { min: 10, max: 400, usual: 40 } as const;
export const CROWD_SEED_MAX = 2 ** 31 - 1;

/** Parameters of the crowd, declared in the form that a strategy uses. */
export const CROWD_PARAMS = {
  accounts: {
    type: 'integer',
    default: CROWD_ACCOUNTS.usual,
    min: CROWD_ACCOUNTS.min,
    max: CROWD_ACCOUNTS.max,
    about: 'traders; together they trade as much whatever their number',
  },
  seed: {
    type: 'integer',
    default: 0,
    min: 0,
    max: CROWD_SEED_MAX,
    about: 'seed of the fair value and of every trader; 0: a secret one at each start',
  },
} as const satisfies ParamSpecs;

/** Prefix of the names of a crowd's accounts. */
export function crowdPrefix(name: string): string {
  return name === CROWD ? CROWD_PREFIX : `${CROWD_PREFIX}${name}.`;
}

export function isHouseAccount(account: string): boolean {
  return account.startsWith(CROWD_PREFIX);
}

/** The reserved name or prefix that the account has, whatever its case: `operator`, `crowd.`. Null: none. */
export function reservedNameOf(account: string): string | null {
  const lower = account.toLowerCase();
  if (lower === OPERATOR_ACCOUNT) return OPERATOR_ACCOUNT;
  return isHouseAccount(lower) ? CROWD_PREFIX : null;
}

/** Name of the crowd to which the account belongs. Null: it belongs to none. */
export function crowdOf(account: string): string | null {
  if (!isHouseAccount(account)) return null;
  const [first = '', ...others] = account.slice(CROWD_PREFIX.length).split('.');
  return others.length === 0 ? CROWD : first;
}
