/** The options of a headless pit: the exchange's options and a few more. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { portOption, tokenOption } from '../config/common-options.ts';
import { exchangeProgram, type ExchangeOptions } from '../config/exchange-config.ts';
import { natsCertOption, publishOption } from '../config/relay-config.ts';
import { OptionError, type Options, type Program } from '../runtime/options.ts';
import { DEMO_STRATEGIES } from '../pit/roster.ts';

/** A configuration file describes house bots in more detail than the command line. */
const botSchema = z.strictObject({
  strategy: z.string().min(1),
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
    .union([z.string(), z.array(botSchema)])
    .default(DEMO_STRATEGIES.join(','))
    .describe(
      'strategies of the house bots: built-in names or files, separated by commas; empty: none; in --config also a list of {strategy, name, count, params, seed, symbol}',
    ),
};

export const headlessProgram: Program<typeof shape> = {
  command: 'npm run host',
  about: 'A pit without a window: exchange, relay and bots.',
  schema: z.strictObject(shape),
};

export type HeadlessOptions = Options<typeof shape>['options'];

/** @returns null: watchers send the pit's own token, if it has one. @throws OptionError */
export function watchTokenOf({ watchToken }: Pick<HeadlessOptions, 'watchToken'>): string | null {
  const found = watchToken ?? process.env['BOTPIT_WATCH_TOKEN'];
  if (found === undefined || tokenOption.safeParse(found).success) return found ?? null;
  throw new OptionError(`BOTPIT_WATCH_TOKEN must have 8 to 256 characters; it has ${found.length}.`);
}

export function houseBots({ bots }: Pick<HeadlessOptions, 'bots'>): readonly HouseBot[] {
  if (typeof bots !== 'string') return bots;
  const words = bots.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '').map((strategy) => ({ strategy, count: 1, params: {} }));
}

type ExchangeField = keyof typeof exchangeProgram.schema.shape;
/** The token reaches the exchange in its environment. */
const EXCHANGE_FIELDS = (Object.keys(exchangeProgram.schema.shape) as ExchangeField[]).filter(
  (field) => field !== 'token',
);

/** The options that the exchange reads from its file. */
export function exchangePart(options: HeadlessOptions): ExchangeOptions {
  return Object.fromEntries(
    EXCHANGE_FIELDS.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  ) as ExchangeOptions;
}
