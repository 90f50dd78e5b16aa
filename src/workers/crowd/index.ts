/** `npm run crowd`: many small traders in one process, each with its own account, that make a market. */
import { z } from 'zod';
import {
  logLevelOption,
  serverCertOption,
  trustFor,
  urlOption,
  withStreamToken,
} from '../../config/common-options.ts';
import { CROWD, CROWD_ACCOUNTS, CROWD_NAME_PATTERN, CROWD_SEED_MAX } from '../../contract/house.ts';
import { DEFAULT_PORTS } from '../../contract/protocol.ts';
import { parseMood, parsePlaces } from '../../config/room.ts';
import type { CrowdPlace } from '../../contract/room.ts';
import { rosterOf } from '../../crowd/index.ts';
import type { Options, Program } from '../../runtime/options.ts';
import { secretStreams } from '../../runtime/secret-streams.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { CrowdProcess } from './crowd-process.ts';

const shape = {
  name: z
    .string()
    .regex(CROWD_NAME_PATTERN, 'must be 1 to 12 of A-Z a-z 0-9 _ -')
    .default(CROWD)
    .describe(
      'name of the crowd; a second crowd in a pit needs another name, and its accounts are crowd.NAME.KIND-N',
    ),
  relay: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.relay}`,
    'market data; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  orders: urlOption(`ws://127.0.0.1:${DEFAULT_PORTS.orders}`, 'order gateway of the exchange'),
  symbol: z.string().min(1).optional().describe('instrument to trade (default: the first one)'),
  seed: z
    .int()
    .min(0)
    .max(CROWD_SEED_MAX)
    .optional()
    .describe(
      'seed of the fair value and of every trader (default: a secret one; others can find out a number from the first orders)',
    ),
  accounts: z
    .int()
    .min(CROWD_ACCOUNTS.min)
    .max(CROWD_ACCOUNTS.max)
    .default(CROWD_ACCOUNTS.usual)
    .describe('number of traders; their total volume does not depend on it'),
  places: z
    .string()
    .refine((text) => parsePlaces(text) !== null, 'must be a list of {"symbol", "basket"?}')
    .optional()
    .describe('instruments to trade, as JSON, in place of --symbol; a room sets it'),
  mood: z
    .string()
    .refine(
      (text) => parseMood(text) !== null,
      'must be {"volatility", "driftBp", "driftDirection"?, "depth", "informed"}',
    )
    .optional()
    .describe('how this crowd differs from the usual one, as JSON; a room sets it'),
  token: z
    .string()
    .max(256)
    .optional()
    .describe('token of all its accounts for the order gateway; prefer --config or BOTPIT_TOKEN'),
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};

const program: Program<typeof shape> = {
  command: 'npm run crowd',
  about: 'A crowd: many small traders that together make a market.',
  schema: z.strictObject(shape),
};

await runWorker(program, startCrowd);

async function startCrowd({ options }: Options<typeof shape>, frame: WorkerFrame): Promise<Running> {
  const { name, accounts, symbol, places, mood, orders, relay, serverCert, seed } = options;
  frame.log.info(`${accounts} traders with ${seed === undefined ? 'a secret seed' : `--seed ${seed}`}`);
  return new CrowdProcess(
    {
      members: rosterOf(accounts, name),
      seed: seed ?? secretStreams(),
      mood: mood === undefined ? undefined : (parseMood(mood) ?? undefined),
      places: placesOf(places, symbol),
      orders,
      relay: withStreamToken(relay),
      token: options.token ?? process.env['BOTPIT_TOKEN'],
      trust: trustFor(serverCert),
    },
    frame,
  );
}

function placesOf(places: string | undefined, symbol: string | undefined): readonly CrowdPlace[] | undefined {
  if (places !== undefined) return parsePlaces(places) ?? undefined;
  return symbol === undefined ? undefined : [{ symbol }];
}
