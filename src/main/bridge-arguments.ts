/** Schemas of the arguments of each bridge call. The page is ours, but its messages are validated like any client's. */
import { z } from 'zod';
import { APP_COMMANDS } from '../contract/commands.ts';
import type { Bridge } from '../preload/bridge.ts';
import type { Call } from '../preload/channels.ts';
import { controlSchema } from '../config/playback-control.ts';
import { paramsSchema, symbolSchema, TEXT_CHARS_MAX } from './settings-schema.ts';

const text = z.string().max(TEXT_CHARS_MAX);
const nothing = z.tuple([]);
const oneName = z.tuple([text]);
/** Largest number of rooms in a lab's request, more than are built in. */
const LAB_ROOMS_MAX = 100;
const labStrategy = z.strictObject({ strategy: text, params: paramsSchema });

export type CallArguments<Name extends Call> = Parameters<Bridge[Name]>;

/** Checks the shapes only: the pit checks the values and explains its refusal to the user. */
export const callArguments: { readonly [Name in Call]: z.ZodType<CallArguments<Name>> } = {
  pit: nothing,
  settings: nothing,
  start: nothing,
  stop: nothing,
  addBots: z.tuple([
    z.strictObject({
      strategy: text,
      name: text,
      count: z.number(),
      params: paramsSchema,
      symbol: symbolSchema.optional(),
    }),
  ]),
  describeStrategy: z.tuple([text]),
  stopBot: oneName,
  startBot: oneName,
  restartBot: oneName,
  changeBot: z.tuple([text, paramsSchema]),
  runCommand: z.tuple([z.enum(APP_COMMANDS)]),
  removeBot: oneName,
  pickStrategy: nothing,
  setRoom: z.tuple([text.nullable()]),
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
  lab: nothing,
  startLab: z.tuple([
    z.strictObject({
      a: labStrategy,
      b: labStrategy.nullable(),
      rooms: z.array(text).max(LAB_ROOMS_MAX),
      seeds: z.number(),
      minutes: z.number(),
      sweep: z.strictObject({ param: text.regex(/^[^=\0]+$/), values: text.regex(/^[^\0]+$/) }).nullable(),
    }),
  ]),
  cancelLab: nothing,
  openLabRun: z.tuple([z.strictObject({ room: text, letter: text, seed: z.number() })]),
  openLabReport: oneName,
};
