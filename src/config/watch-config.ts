/** The options of the watch worker. */
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
  port: portOption(DEFAULT_PORTS.watch, 'port to serve the conflated feed on'),
  upstream: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.events}`,
    'event stream of an exchange or a relay; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  ...tlsOptions,
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};

export type WatchOptions = Options<typeof shape>['options'];

export const watchProgram: Program<typeof shape> = {
  command: 'npm run watch',
  about: 'The watch worker: merges an event stream into a few frames a second, for people who watch.',
  schema: z.strictObject(shape),
};
