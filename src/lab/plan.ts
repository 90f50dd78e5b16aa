/** Options of a lab, and the plan that follows from them. */
import { basename, join } from 'node:path';
import { z } from 'zod';
import { logLevelOption } from '../config/common-options.ts';
import { queueOption } from '../config/queue-options.ts';
import { natsCertOption } from '../config/relay-config.ts';
import { readRoom, roomNames } from '../config/room.ts';
import { withoutResidue } from '../contract/decimals.ts';
import { CROWD_ACCOUNTS } from '../contract/house.ts';
import { LAB_SEEDS_MIN } from '../contract/lab.ts';
import type { Room } from '../contract/room.ts';
import type { Program } from '../runtime/options.ts';
import { fromStartFolder } from '../runtime/start-folder.ts';
import { DATA_DIR_USUAL, NAME_USUAL } from './command-line.ts';
import { parseAssertion, type Assertion } from './assertion.ts';
import { fewestSeeds, type Variant } from './comparison.ts';
import { latencyText, parseLatency } from './latency-option.ts';
import { METRICS } from './metrics.ts';
import { countSlices, recordedMs, type RecordingFile } from './recorded-day.ts';
import { parseRunName, type RunName } from './run-name.ts';
import type { RunRequest } from './run.ts';
import { parseSeeds, parseUntil, SEEDS_MAX } from './seeds.ts';
import { SEEDS_FIRST } from './sequence.ts';
import { parseBots, variantsOf } from './variants.ts';

const SEEDS_USUAL = '20';
const SEEDS_MAX_USUAL = 400;
const MINUTES_MAX = 24 * 60;
const MINUTES_USUAL = 10;
const SLICE_MINUTES_USUAL = 2;
export const WORKER_TIMEOUT_USUAL = 30;
const MS_PER_MINUTE = 60_000;

/** Folders of the built-in strategies and rooms. */
export interface Box {
  readonly strategies: string;
  readonly rooms: string;
}

/** An option with the placeholder that `--help` shows for its value. */
const described = <Schema extends z.ZodType>(schema: Schema, placeholder: string, description: string) =>
  schema.meta({ placeholder, description });

const SHAPE = {
  seeds: described(
    z.string().optional(),
    'N|A-B',
    `the first N seeds, or a range of them (default ${SEEDS_USUAL})`,
  ),
  until: described(
    z.string().optional(),
    '95%',
    `run seeds until the difference is decided at this confidence, ${SEEDS_FIRST} at first`,
  ),
  seedsMax: z
    .int()
    .min(SEEDS_FIRST, `must be ${SEEDS_FIRST} or more`)
    .max(SEEDS_MAX, `must be ${SEEDS_MAX} or less`)
    .optional()
    .describe(`with --until: give up after N seeds (default ${SEEDS_MAX_USUAL})`),
  minutes: z
    .int()
    .min(1)
    .max(MINUTES_MAX)
    .optional()
    .describe(
      `minutes that each seed trades (default ${MINUTES_USUAL}, with --recorded ${SLICE_MINUTES_USUAL})`,
    ),
  param: z
    .array(z.string())
    .default([])
    .describe('parameter of every strategy, or b.KEY=VALUE of b alone; may be repeated'),
  sweep: described(
    z.array(z.string()).default([]),
    'KEY=V,V',
    'try every value, or KEY=FROM..TO/STEP; may be repeated. Half of the seeds choose the best variant, the other half judge it',
  ),
  crowd: z
    .int()
    .min(CROWD_ACCOUNTS.min)
    .max(CROWD_ACCOUNTS.max)
    .optional()
    .describe(`traders in the crowd (default ${CROWD_ACCOUNTS.usual})`),
  recorded: described(
    z.string().min(1).optional(),
    'FILE',
    'a LOBSTER message file instead of a crowd; each slice of it takes the place of a seed',
  ),
  symbol: z
    .string()
    .min(1)
    .optional()
    .describe(
      'instrument of a strategy that trades one (default the first of the market); with --recorded, of the file',
    ),
  bots: described(
    z.string().default(''),
    'LIST',
    'built-in strategies beside the crowd, separated by commas',
  ),
  rooms: z.string().default(''),
  latency: described(
    z.string().default('1ms'),
    'DELAYS',
    'delays: 1ms for all; or order=5ms±2,feed=3ms,answer=1ms, log-normal with this standard deviation; or from SESSION, as its bots measured them',
  ),
  flatten: z
    .boolean()
    .default(false)
    .describe('close the position at the end; without it the mark price values the position'),
  assert: described(
    z.array(z.string()).default([]),
    'STATEMENT',
    `such as 'b.pnl > a.pnl'; the exit code is 1 if it does not hold; may be repeated (${METRICS.map(({ key }) => key).join(', ')})`,
  ),
  sessions: z.boolean().default(true).describe('save the worst, the median and the best run for the app'),
  name: described(
    z
      .string()
      .regex(/^\w[\w.-]*$/, 'must be of A-Z a-z 0-9 _ . -, and begin with a letter or digit')
      .default(NAME_USUAL),
    'NAME',
    'name of the folder with the report',
  ),
  dataDir: described(
    z.string().min(1).default(DATA_DIR_USUAL),
    'DIR',
    'folder of all reports, relative to the folder in which you start the command',
  ),
  queue: queueOption
    .optional()
    .describe(
      'work queue whose workers (npm run lab-worker) carry out the runs, nats://HOST:PORT/QUEUE; credentials in BOTPIT_NATS_CREDENTIALS',
    ),
  workerTimeout: z
    .int()
    .min(2)
    .max(3_600)
    .optional()
    .describe(
      `with --queue: seconds after which the job of a silent worker goes to another (default ${WORKER_TIMEOUT_USUAL})`,
    ),
  natsCert: natsCertOption,
  open: described(
    z.string().optional(),
    'RUN',
    'open a run in the app: worst, a-best, seed=17 (of the last strategy), b:17, toxic/worst, …',
  ),
  strategiesDir: z
    .string()
    .optional()
    .describe('folder of the built-in strategies (default: those of Botpit)'),
  logLevel: logLevelOption,
};
type Shape = typeof SHAPE;
export type LabOptions = z.output<z.ZodObject<Shape>>;

export function labProgram(box: Box): Program<Shape> {
  const names = roomNames(box.rooms).join(', ');
  const about = `rooms or their files, separated by commas; every strategy runs all seeds in each room (${names})`;
  const rooms = described(SHAPE.rooms, 'LIST', about);
  return {
    command: 'npm run lab',
    about:
      'Is b better than a, or is it luck? Every strategy trades the same seeds of a market that reacts to it, in virtual time.',
    positionals: ['FILE[:Class]…'],
    schema: z.strictObject({ ...SHAPE, rooms }),
  };
}

export interface Plan {
  readonly variants: readonly Variant[];
  /** Seeds. With `until`, the largest possible number. */
  readonly seeds: readonly number[];
  /** Probability of a wrong decision. Undefined: all seeds are run. */
  readonly until: number | undefined;
  readonly minutes: number;
  readonly crowd: number;
  readonly bots: readonly string[];
  /** Instrument of strategies that trade only one. Undefined: the first. */
  readonly symbol: string | undefined;
  /** Recording that replaces the crowd. The seeds are its slices. */
  readonly recorded: RecordingFile | undefined;
  /** Rooms. Undefined: the usual crowd without a room. */
  readonly rooms: readonly (Room | undefined)[];
  readonly latency: RunRequest['latency'];
  readonly flatten: boolean;
  readonly assertions: readonly Assertion[];
  readonly isSweep: boolean;
  readonly savesSessions: boolean;
  readonly folder: string;
}

/** Text that describes the market of a plan. */
function marketText({ recorded, crowd, bots }: Pick<Plan, 'recorded' | 'crowd' | 'bots'>): string {
  const market =
    recorded === undefined
      ? `beside a crowd of ${crowd}`
      : `of the recorded ${recorded.symbol} of ${basename(recorded.path)}`;
  return bots.length === 0 ? market : `${market} with ${bots.join(', ')}`;
}

/**
 * Setting of a report: seeds, minutes and market, then the latency.
 * @param seeds number of seeds; absent: the rooms differ in it
 */
export function settingText(plan: Plan, seeds?: number): readonly [runs: string, latency: string] {
  const { minutes, until, latency } = plan;
  const intervals =
    until === undefined
      ? '95 % intervals'
      : `${withoutResidue(100 * (1 - until))} % intervals of the profit, which hold at every look; 95 % intervals of the others, which hold at the last one`;
  return [
    `${seeds === undefined ? 'Seeds of' : `${seeds} seeds ×`} ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${marketText(plan)}; ${intervals}`,
    `Latency: ${latencyText(latency)}`,
  ];
}

export type Task =
  | { readonly do: 'open'; readonly folder: string; readonly run: RunName }
  | { readonly do: 'run'; readonly plan: Plan };

/** @param files words in the form of `npm run bot` @throws Error with one sentence */
export function taskOf(options: LabOptions, files: readonly string[], box: Box): Task {
  const folder = join(fromStartFolder(options.dataDir), options.name);
  if (options.open !== undefined) return { do: 'open', folder, run: parseRunName(options.open) };
  return { do: 'run', plan: planOf(options, files, folder, box) };
}

function planOf(options: LabOptions, files: readonly string[], folder: string, box: Box): Plan {
  const { until, crowd = CROWD_ACCOUNTS.usual, flatten, sweep } = options;
  if (files.length === 0 || files.includes(''))
    throw new Error('Name a strategy file, such as npm run lab -- maker.');
  const variants = variantsOf(files, options.param, sweep, box.strategies);
  const isSweep = sweep.length > 0;
  if (isSweep && until !== undefined)
    throw new Error('--until compares strategies; a sweep needs a fixed number of --seeds.');
  const recorded = recordingOf(options);
  const minutes = options.minutes ?? (recorded === undefined ? MINUTES_USUAL : SLICE_MINUTES_USUAL);
  const rooms = options.rooms === '' ? [undefined] : roomsOf(options.rooms, box);
  const seeds = recorded === undefined ? seedsOf(options, SEEDS_USUAL) : slicesOf(options, recorded, minutes);
  const needed = fewestSeeds(variants, isSweep);
  if (seeds.length < needed)
    throw new Error(
      `A sweep needs ${needed} or more seeds, because half of them choose the best variant and the other half judge it; there are ${seeds.length}.`,
    );
  return {
    variants,
    seeds,
    until: until === undefined ? undefined : parseUntil(until),
    minutes,
    crowd,
    bots: parseBots(options.bots),
    // A recording has only one instrument.
    symbol: recorded === undefined ? options.symbol : undefined,
    recorded,
    rooms,
    latency: parseLatency(options.latency),
    flatten,
    assertions: options.assert.map((text) => parseAssertion(text, variants)),
    isSweep,
    savesSessions: options.sessions,
    folder,
  };
}

/** @throws Error with one sentence */
function roomsOf(text: string, box: Box): readonly Room[] {
  const rooms = text.split(',').map((room) => readRoom(room, box.rooms, '--rooms'));
  const names = rooms.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  // Each room has a folder of its name.
  if (twice !== undefined) throw new Error(`--rooms '${text}' has two rooms of the name ${twice}.`);
  return rooms;
}

/** @throws Error with one sentence */
function recordingOf({ recorded, symbol, crowd, rooms }: LabOptions): RecordingFile | undefined {
  if (recorded === undefined) return undefined;
  const other = crowd === undefined ? (rooms === '' ? undefined : '--rooms') : '--crowd';
  if (other !== undefined) throw new Error(`--recorded has the traders of its day; leave ${other} out.`);
  const [, named] = /^([A-Z.]+)_\d{4}-/.exec(basename(recorded)) ?? [];
  const chosen = symbol ?? named;
  if (chosen === undefined)
    throw new Error(
      `--recorded ${recorded} does not begin with a symbol such as AAPL_; name it with --symbol.`,
    );
  return { path: fromStartFolder(recorded), symbol: chosen };
}

/** All slices of the recording, or those that `--seeds` names. */
function slicesOf(options: LabOptions, { path }: RecordingFile, minutes: number): readonly number[] {
  const lastsMs = recordedMs(path);
  const count = countSlices(lastsMs, minutes);
  const words = `--recorded: ${path} lasts ${(lastsMs / MS_PER_MINUTE).toFixed(1)} min, which gives ${count} slices of ${minutes} min`;
  if (count < LAB_SEEDS_MIN) throw new Error(`${words}; a comparison needs ${LAB_SEEDS_MIN}.`);
  const chosen = seedsOf(options, String(count));
  if (options.until !== undefined) return chosen.slice(0, count);
  if ((chosen.at(-1) ?? 0) > count) throw new Error(`${words}; --seeds ${options.seeds} asks for more.`);
  return chosen;
}

function seedsOf({ seeds, until, seedsMax }: LabOptions, usual: string): readonly number[] {
  if (until === undefined) {
    if (seedsMax !== undefined) throw new Error('--seeds-max belongs to --until; give --seeds without it.');
    const all = parseSeeds(seeds ?? usual);
    if (all.length < LAB_SEEDS_MIN)
      throw new Error(`--seeds ${seeds}: an interval needs ${LAB_SEEDS_MIN} or more.`);
    return all;
  }
  if (seeds !== undefined)
    throw new Error('--until chooses the number of seeds; give --seeds-max instead of --seeds.');
  return parseSeeds(String(seedsMax ?? SEEDS_MAX_USUAL));
}
