// npm run accounts: edits the file of accounts for `npm run exchange -- --accounts-file`. A token is shown once, and
// the file keeps only its hash.

import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { readAccountsFile, type AccountsFile } from '../../src/config/accounts-file.ts';
import { reservedNameOf } from '../../src/contract/house.ts';
import { ACCOUNT_PATTERN } from '../../src/contract/orders.ts';
import { freshToken, hashOf } from '../../src/runtime/secrets.ts';
import { toolArguments } from '../lib/tool-options.ts';

const USAGE = `npm run accounts -- add NAME [--deposit 100000] [--operator] [--file accounts.json]
npm run accounts -- renew NAME [--file accounts.json]
npm run accounts -- remove NAME [--file accounts.json]
npm run accounts -- list [--file accounts.json]`;

/** Accounts by name, in the order of the file. */
type Accounts = Map<string, AccountsFile[string]>;

export async function editAccounts(argv: string[], print: (line: string) => void) {
  const { values, positionals } = toolArguments({
    args: argv,
    options: {
      help: { type: 'boolean', default: false },
      file: { type: 'string', default: 'accounts.json' },
      deposit: { type: 'string' },
      operator: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return print(USAGE);
  const [action = '', name = '', ...more] = positionals;
  // Otherwise a host who names a whole class would add one account and learn nothing of the others.
  const [surplus] = action === 'list' && name !== '' ? [name] : more;
  if (surplus !== undefined) throw new Error(`'${surplus}' is one word too many.\n${USAGE}`);
  const accounts = read(values.file);
  if (action === 'list') return print([...accounts.keys()].join('\n') || `${values.file} has no accounts.`);
  if (!ACCOUNT_PATTERN.test(name)) throw new Error(nameProblem(name));
  const account = accounts.get(name);
  if (action === 'add') {
    if (account !== undefined) {
      throw new Error(`${values.file} has an account ${name} already; renew gives it a new token.`);
    }
    refuseConfusing(name, [...accounts.keys()]);
    const [token, tokenHash] = newToken();
    accounts.set(name, { tokenHash, ...depositOf(values), ...(values.operator && { operator: true }) });
    await write(values.file, accounts);
    return print(`Added ${name} to ${values.file}. Its token, shown only now:\n${token}`);
  }
  if (!['renew', 'remove'].includes(action)) throw new Error(USAGE);
  if (account === undefined) throw new Error(`${values.file} has no account ${name}.`);
  if (action === 'remove') {
    accounts.delete(name);
    await write(values.file, accounts);
    return print(`Removed ${name} from ${values.file}.`);
  }
  const [token, tokenHash] = newToken();
  accounts.set(name, { ...account, tokenHash });
  await write(values.file, accounts);
  print(`New token for ${name} in ${values.file}, shown only now:\n${token}`);
}

function nameProblem(name: string): string {
  return name === '' ? USAGE : `NAME must be 1 to 32 of A-Z a-z 0-9 _ . -; got '${name}'.\n${USAGE}`;
}

/** Refuses a name that no file can have, and those under which the exchange or people take an account for another one. */
function refuseConfusing(name: string, others: readonly string[]): void {
  if (name === '__proto__') throw new Error(`${name} cannot be named in a file; choose another name.`);
  const reserved = reservedNameOf(name);
  if (reserved !== null)
    throw new Error(`${name}: ${reserved} is reserved for the pit's own accounts; choose another name.`);
  const twin = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin !== undefined) throw new Error(`${name} differs only in case from ${twin}; choose another name.`);
}

function newToken(): readonly [token: string, hash: string] {
  const token = freshToken();
  return [token, hashOf(token)];
}

function depositOf({ deposit: text, operator }: { deposit?: string | undefined; operator: boolean }) {
  if (text === undefined) return {};
  const deposit = Number(text);
  const isZero = text.trim() !== '' && deposit === 0;
  if ((Number.isFinite(deposit) && deposit > 0) || (isZero && operator)) return { deposit };
  throw new Error(`--deposit must be a number above 0, or 0 with --operator; got '${text}'.`);
}

/** @throws OptionError that names the file and its mistake */
function read(file: string): Accounts {
  return new Map(existsSync(file) ? Object.entries(readAccountsFile(file, '--file')) : []);
}

/** Writes the file as a whole. Only its owner can read it. */
async function write(file: string, accounts: Accounts) {
  const content = { accounts: Object.fromEntries(accounts) };
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
