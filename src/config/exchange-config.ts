/** The exchange's options, as flags and as a JSON file, and the settings that they compile to. */
import { z } from 'zod';
import { compileInstrument, type InstrumentSpec, type Money } from '../contract/index.ts';
import { DEFAULT_INSTRUMENT, MONEY_DECIMALS_MAX, type Instrument } from '../contract/instrument.ts';
import { instrumentSchema } from '../contract/instrument-schema.ts';
import { isHouseAccount } from '../contract/house.ts';
import { accountSchema } from '../contract/orders.ts';
import {
  accountTerms,
  hasUse,
  readAccountsFile,
  tokenHashSchema,
  USELESS,
  type AccountsFile,
} from './accounts-file.ts';
import { DEFAULT_PORTS, OPEN_ORDERS_MAX, TOTAL_ORDERS_MAX } from '../contract/protocol.ts';
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

/** Some 200,000 commands, which a recovery replays in a few seconds. */
export const SEGMENT_BYTES = 8 * 1_024 * 1_024;
const SEGMENT_BYTES_MIN = 16 * 1_024;

const accountConfigSchema = z
  .strictObject({
    ...accountTerms,
    token: z.string().min(1).max(256).optional(),
    tokenHash: tokenHashSchema.optional(),
  })
  .refine(hasUse, USELESS);

const shape = {
  ordersPort: portOption(DEFAULT_PORTS.orders, 'port of the order gateway'),
  eventsPort: portOption(DEFAULT_PORTS.events, 'port of the event stream'),
  host: hostOption,
  dataDir: z
    .string()
    .min(1)
    .optional()
    .meta({ path: 'file' })
    .describe(
      'folder of the session, for its journal and CSV files; the exchange recovers a folder that has a journal; default: a new folder under ./sessions',
    ),
  durability: z
    .enum(['memory', 'os', 'disk'])
    .default('os')
    .describe(
      'which crash acknowledged orders survive; memory: none, because there is no journal; os: a crash of the process; disk: a crash of the machine',
    ),
  keepJournal: z
    .boolean()
    .default(true)
    .describe('keep the whole journal, for play and verification; otherwise keep only what recovery needs'),
  segmentBytes: z
    .int()
    .min(SEGMENT_BYTES_MIN)
    .max(SEGMENT_BYTES * 128)
    .default(SEGMENT_BYTES)
    .describe(
      'bytes of a journal file from which the next checkpoint starts a new file and may make a snapshot',
    ),
  cutDamagedJournal: z
    .boolean()
    .default(false)
    .describe('recover up to the first damaged record; move the rest to .damaged files'),
  deposit: z.number().positive().default(100_000).describe('deposit of an account at its first login'),
  houseDeposit: z
    .number()
    .positive()
    .default(1_000_000)
    .describe('deposit of an account of the crowd, in a pit that runs one'),
  insuranceFund: z.number().nonnegative().default(100_000).describe('initial balance of the insurance fund'),
  moneyDecimals: z.int().min(0).max(MONEY_DECIMALS_MAX).default(6).describe('decimal places of money'),
  checkpointMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(1_000)
    .describe('milliseconds between checkpoints of the event stream'),
  accounts: z
    .record(accountSchema, accountConfigSchema)
    .default({})
    .describe('deposit and token of individual accounts, by name'),
  instruments: z
    .array(instrumentSchema)
    .min(1)
    .max(100)
    .optional()
    .describe(
      `instruments to trade; default: those of the session that it continues, else one ${DEFAULT_INSTRUMENT.symbol}`,
    ),
  rateLimit: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(5_000)
    .describe('maximum requests per second and connection, and the largest burst; 0: no limit'),
  openOrdersMax: z
    .int()
    .min(1)
    .max(OPEN_ORDERS_MAX)
    .default(OPEN_ORDERS_MAX)
    .describe('maximum number of live orders per account'),
  totalOrdersMax: z
    .int()
    .min(1)
    .max(TOTAL_ORDERS_MAX)
    .default(TOTAL_ORDERS_MAX)
    .describe(
      'number of live orders of all accounts at which each account may only have its share: a fifth of this number, divided by the number of accounts',
    ),
  accountsPerAddress: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(1_000)
    .describe(
      'maximum number of accounts that one address may open per hour, and the largest burst; 0: no limit',
    ),
  orderEvents: z
    .boolean()
    .default(true)
    .describe('publish individual orders: order_update events, and book_orders in checkpoints'),
  connectionsPerAddress: connectionsPerAddressOption,
  checkInvariants: z
    .boolean()
    .default(false)
    .describe('after each command, check the invariants that it affects; at each checkpoint, check all'),
  accountsFile: z
    .string()
    .min(1)
    .optional()
    .meta({ path: 'file' })
    .describe(
      'file of the accounts that may log in, made by npm run accounts; default: any account may log in',
    ),
  token: tokenOption,
  ...tlsOptions,
  logLevel: logLevelOption,
};

export const exchangeProgram: Program<typeof shape> = {
  command: 'npm run exchange',
  about: 'The exchange: order gateway, matching, positions, margin, event stream and CSV files.',
  schema: z.strictObject(shape),
};

/** Options as given. `instruments` may be missing. */
export type GivenOptions = Options<typeof shape>['options'];
export type ExchangeOptions = GivenOptions & { readonly instruments: Instrument[] };

/** @param usual instruments when none are given: those of the session that continues, if there is one */
export function withInstruments(
  given: GivenOptions,
  usual: readonly Instrument[] = [DEFAULT_INSTRUMENT],
): ExchangeOptions {
  return { ...given, instruments: given.instruments ?? [...usual] };
}

/** The instruments and deposits of an exchange, in whole numbers. */
export interface ExchangeSetup {
  readonly moneyGrid: Grid;
  readonly instruments: readonly Instrument[];
  readonly specs: readonly InstrumentSpec[];
  readonly insuranceFund: Money;
  /** The only accounts that may log in. Null: any name may. */
  readonly listed: AccountsFile | null;
  depositOf(account: string): Money;
  /** Uses the deposits of this file for accounts that open from now on. @throws OptionError */
  useDeposits(listed: AccountsFile): void;
}

/** @throws OptionError that names the invalid value */
export function compileSetup(options: ExchangeOptions): ExchangeSetup {
  const { instruments, accountsFile } = options;
  const listed = accountsFile === undefined ? null : readAccountsFile(accountsFile);
  refuseTwins(instruments);
  const markets = compileMarkets(options);
  const { moneyGrid } = markets;
  const deposit = toMoney(moneyGrid, 'deposit', options.deposit);
  const houseDeposit = toMoney(moneyGrid, 'houseDeposit', options.houseDeposit);
  const hasHouse = process.env['BOTPIT_HOUSE_TOKEN'] !== undefined;
  const usual = (account: string) => (hasHouse && isHouseAccount(account) ? houseDeposit : deposit);
  const deposits = (file: AccountsFile | null) => depositsOf({ ...options.accounts, ...file }, moneyGrid);
  let current = deposits(listed);
  return {
    ...markets,
    instruments,
    listed,
    depositOf: (account) => current.get(account) ?? usual(account),
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

/** @throws OptionError that names the invalid value */
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
    if (seen.has(symbol)) throw new OptionError(`instruments: ${symbol} appears twice.`);
    seen.add(symbol);
  }
}

/** @throws OptionError when the value is not on the grid */
export function toMoney(grid: Grid, name: string, value: number): Money {
  const money = toUnits(grid, value);
  if (money === null || (money === 0 && value !== 0)) {
    throw new OptionError(
      `${name}: ${value} is not a multiple of the money unit ${fromUnits(grid, 1)}, or too large.`,
    );
  }
  return money as Money;
}
