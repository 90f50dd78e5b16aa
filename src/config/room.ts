/** Room files: `resources/rooms/NAME.json`, or a file of the user's. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { USUAL_MOOD, type Mood, type Room } from '../contract/room.ts';
import { sideSchema } from '../contract/orders.ts';
import { OptionError } from '../runtime/options.ts';
import { parseJson, readTextFile } from '../runtime/text-file.ts';
import { describeIssue } from '../runtime/describe-issue.ts';

const EVENTS_MAX = 1_000;
const DAY_SECONDS = 86_400;
const ENDING = '.json';

const factor = (about: string) => z.number().min(0.05).max(20).default(1).describe(about);
const moodSchema = z.strictObject({
  volatility: factor('volatility of the fair value; 1: as usual'),
  driftBp: z
    .number()
    .min(-500)
    .max(500)
    .default(0)
    .describe('drift of the fair value, basis points a minute'),
  depth: factor('sizes of the quotes of makers and patient traders; 1: as usual'),
  informed: factor('how often informed traders look; 1: as usual'),
});

const seconds = z.number().positive().max(DAY_SECONDS);
const crowdEvents = [
  z.strictObject({
    type: z.literal('fair_value').describe('the fair value jumps'),
    percent: z.number().min(-50).max(50),
  }),
  z.strictObject({
    type: z.literal('withdraw').describe('the makers of the crowd take their quotes out of the book'),
    seconds,
  }),
  z.strictObject({
    type: z.literal('whale').describe('an account of the crowd works a large order'),
    side: sideSchema,
    quantity: z.number().positive(),
    seconds,
  }),
] as const;
const outage = z.strictObject({
  type: z.literal('outage').describe('the exchange is gone, and recovers'),
  seconds: z.number().positive().max(600),
});
const at = { atSeconds: z.number().min(0).max(DAY_SECONDS).describe('after the pit opens') };
const timed = [...crowdEvents, outage].map((event) => event.extend(at)) as unknown as [
  z.ZodObject<typeof at & { type: z.ZodLiteral<string> }>,
  ...z.ZodObject<typeof at & { type: z.ZodLiteral<string> }>[],
];

const roomSchema = z.strictObject({
  $schema: z.string().optional(),
  about: z.string().min(1).max(200).describe('one sentence for those who choose a room'),
  crowd: moodSchema.default(USUAL_MOOD).describe('how the crowd differs from the usual one'),
  events: z
    .array(z.discriminatedUnion('type', timed))
    .max(EVENTS_MAX)
    .default([])
    .describe('what happens when'),
  repeatSeconds: z
    .number()
    .min(1)
    .max(DAY_SECONDS)
    .optional()
    .describe('the timeline starts again after this many seconds'),
});

/** The JSON Schema of a room's file, for editors. */
export function roomFileSchema(): object {
  return z.toJSONSchema(roomSchema, { io: 'input' });
}

/** A message to a crowd. */
export const crowdEventSchema = z.discriminatedUnion('type', [...crowdEvents]);

/** The mood on a crowd's command line. */
export function parseMood(text: string): Mood | null {
  try {
    return moodSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * @param room a name of `folder`, or the path of a file that ends in .json
 * @throws OptionError that names the file and what is wrong with it
 */
export function readRoom(room: string, folder: string): Room {
  const path = room.endsWith(ENDING) ? room : join(folder, `${room}${ENDING}`);
  const names = roomNames(folder);
  if (path !== room && !names.includes(room)) {
    throw new OptionError(
      `--room: there is no room '${room}'; there are ${names.join(', ')}, or give a file that ends in ${ENDING}.`,
    );
  }
  return roomOf(path);
}

/** Those in the box, by name. */
export function roomNames(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  return files.map((file) => basename(file, ENDING)).toSorted();
}

function roomOf(path: string): Room {
  let json: unknown;
  try {
    json = parseJson(readTextFile(path));
  } catch (error) {
    throw new OptionError(`--room ${path}: ${(error as Error).message}.`);
  }
  const read = roomSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')} `;
    const what = issue === undefined ? 'is no room' : describeIssue(issue, json);
    throw new OptionError(`--room ${path}: ${where}${what}.`);
  }
  const { about, crowd, events, repeatSeconds = null } = read.data;
  const last = Math.max(0, ...events.map(({ atSeconds }) => atSeconds));
  if (repeatSeconds !== null && last >= repeatSeconds) {
    throw new OptionError(`--room ${path}: repeatSeconds is ${repeatSeconds}, but an event is at ${last} s.`);
  }
  const name = basename(path, ENDING);
  return { name, about, mood: crowd, events: events as unknown as Room['events'], repeatSeconds };
}
