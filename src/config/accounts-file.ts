/**
 * Who may log in as which account. Tokens are compared by their SHA-256: the accounts file holds no secret, and a
 * comparison takes the same time wherever two differ. A slow hash such as scrypt protects secrets that people think up;
 * the tokens of `npm run accounts` are 256 random bits, which no hash has to protect from guessing.
 */
import { z } from 'zod';
import { accountSchema } from '../contract/orders.ts';
import { OptionError } from '../runtime/options.ts';
import { parseJson, readTextFile } from '../runtime/text-file.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';

const accountsFileSchema = z.strictObject({
  accounts: z.record(
    accountSchema,
    z.strictObject({
      tokenHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits'),
      deposit: z.number().positive().optional(),
    }),
  ),
});

/** What `npm run accounts` writes. */
export type AccountsFile = z.infer<typeof accountsFileSchema>['accounts'];

/** @throws OptionError that names the file and what is wrong with it */
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
  /** By account, in the configuration. */
  readonly tokens: Readonly<Record<string, { readonly token?: string | undefined }>>;
  /** The only accounts there are; null: any name may log in. */
  readonly accounts: AccountsFile | null;
  /** For accounts that have none of their own; null: they need none. */
  readonly token: string | null;
}

export class Doorkeeper {
  readonly #options: DoorkeeperOptions;

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
  }

  admits(account: string, given: string | undefined): boolean {
    const wanted = this.#hashFor(account);
    if (wanted === null) return true;
    return hasHash(given ?? '', wanted);
  }

  /** Null: the account needs no token. Of an account that must not be: no token has it. */
  #hashFor(account: string): string | null {
    const { tokens, accounts, token } = this.#options;
    if (accounts !== null) return accounts[account]?.tokenHash ?? '0'.repeat(64);
    const own = tokens[account]?.token ?? token;
    return own === null ? null : hashOf(own);
  }
}
