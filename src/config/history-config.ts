/** The options of the history service. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { followerOptions, portOption } from './common-options.ts';
import type { Options, Program } from '../runtime/options.ts';

const shape = {
  port: portOption(DEFAULT_PORTS.history, 'port to serve the history on'),
  session: z
    .string()
    .min(1)
    .optional()
    .describe(
      'folder of the session, as --data-dir of the exchange: the history begins with its files; default: it begins with the first event',
    ),
  ...followerOptions,
};

export type HistoryOptions = Options<typeof shape>['options'];

export const historyProgram: Program<typeof shape> = {
  command: 'npm run history',
  about: 'The history service: candles, trades, liquidations, fills and equity of a session, over HTTP.',
  schema: z.strictObject(shape),
};
