/** The exchange's options, as flags and as a JSON file, and what they compile to. */
import { z } from 'zod';
import { compileInstrument, type InstrumentSpec, type Money } from '../contract/index.ts';
import { DEFAULT_INSTRUMENT, MONEY_DECIMALS_MAX, type Instrument } from '../contract/instrument.ts';
import { instrumentSchema } from '../contract/instrument-schema.ts';
import { accountSchema } from '../contract/orders.ts';
import { readAccountsFile, tokenHashSchema, type AccountsFile } from './accounts-file.ts';
import { DEFAULT_PORTS, OPEN_ORDERS_MAX } from '../contract/protocol.ts';
import { decimalGrid, fromUnits, toUnits, type Grid } from '../contract/units.ts';
import { OptionError, type Options, type Program } from '../runtime/options.ts';
import {
  connectionsPerAddressOption,
  hostOption,
  logLevelOption,
  portOption,
  tlsOptions,
  tokenOption,
} from './common-options.ts';

const accountConfigSchema = z.strictObject({
  deposit: z.number().positive().optional(),
  token: z.string().min(1).max(256).optional(),
  tokenHash: tokenHashSchema.optional(),
});

const shape = {
  ordersPort: portOption(DEFAULT_PORTS.orders, 'port of the order gateway'),
  eventsPort: portOption(DEFAULT_PORTS.events, 'port of the event stream'),
  host: hostOption,
  dataDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      "the session's folder, for its journal and CSV files; a folder with a journal is continued; without the option, a new folder under ./sessions",
    ),
  durability: z
    .enum(['memory', 'os', 'disk'])
    .default('os')
    .describe(
      'what answered orders survive: memory: nothing, no journal is kept; os: a crash of the process; disk: a crash of the machine',
    ),
  keepJournal: z
    .boolean()
    .default(true)
    .describe('the whole journal is kept, for replays; otherwise what recovery needs'),
  cutDamagedJournal: z
    .boolean()
    .default(false)
    .describe('continue from the last record before a damaged one; the rest is kept in .damaged files'),
  deposit: z.number().positive().default(100_000).describe('what an account gets when it first logs in'),
  insuranceFund: z.number().nonnegative().default(100_000).describe('endowment of the insurance fund'),
  moneyDecimals: z
    .int()
    .min(0)
    .max(MONEY_DECIMALS_MAX)
    .default(6)
    .describe('digits after the point to which money is kept'),
  checkpointMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(1_000)
    .describe('milliseconds from one checkpoint of the event stream to the next'),
  accounts: z
    .record(accountSchema, accountConfigSchema)
    .default({})
    .describe('deposit and token of single accounts, by name'),
  instruments: z
    .array(instrumentSchema)
    .min(1)
    .max(100)
    .default([DEFAULT_INSTRUMENT])
    .describe('what is traded; one BTC-USD when left out'),
  rateLimit: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(5_000)
    .describe('requests a second that one connection may send, and as many at once; 0: no limit'),
  openOrdersMax: z
    .int()
    .min(1)
    .max(OPEN_ORDERS_MAX)
    .default(OPEN_ORDERS_MAX)
    .describe('live orders that one account may have'),
  accountsPerAddress: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(1_000)
    .describe('accounts that one address may open in an hour, and at once; 0: no limit'),
  orderEvents: z
    .boolean()
    .default(true)
    .describe('publish single orders: order_update events, and book_orders in checkpoints'),
  connectionsPerAddress: connectionsPerAddressOption,
  checkInvariants: z
    .boolean()
    .default(false)
    .describe('check the books and accounts: what a command touched after it, everything at each checkpoint'),
  accountsFile: z
    .string()
    .min(1)
    .optional()
    .describe('the only accounts that may log in, made by npm run accounts; any may when left out'),
  token: tokenOption,
  ...tlsOptions,
  logLevel: logLevelOption,
};

export const exchangeProgram: Program<typeof shape> = {
  command: 'npm run exchange',
  about: 'The exchange: order gateway, matching, positions, margin, event stream and CSV files.',
  schema: z.strictObject(shape),
};

export type ExchangeOptions = Options<typeof shape>['options'];

/** What an exchange trades and hands out, in whole numbers. */
export interface ExchangeSetup {
  readonly moneyGrid: Grid;
  readonly instruments: readonly Instrument[];
  readonly specs: readonly InstrumentSpec[];
  readonly insuranceFund: Money;
  /** The only accounts that may log in; null: any may. */
  readonly listed: AccountsFile | null;
  depositOf(account: string): Money;
  /** From now on, accounts open with the deposits of this file. @throws OptionError */
  useDeposits(listed: AccountsFile): void;
}

/** @throws OptionError that names the value which does not fit. */
export function compileSetup(options: ExchangeOptions): ExchangeSetup {
  const { instruments, accountsFile } = options;
  const listed = accountsFile === undefined ? null : readAccountsFile(accountsFile);
  refuseTwins(instruments);
  const markets = compileMarkets(options);
  const { moneyGrid } = markets;
  const deposit = toMoney(moneyGrid, 'deposit', options.deposit);
  const deposits = (file: AccountsFile | null) => depositsOf({ ...options.accounts, ...file }, moneyGrid);
  let current = deposits(listed);
  return {
    ...markets,
    instruments,
    listed,
    depositOf: (account) => current.get(account) ?? deposit,
    useDeposits: (file) => void (current = deposits(file)),
  };
}

function depositsOf(
  accounts: Readonly<Record<string, { readonly deposit?: number | undefined }>>,
  moneyGrid: Grid,
): ReadonlyMap<string, Money> {
  const deposits = new Map<string, Money>();
  for (const [name, { deposit }] of Object.entries(accounts)) {
    if (deposit !== undefined) deposits.set(name, toMoney(moneyGrid, `accounts.${name}.deposit`, deposit));
  }
  return deposits;
}

/** @throws OptionError that names the value which does not fit. */
export function compileMarkets(
  options: Pick<ExchangeOptions, 'instruments' | 'moneyDecimals' | 'insuranceFund'>,
): Pick<ExchangeSetup, 'moneyGrid' | 'specs' | 'insuranceFund'> {
  const { instruments, moneyDecimals, insuranceFund } = options;
  const moneyGrid = decimalGrid(moneyDecimals);
  return {
    moneyGrid,
    specs: instruments.map((instrument, index) =>
      compile(instrument, index, moneyDecimals, instruments.length),
    ),
    insuranceFund: toMoney(moneyGrid, 'insuranceFund', insuranceFund),
  };
}

function compile(
  instrument: Instrument,
  index: number,
  moneyDecimals: number,
  count: number,
): InstrumentSpec {
  try {
    return compileInstrument(instrument, index, moneyDecimals, count);
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(`instruments: ${error.message}.`);
    throw error;
  }
}

function refuseTwins(instruments: readonly Instrument[]): void {
  const seen = new Set<string>();
  for (const { symbol } of instruments) {
    if (seen.has(symbol)) throw new OptionError(`instruments: ${symbol} is there twice.`);
    seen.add(symbol);
  }
}

function toMoney(grid: Grid, name: string, value: number): Money {
  const money = toUnits(grid, value);
  if (money === null || (money === 0 && value !== 0)) {
    throw new OptionError(
      `${name}: ${value} is no multiple of the money unit ${fromUnits(grid, 1)}, or too large.`,
    );
  }
  return money as Money;
}
