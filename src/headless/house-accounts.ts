/**
 * The accounts of a pit's own bots. Where an accounts file says who may log in, each of them gets a token of its own, made
 * anew for every session: the bot finds it in its environment, and the exchange its hash in the session's accounts file.
 */
import { randomBytes } from 'node:crypto';
import { readAccountsFile, type AccountsFile } from '../config/accounts-file.ts';
import type { ExchangeOptions } from '../config/exchange-config.ts';
import { OptionError } from '../runtime/options.ts';
import { hashOf } from '../runtime/secrets.ts';

const TOKEN_BYTES = 32;

export interface HouseAccounts {
  /** By bot; one that is not here shows the pit's common token, if there is one. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Those of the file, and the house's own. Null: there is no file, and any name may log in. */
  readonly listed: AccountsFile | null;
}

/** @throws OptionError when the file cannot be read, or has given a bot's name to somebody */
export function houseAccounts(
  { accountsFile, accounts }: Pick<ExchangeOptions, 'accountsFile' | 'accounts'>,
  names: readonly string[],
): HouseAccounts {
  if (accountsFile === undefined) return { tokens: configuredTokens(accounts, names), listed: null };
  const listed = { ...readAccountsFile(accountsFile) };
  const tokens = new Map<string, string>();
  for (const name of names) {
    if (name in listed) {
      throw new OptionError(
        `--bots: '${name}' is an account of somebody in ${accountsFile}: give the bot another name, or take the account out.`,
      );
    }
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    tokens.set(name, token);
    const deposit = accounts[name]?.deposit;
    listed[name] = { tokenHash: hashOf(token), ...(deposit !== undefined && { deposit }) };
  }
  return { tokens, listed };
}

function configuredTokens(accounts: ExchangeOptions['accounts'], names: readonly string[]) {
  const tokens = new Map<string, string>();
  for (const name of names) {
    const token = accounts[name]?.token;
    if (token !== undefined) tokens.set(name, token);
  }
  return tokens;
}
