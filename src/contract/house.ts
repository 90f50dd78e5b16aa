/** Accounts of the house: ordinary in the book and on the tape, grouped where accounts are compared. */
import type { ParamSpecs } from './strategy.ts';

/** Reserved for the crowd: no other account starts with it. */
export const CROWD_PREFIX = 'crowd.';
/** The crowd's name among the built-in strategies, and that of its first bot. */
export const CROWD = 'crowd';
/** Accounts have at most 32 characters. */
export const CROWD_NAME_PATTERN = /^[A-Za-z0-9_-]{1,12}$/;
export const CROWD_ACCOUNTS = { min: 10, max: 400, usual: 40 } as const;
export const CROWD_SEED_MAX = 2 ** 31 - 1;

/** As a strategy declares its parameters. */
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
    about: 'seed of the fair value and of every trader; 0: a new one at each start',
  },
} as const satisfies ParamSpecs;

/** The deposit of a crowd's accounts. */
export function crowdPrefix(name: string): string {
  return name === CROWD ? CROWD_PREFIX : `${CROWD_PREFIX}${name}.`;
}

export function isHouseAccount(account: string): boolean {
  return account.startsWith(CROWD_PREFIX);
}

/** The name of the crowd that the account belongs to; null: it belongs to none. */
export function crowdOf(account: string): string | null {
  if (!isHouseAccount(account)) return null;
  const [first = '', ...others] = account.slice(CROWD_PREFIX.length).split('.');
  return others.length === 0 ? CROWD : first;
}
