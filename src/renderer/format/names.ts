import { CROWD_PREFIX, isHouseAccount } from '../../contract/house.ts';

const NAME_END_CHARS = 4;
/** Longest name that is cut at its end: `momentu…` is clearer than `mom…ntum`. */
const SHORT_CHARS_MAX = 16;

/** Splits a long name before its end, which distinguishes it, such as the `-12` of `taker-12`. */
export function splitName(name: string): readonly [start: string, end: string] {
  const usual = name.length > SHORT_CHARS_MAX ? name.slice(-NAME_END_CHARS) : '';
  const end = /[-_.]?\d{1,3}$/.exec(name)?.[0] ?? usual;
  return [name.slice(0, name.length - end.length), end];
}

/** Name of an account of the house without its prefix, unless another account has that name. */
export function shortName(account: string, accounts: Pick<ReadonlyMap<string, unknown>, 'has'>): string {
  if (!isHouseAccount(account)) return account;
  const short = account.slice(CROWD_PREFIX.length);
  return accounts.has(short) ? account : short;
}
