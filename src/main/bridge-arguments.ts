/** What each call of the bridge may be given. The page is ours, but what reaches us from it is checked like anyone's. */
import { z } from 'zod';
import type { Bridge } from '../preload/bridge.ts';
import type { Call } from '../preload/channels.ts';
import { controlSchema } from '../config/playback-control.ts';
import { paramsSchema, TEXT_CHARS_MAX } from './settings-schema.ts';

const text = z.string().max(TEXT_CHARS_MAX);
const nothing = z.tuple([]);
const oneName = z.tuple([text]);

export type CallArguments<Name extends Call> = Parameters<Bridge[Name]>;

/** The shapes alone: what the values must be like is the pit's to say, in words for the user. */
export const callArguments: { readonly [Name in Call]: z.ZodType<CallArguments<Name>> } = {
  pit: nothing,
  settings: nothing,
  start: nothing,
  stop: nothing,
  addBots: z.tuple([z.strictObject({ strategy: text, name: text, count: z.number(), params: paramsSchema })]),
  describeStrategy: z.tuple([text]),
  stopBot: oneName,
  startBot: oneName,
  restartBot: oneName,
  removeBot: oneName,
  pickStrategy: nothing,
  setRemoteRelay: z.tuple([text.nullable()]),
  probeRelay: z.tuple([text]),
  playback: nothing,
  openSession: nothing,
  openDropped: z.tuple([text]),
  rewind: nothing,
  closePlayback: nothing,
  controlPlayback: z.tuple([controlSchema]),
  exporting: nothing,
  cancelExport: nothing,
};
