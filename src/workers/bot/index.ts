/** The bot client: loads a strategy, follows the relay, and sends what the strategy decides to the order gateway. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { accountSchema } from '../../contract/orders.ts';
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import { logLevelOption, urlOption, withStreamToken } from '../common-options.ts';
import { runWorker, type Host, type Running } from '../host.ts';
import type { Options, Program } from '../options.ts';
import { Bot } from './bot.ts';
import { describeStrategy } from './describe.ts';
import { createStrategy, loadStrategy } from './load-strategy.ts';
import { readParams } from './params.ts';
import { seedOf } from './seeded-random.ts';
import { locateStrategy, nameOf } from './strategy-file.ts';

/** Frames that are kept of a stack: enough to find the author's own under a library's. */
const STACK_FRAMES = 50;
/** As seen from the built worker, in a checkout and in the installed app alike. */
const STRATEGIES_DIR = fileURLToPath(new URL('../../strategies', import.meta.url));

const shape = {
  name: accountSchema
    .optional()
    .describe("the bot's name and account (default: the name of the file or class)"),
  relay: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.relay}`,
    'market data; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  orders: urlOption(`ws://127.0.0.1:${DEFAULT_PORTS.orders}`, 'order gateway of the exchange'),
  symbol: z.string().min(1).optional().describe('instrument to trade (default: the first one)'),
  seed: z.int().optional().describe("seed of the strategy's random numbers (default: made of the name)"),
  param: z.array(z.string()).default([]).describe('a parameter of the strategy; may be repeated'),
  describe: z.boolean().default(false).describe('print what parameters the strategy has, and end'),
  token: z
    .string()
    .max(256)
    .optional()
    .describe('secret for the order gateway; better in --config or in BOTPIT_TOKEN'),
  strategiesDir: z
    .string()
    .optional()
    .describe('folder of the built-in strategies (default: those of Botpit)'),
  logLevel: logLevelOption,
};

const program: Program<typeof shape> = {
  command: 'npm run bot',
  about: 'A bot: runs a strategy (a built-in such as maker, or a .ts or .js file) against a pit.',
  positionals: ['FILE[:Class]'],
  schema: z.strictObject(shape),
};

await runWorker(program, startBot);

async function startBot(given: Options<typeof shape>, host: Host): Promise<Running> {
  const { options, positionals } = given;
  Error.stackTraceLimit = STACK_FRAMES;
  const relay = withStreamToken(options.relay);
  const token = options.token ?? takeToken();
  const file = locateStrategy(positionals[0] ?? '', options.strategiesDir ?? STRATEGIES_DIR);
  if (options.describe) return describeStrategy(file, host);
  const account = accountSchema.parse(options.name ?? nameOf(file));
  const loaded = await loadStrategy(file);
  const params = readParams(loaded.strategyClass.params, options.param);
  const strategy = createStrategy(file, loaded, params);
  const { symbol, orders, seed = seedOf(account) } = options;
  const bot = new Bot(
    { strategy, sources: loaded.sources, params, account, symbol, seed, token, relay, orders },
    host,
  );
  process.on('unhandledRejection', (error) => bot.rejected(error));
  return bot;
}

/** Out of the environment before the strategy's code runs, like the stream's, which has been read by then. */
function takeToken(): string | undefined {
  const token = process.env['BOTPIT_TOKEN'];
  delete process.env['BOTPIT_TOKEN'];
  delete process.env['BOTPIT_STREAM_TOKEN'];
  return token;
}
