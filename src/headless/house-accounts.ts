/**
 * The accounts of a pit's house bots. Each bot gets a new token for every session. The bot reads it from its
 * environment, and the exchange gets only its hash. No other program can log in under the name of a house bot.
 */
import { readAccountsFile, type AccountsFile } from '../config/accounts-file.ts';
import type { GivenOptions } from '../config/exchange-config.ts';
import { OptionError } from '../runtime/options.ts';
import { freshToken, hashOf } from '../runtime/secrets.ts';

type Configured = Pick<GivenOptions, 'accountsFile' | 'accounts'>;

/** Tokens by bot. A bot whose token is configured keeps it. */
export function houseTokens({ accounts }: Configured, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, accounts[name]?.token ?? freshToken()]));
}

/** The configured accounts, with hashes in place of the bots' tokens. */
export function withHouseAccounts(
  accounts: GivenOptions['accounts'],
  tokens: ReadonlyMap<string, string>,
): GivenOptions['accounts'] {
  const house = [...tokens].map(([name, token]) => {
    const { token: _configured, ...account } = accounts[name] ?? {};
    return [name, { ...account, tokenHash: hashOf(token) }] as const;
  });
  return { ...accounts, ...Object.fromEntries(house) };
}

/**
 * The accounts of the file and of the house bots, which are the only ones that may log in.
 * @returns null when there is no file, so that any name may log in
 * @throws OptionError when the file cannot be read or lists the name of a house bot
 */
export function listedAccounts(
  { accountsFile, accounts }: Configured,
  tokens: ReadonlyMap<string, string>,
): AccountsFile | null {
  if (accountsFile === undefined) return null;
  const listed = { ...readAccountsFile(accountsFile) };
  for (const [name, token] of tokens) {
    if (Object.hasOwn(listed, name)) {
      throw new OptionError(
        `--bots: '${name}' is an account in ${accountsFile}: give the bot another name, or remove the account.`,
      );
    }
    const { deposit, operator } = accounts[name] ?? {};
    listed[name] = { tokenHash: hashOf(token), deposit, operator };
  }
  return listed;
}
