/** The options of the history service. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import {
  connectionsPerAddressOption,
  hostOption,
  logLevelOption,
  portOption,
  serverCertOption,
  tlsOptions,
  tokenOption,
  urlOption,
} from './common-options.ts';
import type { Options, Program } from '../runtime/options.ts';

const shape = {
  port: portOption(DEFAULT_PORTS.history, 'port to serve the history on'),
  upstream: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.events}`,
    'event stream of an exchange or a relay; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  session: z
    .string()
    .min(1)
    .optional()
    .describe(
      'folder of the session, as --data-dir of the exchange: the history begins with its files; default: it begins with the first event',
    ),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  ...tlsOptions,
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};

export type HistoryOptions = Options<typeof shape>['options'];

export const historyProgram: Program<typeof shape> = {
  command: 'npm run history',
  about: 'The history service: candles, trades, liquidations, fills and equity of a session, over HTTP.',
  schema: z.strictObject(shape),
};
