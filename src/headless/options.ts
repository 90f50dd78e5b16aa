/** Options of a headless pit: those of the exchange and a few more. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { portOption, tokenOption } from '../config/common-options.ts';
import { exchangeProgram, type GivenOptions } from '../config/exchange-config.ts';
import { natsCertOption, publishOption } from '../config/relay-config.ts';
import { OptionError, type Options, type Program } from '../runtime/options.ts';
import { CROWD, CROWD_ACCOUNTS, CROWD_SEED_MAX } from '../contract/house.ts';
import { DEFAULT_ROSTER } from '../pit/roster.ts';

/** A configuration file describes house bots in more detail than the command line. */
const botSchema = z.strictObject({
  strategy: z.string().min(1).meta({ path: 'name_or_file' }),
  name: z.string().optional(),
  count: z.number().default(1),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  seed: z.int().optional(),
  symbol: z.string().min(1).optional(),
});

export type HouseBot = z.output<typeof botSchema>;

const shape = {
  ...exchangeProgram.schema.shape,
  relayPort: portOption(DEFAULT_PORTS.relay, 'port of the relay'),
  historyPort: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('port of the history service on this machine, which the relay passes on; 0 takes a free one'),
  httpPort: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('port of the monitor for browsers, /healthz and /metrics; 0 takes a free one; default: none'),
  watchToken: tokenOption.describe(
    'token for the relay only, for watchers; default: the pit’s token; prefer --config or BOTPIT_WATCH_TOKEN',
  ),
  publish: publishOption,
  natsCert: natsCertOption,
  bots: z
    .union([z.string().meta({ path: 'names_or_files' }), z.array(botSchema)])
    .optional()
    .describe(
      'strategies of the house bots: built-in names or files, separated by commas; empty: none; in --config also a list of {strategy, name, count, params, seed, symbol} (default: crowd, and maker, taker and random with parameters that make them trade little)',
    ),
  room: z
    .string()
    .min(1)
    .optional()
    .meta({ path: 'name_or_file' })
    .describe(
      'how the crowd behaves and what happens when: a built-in room (calm, crash, etf, news, pairs, thin, toxic, trending) or a file',
    ),
  showLogs: z
    .boolean()
    .default(false)
    .describe(
      'print every line of every bot, not only warnings and errors; the log files always have every line',
    ),
  crowdAccounts: z
    .int()
    .min(CROWD_ACCOUNTS.min)
    .max(CROWD_ACCOUNTS.max)
    .optional()
    .describe(`traders of the crowd (default ${CROWD_ACCOUNTS.usual})`),
  crowdSeed: z
    .int()
    .min(1)
    .max(CROWD_SEED_MAX)
    .optional()
    .describe(
      'seed of the crowd (default: a secret one; others can find out a number from the first orders)',
    ),
};

export const headlessProgram: Program<typeof shape> = {
  command: 'npm run host',
  about: 'A pit without a window: exchange, relay and bots.',
  schema: z.strictObject(shape),
};

export type HeadlessOptions = Options<typeof shape>['options'];

/** @returns null when watchers send the pit's own token, if it has one @throws OptionError */
export function watchTokenOf({ watchToken }: Pick<HeadlessOptions, 'watchToken'>): string | null {
  const found = watchToken ?? process.env['BOTPIT_WATCH_TOKEN'];
  if (found === undefined || tokenOption.safeParse(found).success) return found ?? null;
  throw new OptionError(`BOTPIT_WATCH_TOKEN must have 8 to 256 characters; it has ${found.length}.`);
}

type CrowdOptions = Pick<HeadlessOptions, 'crowdAccounts' | 'crowdSeed'>;

export function houseBots(options: Pick<HeadlessOptions, 'bots'> & CrowdOptions): readonly HouseBot[] {
  return listedBots(options).map((bot) => withCrowd(bot, options));
}

function listedBots({ bots }: Pick<HeadlessOptions, 'bots'>): readonly HouseBot[] {
  if (bots === undefined) return DEFAULT_ROSTER.map((entry) => ({ ...entry, count: 1 }));
  if (typeof bots !== 'string') return bots;
  const words = bots.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '').map((strategy) => ({ strategy, count: 1, params: {} }));
}

/** Applies the crowd's options where the bot's own entry sets none. */
function withCrowd(bot: HouseBot, { crowdAccounts, crowdSeed }: CrowdOptions): HouseBot {
  if (bot.strategy !== CROWD) return bot;
  const accounts = crowdAccounts === undefined ? {} : { accounts: crowdAccounts };
  const seed = bot.seed ?? crowdSeed;
  return { ...bot, params: { ...accounts, ...bot.params }, ...(seed !== undefined && { seed }) };
}

type ExchangeField = keyof typeof exchangeProgram.schema.shape;
/**
 * Options of the exchange that its file contains. The token is missing, because it reaches the exchange in its
 * environment.
 */
const EXCHANGE_FIELDS = (Object.keys(exchangeProgram.schema.shape) as ExchangeField[]).filter(
  (field) => field !== 'token',
);

/** The options for the exchange's file. */
export function exchangePart(options: HeadlessOptions): GivenOptions {
  return Object.fromEntries(
    EXCHANGE_FIELDS.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  ) as GivenOptions;
}
