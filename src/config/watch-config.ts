/** The options of the watch worker. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { followerOptions, portOption } from './common-options.ts';
import type { Options, Program } from '../runtime/options.ts';

const shape = {
  port: portOption(DEFAULT_PORTS.watch, 'port to serve the conflated feed on'),
  ...followerOptions,
};

export type WatchOptions = Options<typeof shape>['options'];

export const watchProgram: Program<typeof shape> = {
  command: 'npm run watch',
  about: 'The watch worker: merges an event stream into a few frames a second, for people who watch.',
  schema: z.strictObject(shape),
};
