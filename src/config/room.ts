/** Room files: `resources/rooms/NAME.json`, or a file of the user. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { PIT_INSTRUMENT, type Instrument } from '../contract/instrument.ts';
import { instrumentSchema } from '../contract/instrument-schema.ts';
import { fromUnits, gridOf } from '../contract/units.ts';
import { USUAL_MOOD, type CrowdPlace, type Mood, type Room } from '../contract/room.ts';
import { sideSchema } from '../contract/orders.ts';
import { OptionError } from '../runtime/options.ts';
import { parseJson, readTextFile } from '../runtime/text-file.ts';
import { describeIssue } from '../runtime/describe-issue.ts';
import { compileMarkets } from './exchange-config.ts';

const EVENTS_MAX = 1_000;
const DAY_SECONDS = 86_400;
/** Largest number of instruments of a room. Each is a market of the crowd. */
const INSTRUMENTS_MAX = 8;
/** Value of the default impact quantity, in currency, as in a pit's usual instrument. */
const IMPACT_VALUE = 10_000;
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
  driftDirection: z
    .literal('drawn')
    .optional()
    .describe('drawn: up or down by chance, which nobody knows before; absent: as the sign says'),
  depth: factor('sizes of the quotes of makers and patient traders; 1: as usual'),
  informed: factor('how often informed traders look; 1: as usual'),
});

const seconds = z.number().positive().max(DAY_SECONDS);
const symbol = z.string().min(1).optional();
const first = { symbol: symbol.describe('absent: the first instrument') };
const all = { symbol: symbol.describe('absent: all instruments') };
const crowdEvents = [
  z.strictObject({
    type: z.literal('fair_value').describe('the fair value jumps'),
    percent: z.number().min(-50).max(50),
    direction: z
      .literal('drawn')
      .optional()
      .describe('drawn: up or down by chance, which nobody knows before; absent: as the sign says'),
    ...first,
  }),
  z.strictObject({
    type: z.literal('withdraw').describe('the makers of the crowd take their quotes out of the book'),
    seconds,
    ...all,
  }),
  z.strictObject({
    type: z.literal('whale').describe('an account of the crowd works a large order'),
    side: sideSchema,
    quantity: z.number().positive(),
    seconds,
    ...first,
  }),
] as const;
const halt = z.strictObject({
  type: z.literal('halt').describe('trading stops, and reopens'),
  seconds,
  ...all,
});
const outage = z.strictObject({
  type: z.literal('outage').describe('the exchange is gone, and recovers'),
  seconds: z.number().positive().max(600),
});
const at = { atSeconds: z.number().min(0).max(DAY_SECONDS).describe('after the pit opens') };
const timed = [...crowdEvents, halt, outage].map((event) => event.extend(at)) as unknown as [
  z.ZodObject<typeof at & { type: z.ZodLiteral<string> }>,
  ...z.ZodObject<typeof at & { type: z.ZodLiteral<string> }>[],
];

const basketSchema = z.strictObject({
  parts: z
    .record(z.string(), z.number().positive())
    .describe('units of each part, by the symbol of another instrument of the room'),
  premiumBp: z.number().min(0).max(500).default(10).describe('deviation of the premium over the parts'),
  halfLifeSeconds: z
    .number()
    .min(1)
    .max(DAY_SECONDS)
    .default(60)
    .describe('how soon half of the premium is gone'),
});

const given = instrumentSchema.shape;
/** Schema without an instrument's own defaults, because an instrument of a room has those of a pit. */
const roomInstrumentSchema = instrumentSchema.extend({
  referencePrice: given.referencePrice.optional(),
  makerFeeRate: given.makerFeeRate.removeDefault().optional(),
  takerFeeRate: given.takerFeeRate.removeDefault().optional(),
  marginTiers: given.marginTiers.removeDefault().optional(),
  basket: basketSchema.optional().describe('the fair value is that of the parts, with a premium'),
});
type RoomInstrument = z.output<typeof roomInstrumentSchema>;

const placesSchema = z.array(z.strictObject({ symbol: z.string(), basket: basketSchema.optional() }));

const roomSchema = z.strictObject({
  $schema: z.string().optional(),
  about: z.string().min(1).max(200).describe('one sentence for those who choose a room'),
  instruments: z
    .array(roomInstrumentSchema)
    .max(INSTRUMENTS_MAX)
    .default([])
    .describe(
      "what the exchange trades and the crowd makes markets in; absent: the pit's instruments, the crowd in the first. What an instrument does not say is as in a pit's usual one",
    ),
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

/** Schema of a room in the form that `readRoom` returns, for a room within a report. */
export const readRoomSchema = z.strictObject({
  name: z.string(),
  about: z.string(),
  mood: moodSchema,
  instruments: z.array(instrumentSchema).max(INSTRUMENTS_MAX),
  places: placesSchema,
  events: z.array(z.discriminatedUnion('type', timed)).max(EVENTS_MAX),
  repeatSeconds: z.number().min(1).max(DAY_SECONDS).nullable(),
});

/** JSON Schema of a room file, for editors. */
export function roomFileSchema(): object {
  return z.toJSONSchema(roomSchema, { io: 'input' });
}

/** Schema of a message to a crowd. */
export const crowdEventSchema = z.discriminatedUnion('type', [...crowdEvents]);

/** Parses the mood on a crowd's command line. */
export function parseMood(text: string): Mood | null {
  try {
    return moodSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Parses the places on a crowd's command line. */
export function parsePlaces(text: string): readonly CrowdPlace[] | null {
  try {
    return placesSchema.min(1).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * @param room a name in `folder`, or the path of a file that ends in .json
 * @param option option that named the room, for error messages
 * @throws OptionError that names the file and its mistake
 */
export function readRoom(room: string, folder: string, option = '--room'): Room {
  const path = room.endsWith(ENDING) ? room : join(folder, `${room}${ENDING}`);
  const names = roomNames(folder);
  if (path !== room && !names.includes(room)) {
    throw new OptionError(
      `${option}: there is no room '${room}'; there are ${names.join(', ')}, or give a file that ends in ${ENDING}.`,
    );
  }
  return roomOf(path, `${option} ${path}`);
}

/** Names of the built-in rooms. */
export function roomNames(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  return files.map((file) => basename(file, ENDING)).toSorted();
}

/** @param where prefix of each error */
function roomOf(path: string, where: string): Room {
  let json: unknown;
  try {
    json = parseJson(readTextFile(path));
  } catch (error) {
    throw new OptionError(`${where}: ${(error as Error).message}.`);
  }
  const read = roomSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')} `;
    const what = issue === undefined ? 'is no room' : describeIssue(issue, json);
    throw new OptionError(`${where}: ${place}${what}.`);
  }
  const { about, crowd, events, instruments, repeatSeconds = null } = read.data;
  const last = Math.max(0, ...events.map(({ atSeconds }) => atSeconds));
  if (repeatSeconds !== null && last >= repeatSeconds) {
    throw new OptionError(`${where}: repeatSeconds is ${repeatSeconds}, but an event is at ${last} s.`);
  }
  const room = {
    name: basename(path, ENDING),
    about,
    mood: crowd,
    instruments: orRefuse(where, () => compiled(instruments)),
    places: instruments.map(({ symbol: name, basket }) => ({ symbol: name, ...(basket && { basket }) })),
    events: events as unknown as Room['events'],
    repeatSeconds,
  };
  orRefuse(where, () => refuseSymbols(room));
  return room;
}

function orRefuse<Result>(where: string, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`${where}: ${error.message}`);
    throw error;
  }
}

/** Compiles the room's instruments. @throws OptionError */
function compiled(given: readonly RoomInstrument[]): readonly Instrument[] {
  const prices = new Map(given.map(({ symbol: name, referencePrice }) => [name, referencePrice]));
  const instruments = given.map(({ basket, ...own }, index) => {
    if ((basket === undefined) === (own.referencePrice === undefined)) {
      const has = basket === undefined ? 'neither' : 'both';
      throw new OptionError(`instruments.${index} needs a referencePrice or a basket; it has ${has}.`);
    }
    const referencePrice =
      own.referencePrice ?? basketPrice(index, own.tickSize, basket?.parts ?? {}, prices);
    const lots = Math.max(1, Math.round(IMPACT_VALUE / referencePrice / own.lotSize));
    const impactQuantity = fromUnits(gridOf(own.lotSize), lots);
    return { ...PIT_INSTRUMENT, impactQuantity, ...own, referencePrice } as Instrument;
  });
  if (instruments.length > 0) compileMarkets({ instruments, moneyDecimals: 6, insuranceFund: 0 });
  return instruments;
}

/** Price of a basket, from the prices of its parts. A basket has none, so it cannot be a part. */
function basketPrice(
  index: number,
  tick: number,
  parts: Readonly<Record<string, number>>,
  prices: ReadonlyMap<string, number | undefined>,
): number {
  let price = 0;
  for (const [part, weight] of Object.entries(parts)) {
    const own = prices.get(part);
    if (own === undefined) {
      throw new OptionError(
        `instruments.${index}.basket.parts: ${part} is not an instrument of the room with a referencePrice.`,
      );
    }
    price += weight * own;
  }
  if (price > 0) return fromUnits(gridOf(tick), Math.max(1, Math.round(price / tick)));
  throw new OptionError(`instruments.${index}.basket.parts must name at least one instrument.`);
}

/** @throws OptionError for an event that names an instrument which the room does not have */
function refuseSymbols({ instruments, events }: Pick<Room, 'instruments' | 'events'>): void {
  const known = instruments.map(({ symbol: name }) => name);
  const twin = known.find((name, index) => known.indexOf(name) !== index);
  if (twin !== undefined) throw new OptionError(`instruments: ${twin} appears twice.`);
  for (const [index, event] of events.entries()) {
    const named = 'symbol' in event ? event.symbol : undefined;
    if (named === undefined || known.length === 0 || known.includes(named)) continue;
    throw new OptionError(
      `events.${index}.symbol ${named} is not an instrument of the room; there is ${known.join(', ')}.`,
    );
  }
}
