/** The lab's command line. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readRoom, roomNames } from '../../src/config/room.ts';
import { CROWD_ACCOUNTS } from '../../src/contract/house.ts';
import type { Room } from '../../src/contract/room.ts';
import { projectFolder } from '../lib/project.ts';
import { parseAssertion, type Assertion } from './assertion.ts';
import { METRICS, type Variant } from './comparison.ts';
import { parseBots, parseLatency, parseSeeds, parseUntil, variantsOf } from './request.ts';
import type { RunRequest } from './run.ts';
import { SEEDS_FIRST } from './sequence.ts';

const ROOMS = join(projectFolder, 'resources', 'rooms');
const STRATEGIES = join(projectFolder, 'strategies');
const SEEDS_USUAL = '20';
const SEEDS_MAX_USUAL = '400';
/** With fewer, no permutation test can find anything at 5 %. */
export const SEEDS_MIN = 6;

export const HELP = `npm run lab -- [options] FILE[:Class] [FILE[:Class] …]
Is b better than a, or is it luck? Every strategy trades the same seeds of a market that reacts to it, in virtual time.

  FILE                a strategy, as for npm run bot; the first is a, the next b, …
  --seeds N | A-B     the first N seeds, or a range of them (default: ${SEEDS_USUAL})
  --until 95%         run seeds until the difference is decided at this confidence, ${SEEDS_FIRST} at first
  --seeds-max N       with --until: give up after N seeds (default: ${SEEDS_MAX_USUAL})
  --minutes N         minutes that each seed trades (default: 10)
  --param KEY=VALUE   of every strategy; may be repeated
  --sweep KEY=V,V     every value, or KEY=FROM..TO/STEP; may be repeated. Half of the seeds choose the best variant, the
                      other half judge it
  --crowd N           traders in the crowd (default: ${CROWD_ACCOUNTS.usual})
  --bots LIST         built-in strategies beside the crowd, separated by commas
  --rooms LIST        rooms, separated by commas: the crowd of each, and what happens in it (${roomNames(ROOMS).join(', ')})
  --latency DELAYS    1ms, or order=5ms±2,feed=3ms,answer=1ms: log-normal with this deviation (default: 1ms each)
  --flatten           close the position at the end; without it the mark price values the position
  --assert STATEMENT  such as 'b.pnl > a.pnl'; exit code 1 when it does not hold; may be repeated
                      (${METRICS.map(({ key }) => key).join(', ')})
  --no-sessions       do not save the worst, the median and the best run for the app
  --name NAME         of the folder lab/NAME with the report (default: last)
  --open RUN          open a saved run in the app: worst, median, best, a-worst, toxic/worst, …`;

export interface Plan {
  readonly variants: readonly Variant[];
  /** With `until`, the most of them. */
  readonly seeds: readonly number[];
  /** Chance of a wrong decision; absent: all seeds are run. */
  readonly until: number | undefined;
  readonly minutes: number;
  readonly crowd: number;
  readonly bots: readonly string[];
  /** Undefined: the crowd as usual. */
  readonly rooms: readonly (Room | undefined)[];
  readonly latency: RunRequest['latency'];
  readonly flatten: boolean;
  readonly assertions: readonly Assertion[];
  readonly isSweep: boolean;
  readonly savesSessions: boolean;
  readonly folder: string;
}

export type Task =
  | { readonly do: 'help' }
  | { readonly do: 'open'; readonly folder: string; readonly run: string }
  | { readonly do: 'run'; readonly plan: Plan };

/** @throws Error with one sentence */
export function readTask(args: readonly string[]): Task {
  const { values, positionals } = parse(args);
  if (values.help) return { do: 'help' };
  if (!/^[\w.-]+$/.test(values.name)) throw new Error(`--name '${values.name}' must be of A-Z a-z 0-9 _ . -`);
  const folder = resolve(process.env['INIT_CWD'] ?? '.', 'lab', values.name);
  if (values.open !== undefined) return { do: 'open', folder, run: values.open };
  if (positionals.length === 0) throw new Error('Name a strategy file, such as npm run lab -- maker.');
  const variants = variantsOf(positionals, values.param, values.sweep, STRATEGIES);
  const isSweep = values.sweep.length > 0;
  if (isSweep && values.until !== undefined)
    throw new Error('--until compares strategies; a sweep needs a fixed number of --seeds.');
  const rooms = values.rooms === '' ? [undefined] : values.rooms.split(',');
  const plan = {
    variants,
    seeds: seedsOf(values),
    until: values.until === undefined ? undefined : parseUntil(values.until),
    minutes: whole('minutes', values.minutes, 1, 24 * 60),
    crowd: whole('crowd', values.crowd, CROWD_ACCOUNTS.min, CROWD_ACCOUNTS.max),
    bots: parseBots(values.bots),
    rooms: rooms.map((room) => (room === undefined ? undefined : readRoom(room, ROOMS))),
    latency: parseLatency(values.latency),
    flatten: values.flatten,
    assertions: values.assert.map((text) => parseAssertion(text, variants)),
    isSweep,
    savesSessions: !values['no-sessions'],
    folder,
  };
  return { do: 'run', plan };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      until: { type: 'string' },
      'seeds-max': { type: 'string' },
      minutes: { type: 'string', default: '10' },
      param: { type: 'string', multiple: true, default: [] },
      sweep: { type: 'string', multiple: true, default: [] },
      crowd: { type: 'string', default: String(CROWD_ACCOUNTS.usual) },
      bots: { type: 'string', default: '' },
      rooms: { type: 'string', default: '' },
      latency: { type: 'string', default: '1ms' },
      flatten: { type: 'boolean', default: false },
      assert: { type: 'string', multiple: true, default: [] },
      'no-sessions': { type: 'boolean', default: false },
      name: { type: 'string', default: 'last' },
      open: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
}

interface SeedOptions {
  readonly seeds?: string | undefined;
  readonly until?: string | undefined;
  readonly 'seeds-max'?: string | undefined;
}

function seedsOf({ seeds, until, 'seeds-max': most }: SeedOptions): readonly number[] {
  if (until === undefined) {
    if (most !== undefined) throw new Error('--seeds-max belongs to --until; give --seeds without it.');
    const all = parseSeeds(seeds ?? SEEDS_USUAL);
    if (all.length < SEEDS_MIN) throw new Error(`--seeds ${seeds}: an interval needs ${SEEDS_MIN} or more.`);
    return all;
  }
  if (seeds !== undefined)
    throw new Error('--until chooses the number of seeds; give --seeds-max instead of --seeds.');
  const count = whole('seeds-max', most ?? SEEDS_MAX_USUAL, SEEDS_FIRST, Number.MAX_SAFE_INTEGER);
  return parseSeeds(String(count));
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`--${name} must be a whole number from ${min} to ${max}; got '${text}'.`);
  return value;
}
