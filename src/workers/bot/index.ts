/** The bot client: loads a strategy, follows the relay, and sends what the strategy decides to the order gateway. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { accountSchema } from '../../contract/orders.ts';
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import {
  logLevelOption,
  serverCertOption,
  trustFor,
  urlOption,
  withStreamToken,
} from '../../config/common-options.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Options, Program } from '../../runtime/options.ts';
import type { Activity } from './activity.ts';
import { Bot, type BotOptions, type Script } from './bot.ts';
import { BrokenStrategy } from './bundle.ts';
import { narrowEnvironment } from './environment.ts';
import { describeStrategy } from './describe.ts';
import { createStrategy, declaredParams, loadStrategy, warningsOf } from './load-strategy.ts';
import { readParams } from '../../config/strategy-params.ts';
import { seedOf } from '../../contract/seeded-random.ts';
import { Reloader } from './reloader.ts';
import { locateStrategy, nameOf, type StrategyFile } from './strategy-file.ts';
import { Watchdog } from './watchdog.ts';

/** Stack frames to keep: enough to find the author's frame below a library's. */
const STACK_FRAMES = 50;
const BYTES_PER_MB = 1024 * 1024;
/** A bot with an idle strategy takes about 80 MB. */
const MEMORY_MB_MIN = 128;
/** As seen from the built worker, in a checkout and in the installed app alike. */
const STRATEGIES_DIR = fileURLToPath(new URL('../../strategies', import.meta.url));

const WATCHDOG_THREAD = new URL('./bot-watchdog.js', import.meta.url);

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
  seed: z.int().optional().describe("seed of the strategy's random numbers (default: derived from the name)"),
  param: z.array(z.string()).default([]).describe('parameter of the strategy; may be repeated'),
  describe: z.boolean().default(false).describe('print the parameters of the strategy and exit'),
  token: z
    .string()
    .max(256)
    .optional()
    .describe('token for the order gateway; prefer --config or BOTPIT_TOKEN'),
  serverCert: serverCertOption,
  memoryMb: z
    .int()
    .min(MEMORY_MB_MIN)
    .max(65_536)
    .default(512)
    .describe('maximum memory of the process, in MB; above it, the process ends'),
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

async function startBot(given: Options<typeof shape>, frame: WorkerFrame): Promise<Running> {
  const { options, positionals } = given;
  Error.stackTraceLimit = STACK_FRAMES;
  const relay = withStreamToken(options.relay);
  const token = options.token ?? process.env['BOTPIT_TOKEN'];
  const strategiesDir = options.strategiesDir ?? STRATEGIES_DIR;
  const file = locateStrategy(positionals[0] ?? '', strategiesDir);
  const trust = trustFor(options.serverCert);
  narrowEnvironment(process.env);
  if (options.describe) return describeStrategy(file, frame);
  const account = accountSchema.parse(options.name ?? nameOf(file));
  const watchdog = new Watchdog(WATCHDOG_THREAD, options.memoryMb * BYTES_PER_MB, frame.log);
  const onActivity = (activity: Activity | null) => watchdog.enter(activity);
  const load = () => loadScript(file, options.param, frame.log, onActivity);
  const script = await load();
  const { symbol, orders, seed = seedOf(account) } = options;
  const bot = new Bot({ script, account, symbol, seed, token, relay, orders, trust, onActivity }, frame);
  process.on('unhandledRejection', (error) => bot.rejected(error));
  frame.onUncaught((error) => bot.threw(error));
  if (dirname(file.path) === resolve(strategiesDir)) return bot;
  const onLoaded = (saved: Script) => bot.replace(saved);
  const filesOf = ({ sources }: Script) => sources.keys();
  const filesOfFailure = (error: unknown) => (error instanceof BrokenStrategy ? error.files : []);
  const onFailed = (reason: string) => bot.saveFailed(reason);
  const reloader = new Reloader(
    { log: frame.log, load, filesOf, filesOfFailure, onLoaded, onFailed },
    script,
  );
  return {
    stop: () => {
      reloader.stop();
      return bot.stop();
    },
  };
}

async function loadScript(
  file: StrategyFile,
  given: readonly string[],
  log: Logger,
  onActivity: BotOptions['onActivity'],
): Promise<Script> {
  onActivity('loading the file');
  try {
    const loaded = await loadStrategy(file);
    const params = readParams(declaredParams(file, loaded), given);
    const strategy = createStrategy(file, loaded, params);
    for (const warning of warningsOf(file, loaded, strategy)) log.warn(warning);
    return { strategy, sources: loaded.sources, params };
  } finally {
    onActivity(null);
  }
}
