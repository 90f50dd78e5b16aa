// npm run accounts: edits the file of accounts for `npm run exchange -- --accounts-file`. A token is shown once, and
// the file keeps only its hash.

import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { reservedNameOf } from '../../src/contract/house.ts';
import { ACCOUNT_PATTERN } from '../../src/contract/orders.ts';
import { toolArguments } from '../lib/tool-options.ts';

const USAGE = `npm run accounts -- add NAME [--deposit 100000] [--operator] [--file accounts.json]
npm run accounts -- renew NAME [--file accounts.json]
npm run accounts -- remove NAME [--file accounts.json]
npm run accounts -- list [--file accounts.json]`;

type Accounts = Record<string, { tokenHash: string; deposit?: number; operator?: true }>;

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
  const accounts = await read(values.file);
  if (action === 'list') return print(Object.keys(accounts).join('\n') || `${values.file} has no accounts.`);
  if (!ACCOUNT_PATTERN.test(name)) throw new Error(nameProblem(name));
  const account = accounts[name];
  if (action === 'add') {
    if (account !== undefined) {
      throw new Error(`${values.file} has an account ${name} already; renew gives it a new token.`);
    }
    refuseConfusing(name, Object.keys(accounts));
    const [token, tokenHash] = newToken();
    accounts[name] = { tokenHash, ...depositOf(values), ...(values.operator && { operator: true }) };
    await write(values.file, accounts);
    return print(`Added ${name} to ${values.file}. Its token, shown only now:\n${token}`);
  }
  if (!['renew', 'remove'].includes(action)) throw new Error(USAGE);
  if (account === undefined) throw new Error(`${values.file} has no account ${name}.`);
  if (action === 'remove') {
    delete accounts[name];
    await write(values.file, accounts);
    return print(`Removed ${name} from ${values.file}.`);
  }
  const [token, tokenHash] = newToken();
  accounts[name] = { ...account, tokenHash };
  await write(values.file, accounts);
  print(`New token for ${name} in ${values.file}, shown only now:\n${token}`);
}

function nameProblem(name: string): string {
  return name === '' ? USAGE : `NAME must be 1 to 32 of A-Z a-z 0-9 _ . -; got '${name}'.\n${USAGE}`;
}

/** Refuses names under which the exchange or people would take an account for another one. */
function refuseConfusing(name: string, others: readonly string[]): void {
  const reserved = reservedNameOf(name);
  if (reserved !== null)
    throw new Error(`${name}: ${reserved} is reserved for the pit's own accounts; choose another name.`);
  const twin = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin !== undefined) throw new Error(`${name} differs only in case from ${twin}; choose another name.`);
}

function newToken(): readonly [token: string, hash: string] {
  const token = randomBytes(32).toString('base64url');
  return [token, createHash('sha256').update(token).digest('hex')];
}

function depositOf({ deposit: text, operator }: { deposit?: string | undefined; operator: boolean }) {
  if (text === undefined) return {};
  const deposit = Number(text);
  const isZero = text.trim() !== '' && deposit === 0;
  if ((Number.isFinite(deposit) && deposit > 0) || (isZero && operator)) return { deposit };
  throw new Error(`--deposit must be a number above 0, or 0 with --operator; got '${text}'.`);
}

async function read(file: string): Promise<Accounts> {
  try {
    return JSON.parse(await readFile(file, 'utf8')).accounts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Writes the file as a whole. Only its owner can read it. */
async function write(file: string, accounts: Accounts) {
  await writeFile(`${file}.new`, `${JSON.stringify({ accounts }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
