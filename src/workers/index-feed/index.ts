/** `npm run index`: sets an instrument's index price, from a file, a web address or a model. */
import { z } from 'zod';
import { logLevelOption, serverCertOption, trustFor, urlOption } from '../../config/common-options.ts';
import { OPERATOR_ACCOUNT } from '../../contract/house.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { accountSchema } from '../../contract/orders.ts';
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import type { Seed } from '../../crowd/index.ts';
import { OptionError, type Options, type Program } from '../../runtime/options.ts';
import { secretStreams } from '../../runtime/secret-streams.ts';
import { readTextFile } from '../../runtime/text-file.ts';
import { runWorker } from '../../runtime/worker-frame.ts';
import { IndexFeed } from './index-feed.ts';
import { modelPrice } from './model-price.ts';
import { polledPrice } from './polled-price.ts';
import { filePrices, parsePrices } from './price-file.ts';
import type { Source } from './source.ts';

const SEED_MAX = 2 ** 31 - 1;

const shape = {
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file of prices to play at their recorded pace: lines of time,price or {"time":…,"price":…}; a time is in seconds or a date',
    ),
  speed: z.number().positive().max(1_000).default(1).describe('seconds of the file that pass in one second'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('web address of JSON that contains the price'),
  path: z.string().default('price').describe('where the price is in that JSON, such as data.0.price'),
  model: z
    .boolean()
    .default(false)
    .describe('take prices from a seeded model, with varying volatility and with jumps'),
  seed: z
    .int()
    .min(0)
    .max(SEED_MAX)
    .optional()
    .describe(
      'seed of the model (default: a secret one; others can find out a number from the first prices)',
    ),
  everyMs: z
    .int()
    .min(100)
    .max(3_600_000)
    .default(1_000)
    .describe('milliseconds between two prices of --url and --model'),
  symbol: z.string().min(1).optional().describe('instrument (default: the first one)'),
  orders: urlOption(`ws://127.0.0.1:${DEFAULT_PORTS.orders}`, 'order gateway of the exchange'),
  account: accountSchema.default(OPERATOR_ACCOUNT).describe("an operator's account"),
  token: z.string().max(256).optional().describe('token of the account; prefer --config or BOTPIT_TOKEN'),
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};

const program: Program<typeof shape> = {
  command: 'npm run index',
  about: "Sets an instrument's index price, as an operator.",
  schema: z.strictObject(shape),
};

type Given = Options<typeof shape>['options'];

await runWorker(program, async ({ options }, frame) => {
  const { orders, account, symbol, serverCert, token = process.env['BOTPIT_TOKEN'] } = options;
  const { seed } = options;
  const sourceFor = sourcesOf(options, seed ?? secretStreams());
  if (options.model)
    frame.log.info(`the model has ${seed === undefined ? 'a secret seed' : `--seed ${seed}`}`);
  return new IndexFeed({ orders, account, symbol, token, trust: trustFor(serverCert), sourceFor }, frame);
});

/** @throws OptionError unless exactly one source is given and it can be read */
function sourcesOf(
  { file, url, model, speed, path, everyMs }: Given,
  seed: Seed,
): (of: Instrument) => Source {
  const given = [file !== undefined, url !== undefined, model].filter((isGiven) => isGiven).length;
  if (given !== 1) throw new OptionError('Give one of --file FILE, --url URL and --model.');
  if (url !== undefined) return () => polledPrice(url, path, everyMs);
  if (file === undefined) return ({ referencePrice }) => modelPrice(referencePrice, seed, everyMs);
  const source = filePrices(readPrices(file), speed);
  return () => source;
}

function readPrices(file: string): ReturnType<typeof parsePrices> {
  try {
    return parsePrices(readTextFile(file));
  } catch (error) {
    throw new OptionError(`--file ${file}: ${(error as Error).message}.`);
  }
}
