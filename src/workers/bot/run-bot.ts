/**
 * Runs one version of a strategy in its process: loads it, follows the relay, and sends the strategy's decisions to the
 * order gateway.
 */
import { dirname, resolve } from 'node:path';
import { deserialize, serialize, setFlagsFromString } from 'node:v8';
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
import { deleteOwn } from '../../runtime/own-folder.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import type { Logger } from '../../runtime/log.ts';
import type { FromVersion, Memory, NotLoaded, ToVersion } from '../../runtime/version-messages.ts';
import type { Options, Program } from '../../runtime/options.ts';
import type { Activity } from './activity.ts';
import { Bot, type BotMemory, type BotOptions, type Script } from './bot.ts';
import { BrokenStrategy } from './bundle.ts';
import { endChildrenOnExit } from './children.ts';
import { narrowEnvironment } from './environment.ts';
import { describeStrategy } from './describe.ts';
import {
  createStrategy,
  declaredParams,
  declaredSymbols,
  declaredWarmup,
  loadStrategy,
  warningsOf,
} from './load-strategy.ts';
import { readParams } from '../../config/strategy-params.ts';
import { isVersion } from './own-file.ts';
import { SaveWatch } from './save-watch.ts';
import { inTime } from './load-in-time.ts';
import { locateStrategy, nameOf, type StrategyFile } from './strategy-file.ts';
import { Watchdog } from './watchdog.ts';

/** Number of stack frames to keep, enough to find the author's frame below a library's. */
const STACK_FRAMES = 50;
const BYTES_PER_MB = 1024 * 1024;
/** Smallest memory limit. A bot with an idle strategy takes about 80 MB. */
const MEMORY_MB_MIN = 128;

/** Files that the built worker needs. */
interface BotFiles {
  readonly strategiesDir: URL;
  readonly watchdogThread: URL;
}

const shape = {
  name: accountSchema
    .optional()
    .describe("the bot's name and account (default: the name of the file or class)"),
  relay: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.relay}`,
    'market data; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  orders: urlOption(`ws://127.0.0.1:${DEFAULT_PORTS.orders}`, 'order gateway of the exchange'),
  symbol: z
    .string()
    .min(1)
    .optional()
    .describe('instrument to trade (default: those of the strategy, or the first one)'),
  seed: z
    .int()
    .optional()
    .describe("seed of the strategy's random numbers, which others can find out (default: a secret one)"),
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

export async function runBot(files: BotFiles): Promise<void> {
  // A bot produces little garbage, so waking V8's helper threads would take more processor time than they save.
  setFlagsFromString('--no-parallel-scavenge');
  await runWorker(program, (given, frame) => startBot(given, frame, files));
}

async function startBot(given: Options<typeof shape>, frame: WorkerFrame, files: BotFiles): Promise<Running> {
  const { options, positionals } = given;
  Error.stackTraceLimit = STACK_FRAMES;
  const relay = withStreamToken(options.relay);
  const token = options.token ?? process.env['BOTPIT_TOKEN'];
  const strategiesDir = options.strategiesDir ?? fileURLToPath(files.strategiesDir);
  const file = locateStrategy(positionals[0] ?? '', strategiesDir);
  const trust = trustFor(options.serverCert);
  const isWatched = isVersion(process.env) && dirname(file.path) !== resolve(strategiesDir);
  const isNext = process.env['BOTPIT_VERSION'] === 'next';
  narrowEnvironment(process.env);
  if (options.describe) return describeStrategy(file, frame);
  const account = accountSchema.parse(options.name ?? nameOf(file));
  const watchdog = new Watchdog(files.watchdogThread, options.memoryMb * BYTES_PER_MB, frame.log);
  const onActivity = (activity: Activity | null) => watchdog.enter(activity);
  endChildrenOnExit();
  const load = () => loadScript(file, options.param, frame.log, onActivity);
  const loading = isNext ? loadOrReport(load, frame) : load();
  const script = await Promise.race([loading, frame.stopRequested.then(() => null)]);
  if (script === null) return { stop: () => deleteOwn('strategy') };
  const { symbol, orders, seed } = options;
  const bot = new Bot(
    { script, account, symbol, seed, token, relay, orders, trust, isNext, onActivity },
    frame,
  );
  process.on('unhandledRejection', (error) => bot.rejected(error));
  frame.onUncaught((error) => bot.threw(error));
  if (isWatched) succeed(bot, script, isNext, frame);
  if (isNext) report(frame, { type: 'loaded' });
  return bot;
}

/**
 * Reports saves to the parent, and carries out its requests: hand over to the next version, or take over from the
 * previous one.
 */
function succeed(bot: Bot, script: Script, isNext: boolean, frame: WorkerFrame): void {
  const saves = new SaveWatch(() => report(frame, { type: 'saved' }));
  frame.onMessage((message) => {
    const order = message as ToVersion;
    switch (order.type) {
      case 'not_loaded':
        saves.watch(order.files);
        frame.log.error(
          `the saved strategy does not load, and the version before continues: ${order.reason}`,
        );
        return bot.saveFailed(order.reason);
      case 'hand_over':
        saves.stop();
        frame.log.info('the strategy was saved, and is reloaded');
        return void handOver(bot, frame);
      case 'take_over':
        bot.takeOver(order.memory === null ? undefined : (deserialize(order.memory) as BotMemory));
        return saves.watchSources(script.sources);
    }
  });
  if (!isNext) saves.watchSources(script.sources);
}

async function handOver(bot: Bot, frame: WorkerFrame): Promise<void> {
  const memory: Memory = serialize(await bot.handOver());
  report(frame, { type: 'handed_over', memory });
}

function report(frame: WorkerFrame, message: FromVersion): void {
  frame.post(message);
}

/**
 * Loads the strategy, or reports that it does not load. The previous version then continues, and the parent ends this
 * process.
 */
async function loadOrReport(load: () => Promise<Script>, frame: WorkerFrame): Promise<Script> {
  try {
    return await load();
  } catch (error) {
    const files = error instanceof BrokenStrategy ? error.files : [];
    const failure: NotLoaded = { type: 'not_loaded', reason: (error as Error).message, files };
    report(frame, failure);
    return await new Promise<never>(() => {});
  }
}

async function loadScript(
  file: StrategyFile,
  given: readonly string[],
  log: Logger,
  onActivity: BotOptions['onActivity'],
): Promise<Script> {
  onActivity('loading the file');
  try {
    const loaded = await inTime(file, loadStrategy(file));
    const params = readParams(declaredParams(file, loaded), given);
    const symbols = declaredSymbols(file, loaded);
    const warmupSeconds = declaredWarmup(file, loaded);
    const strategy = createStrategy(file, loaded, params);
    for (const warning of warningsOf(file, loaded, strategy)) log.warn(warning);
    return { strategy, sources: loaded.sources, params, symbols, warmupSeconds };
  } finally {
    onActivity(null);
  }
}
