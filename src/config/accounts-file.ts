/**
 * Which token logs in to which account. The exchange compares SHA-256 hashes, so the accounts file holds no secret, and
 * a comparison takes the same time wherever two tokens differ. A slow hash such as scrypt protects passwords that
 * people choose. The tokens of `npm run accounts` are 256 random bits, which nobody can guess.
 */
import { z } from 'zod';
import { isHouseAccount, OPERATOR_ACCOUNT, reservedNameOf } from '../contract/house.ts';
import { accountSchema } from '../contract/orders.ts';
import { OptionError } from '../runtime/options.ts';
import { parseJson, readTextFile } from '../runtime/text-file.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';

export const tokenHashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits');

/** Terms of an account beside its token. */
export const accountTerms = {
  deposit: z.number().nonnegative().optional(),
  operator: z.boolean().optional(),
};

type Terms = z.infer<z.ZodObject<typeof accountTerms>>;

/** An account without money can do nothing but an operator's work. */
export function hasUse({ deposit, operator = false }: Terms): boolean {
  return deposit !== 0 || operator;
}

export const USELESS = { path: ['deposit'], message: "must be above 0, unless it is an operator's" };

const accountsFileSchema = z.strictObject({
  accounts: z.record(
    accountSchema,
    z.strictObject({ tokenHash: tokenHashSchema, ...accountTerms }).refine(hasUse, USELESS),
  ),
});

/** Content that `npm run accounts` writes. */
export type AccountsFile = z.infer<typeof accountsFileSchema>['accounts'];

/** @param option option that names the file @throws OptionError that names the file and its mistake */
export function readAccountsFile(path: string, option = '--accounts-file'): AccountsFile {
  try {
    return accountsFileSchema.parse(parseJson(readTextFile(path))).accounts;
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const what = issue === undefined ? (error as Error).message : `${issue.path.join('.')} ${issue.message}`;
    throw new OptionError(`${option} ${path}: ${what}.`);
  }
}

export interface DoorkeeperOptions {
  /** Tokens of the configuration, by account. */
  readonly tokens: Readonly<
    Record<
      string,
      {
        readonly token?: string | undefined;
        readonly tokenHash?: string | undefined;
        readonly operator?: boolean | undefined;
      }
    >
  >;
  /** The only accounts that exist. Null: any name may log in. */
  readonly accounts: AccountsFile | null;
  /** Token of the house's accounts. Null: they log in like any other account. */
  readonly houseToken: string | null;
  /** Token of accounts that have none of their own. Null: they need none. */
  readonly token: string | null;
  /** Token of the account OPERATOR_ACCOUNT. Null: only a token of its own, in `tokens` or `accounts`, opens it. */
  readonly operatorToken?: string | null;
}

/** A hash that no token has. */
const NOBODY = '0'.repeat(64);

export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  /** The only accounts that exist. Null: any name may log in. */
  #accounts: AccountsFile | null;
  /** Accounts with a token of their own, by name in lower case. */
  #owned: ReadonlyMap<string, string>;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    this.#accounts = options.accounts;
    this.#owned = this.#findOwned();
  }

  /**
   * Replaces the accounts file. @returns the accounts that the new file no longer lists, or lists with another token
   */
  use(accounts: AccountsFile): readonly string[] {
    const former = this.#accounts ?? {};
    this.#accounts = accounts;
    this.#owned = this.#findOwned();
    return Object.keys(former).filter((name) => accounts[name]?.tokenHash !== former[name]?.tokenHash);
  }

  /** True when the account may send an operator's requests. */
  isOperator(account: string): boolean {
    const listed = this.#accounts === null ? this.#options.tokens[account] : this.#accounts[account];
    return listed?.operator === true || this.isHouseOperator(account);
  }

  /** True for the account of the pit's own tools, which does not trade. */
  isHouseOperator(account: string): boolean {
    return account === OPERATOR_ACCOUNT && (this.#options.operatorToken ?? null) !== null;
  }

  /** True when a token opens the account, or none is needed. */
  admits(account: string): boolean {
    return this.#hashFor(account) !== NOBODY;
  }

  /** Why the account may not log in with this token. Null: it may. */
  refusalOf(account: string, given: string | undefined): string | null {
    const twin = this.#twinOf(account);
    if (twin !== null) {
      return `Account ${account} differs only in case from ${twin}, which is reserved; choose another name.`;
    }
    const wanted = this.#hashFor(account);
    if (wanted === null || hasHash(given ?? '', wanted)) return null;
    if (wanted === NOBODY && account === OPERATOR_ACCOUNT) {
      return `Account ${account} is reserved, and this exchange has no token for it; choose another name.`;
    }
    return given === undefined
      ? `The token for account ${account} is missing: send it (a bot takes it from BOTPIT_TOKEN), or choose another account (a bot takes it from --name).`
      : `The token for account ${account} is wrong, or the exchange has no such account (a bot takes its account from --name).`;
  }

  /** The reserved name, or account with its own token, whose name differs from this one only in case. */
  #twinOf(account: string): string | null {
    if (this.#ownHashOf(account) !== null) return null;
    const owned = this.#owned.get(account.toLowerCase());
    if (owned !== undefined) return owned;
    const reserved = reservedNameOf(account);
    if (reserved === null || account.startsWith(reserved)) return null;
    return reserved + account.slice(reserved.length);
  }

  #findOwned(): ReadonlyMap<string, string> {
    const listed = this.#accounts ?? this.#options.tokens;
    const names = Object.keys(listed).filter((name) => this.#ownHashOf(name) !== null);
    return new Map(names.map((name) => [name.toLowerCase(), name]));
  }

  /** Hash of the account's token. Null: the account needs none. */
  #hashFor(account: string): string | null {
    const { token, houseToken, operatorToken = null } = this.#options;
    if (operatorToken !== null && account === OPERATOR_ACCOUNT) return hashOf(operatorToken);
    if (houseToken !== null && isHouseAccount(account)) return hashOf(houseToken);
    const own = this.#ownHashOf(account);
    if (own !== null) return own;
    if (this.#accounts !== null || account === OPERATOR_ACCOUNT) return NOBODY;
    return token === null ? null : hashOf(token);
  }

  /** Hash of the token that only this account has. Null: it has none. */
  #ownHashOf(account: string): string | null {
    if (this.#accounts !== null) return this.#accounts[account]?.tokenHash ?? null;
    const { token, tokenHash } = this.#options.tokens[account] ?? {};
    return tokenHash ?? (token === undefined ? null : hashOf(token));
  }
}
