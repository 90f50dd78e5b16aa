/** What a pit without a window is told on its command line: the exchange's options, and the pit's own. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { portOption, tokenOption } from '../config/common-options.ts';
import { exchangeProgram, type ExchangeOptions } from '../config/exchange-config.ts';
import { natsCertOption, publishOption } from '../config/relay-config.ts';
import { OptionError, type Options, type Program } from '../runtime/options.ts';
import { DEMO_STRATEGIES } from '../pit/roster.ts';

/** In a file the bots may be told apart further than by their strategies. */
const botSchema = z.strictObject({
  strategy: z.string().min(1),
  name: z.string().optional(),
  count: z.number().default(1),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
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
    .describe(
      'port of the monitor for browsers, /healthz and /metrics; 0 takes a free one; none when left out',
    ),
  watchToken: tokenOption.describe(
    'secret for the relay alone, to hand out to watchers; the pit’s own token when left out; better in --config or in BOTPIT_WATCH_TOKEN',
  ),
  publish: publishOption,
  natsCert: natsCertOption,
  bots: z
    .union([z.string(), z.array(botSchema)])
    .default(DEMO_STRATEGIES.join(','))
    .describe(
      'strategies of the house bots, built-ins or files, separated by commas; empty for none; in --config also a list of {strategy, name, count, params}',
    ),
};

export const headlessProgram: Program<typeof shape> = {
  command: 'npm run host',
  about: 'A pit without a window: exchange, relay and bots.',
  schema: z.strictObject(shape),
};

export type HeadlessOptions = Options<typeof shape>['options'];

/** @returns null: watchers show the pit's own token, if it has one. @throws OptionError */
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

/** What the exchange is to read from a file: without the token, which reaches it by the environment. */
export function exchangePart(options: HeadlessOptions): ExchangeOptions {
  const { relayPort: _r, httpPort: _h, watchToken: _w, bots: _b, token: _t, ...others } = options;
  const { publish: _p, natsCert: _n, ...rest } = others;
  return rest;
}
