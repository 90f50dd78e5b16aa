/**
 * Which token logs in to which account. The exchange compares SHA-256 hashes, so the accounts file holds no secret, and
 * a comparison takes the same time wherever two tokens differ. A slow hash such as scrypt protects passwords that
 * people choose. The tokens of `npm run accounts` are 256 random bits, which nobody can guess.
 */
import { z } from 'zod';
import { isHouseAccount } from '../contract/house.ts';
import { accountSchema } from '../contract/orders.ts';
import { OptionError } from '../runtime/options.ts';
import { parseJson, readTextFile } from '../runtime/text-file.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';

export const tokenHashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits');

const accountsFileSchema = z.strictObject({
  accounts: z.record(
    accountSchema,
    z.strictObject({
      tokenHash: tokenHashSchema,
      deposit: z.number().positive().optional(),
      operator: z.boolean().optional(),
    }),
  ),
});

/** Content that `npm run accounts` writes. */
export type AccountsFile = z.infer<typeof accountsFileSchema>['accounts'];

/** @throws OptionError that names the file and its mistake */
export function readAccountsFile(path: string): AccountsFile {
  try {
    return accountsFileSchema.parse(parseJson(readTextFile(path))).accounts;
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const what = issue === undefined ? (error as Error).message : `${issue.path.join('.')} ${issue.message}`;
    throw new OptionError(`--accounts-file ${path}: ${what}.`);
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
  /** Token of the account OPERATOR_ACCOUNT. Null: that account is like any other. */
  readonly operatorToken?: string | null;
}

/** The account of a pit's own tools. */
export const OPERATOR_ACCOUNT = 'operator';

export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  /** The only accounts that exist. Null: any name may log in. */
  #accounts: AccountsFile | null;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    this.#accounts = options.accounts;
  }

  /**
   * Replaces the accounts file. @returns the accounts that the new file no longer lists, or lists with another token
   */
  use(accounts: AccountsFile): readonly string[] {
    const former = this.#accounts ?? {};
    this.#accounts = accounts;
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

  admits(account: string, given: string | undefined): boolean {
    const wanted = this.#hashFor(account);
    if (wanted === null) return true;
    return hasHash(given ?? '', wanted);
  }

  /**
   * Hash of the account's token. Null: the account needs none. An account that the file does not list gets a hash that
   * no token has.
   */
  #hashFor(account: string): string | null {
    const { tokens, token, houseToken, operatorToken = null } = this.#options;
    if (operatorToken !== null && account === OPERATOR_ACCOUNT) return hashOf(operatorToken);
    if (houseToken !== null && isHouseAccount(account)) return hashOf(houseToken);
    if (this.#accounts !== null) return this.#accounts[account]?.tokenHash ?? '0'.repeat(64);
    const configured = tokens[account];
    if (configured?.tokenHash !== undefined) return configured.tokenHash;
    const own = configured?.token ?? token;
    return own === null ? null : hashOf(own);
  }
}
