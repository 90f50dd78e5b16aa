// npm run lab: is strategy b better than a, or is it luck? Runs each on the same seeds in virtual time and compares them.

import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import type { RunRequest, RunResult } from './run.ts';
import { readRoom, roomNames } from '../../src/config/room.ts';
import type { Room } from '../../src/contract/room.ts';
import { CROWD_ACCOUNTS } from '../../src/contract/house.ts';
import { withBundles } from '../lib/bundles.ts';
import { logToStderr } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';
import { parseAssertion, type Assertion } from './assertion.ts';
import { METRICS, reportOf, type Report, type Row, type Variant } from './comparison.ts';
import { pageOf } from './page.ts';
import { LabPool, type FailedRun } from './pool.ts';
import { parseBots, parseLatency, parseSeeds, variantsOf } from './request.ts';
import { tableOf } from './table.ts';

const ROOMS = join(projectFolder, 'resources', 'rooms');

const HELP = `npm run lab -- [options] FILE[:Class] [FILE[:Class] …]
Is b better than a, or is it luck? Every strategy trades the same seeds of a market that reacts to it, in virtual time.

  FILE                a strategy, as for npm run bot; the first is a, the next b, …
  --seeds N | A-B     the first N seeds, or a range of them (default: 20)
  --minutes N         minutes that each seed trades (default: 10)
  --param KEY=VALUE   of every strategy; may be repeated
  --sweep KEY=V,V     every value, or KEY=FROM..TO/STEP; may be repeated. Half of the seeds choose the best variant, the
                      other half judge it
  --crowd N           traders in the crowd (default: ${CROWD_ACCOUNTS.usual})
  --bots LIST         built-in strategies beside the crowd, separated by commas
  --rooms LIST        rooms, separated by commas: the crowd of each, and what happens in it (${roomNames(ROOMS).join(', ')})
  --latency DELAYS    1ms, or order=5ms±2,feed=3ms,answer=1ms: log-normal with this deviation (default: 1ms each)
  --assert STATEMENT  such as 'b.pnl > a.pnl'; exit code 1 when it does not hold; may be repeated
                      (${METRICS.map(({ key }) => key).join(', ')})
  --name NAME         of the folder lab/NAME with report.html, runs.csv and lab.json (default: last)`;

const EXIT_ASSERTION = 1;
const EXIT_INPUT = 2;
/** With fewer, no permutation test can find anything at 5 %. */
const SEEDS_MIN = 6;

interface Plan {
  readonly variants: readonly Variant[];
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly crowd: number;
  readonly bots: readonly string[];
  /** Undefined: the crowd as usual. */
  readonly rooms: readonly (Room | undefined)[];
  readonly latency: RunRequest['latency'];
  readonly assertions: readonly Assertion[];
  readonly isSweep: boolean;
  readonly folder: string;
}

const plan = readPlan();
if (plan !== undefined) await runLab(plan);

function readPlan(): Plan | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seeds: { type: 'string', default: '20' },
        minutes: { type: 'string', default: '10' },
        param: { type: 'string', multiple: true, default: [] },
        sweep: { type: 'string', multiple: true, default: [] },
        crowd: { type: 'string', default: String(CROWD_ACCOUNTS.usual) },
        bots: { type: 'string', default: '' },
        rooms: { type: 'string', default: '' },
        latency: { type: 'string', default: '1ms' },
        assert: { type: 'string', multiple: true, default: [] },
        name: { type: 'string', default: 'last' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      return undefined;
    }
    if (positionals.length === 0) throw new Error('Name a strategy file, such as npm run lab -- maker.');
    const variants = variantsOf(positionals, values.param, values.sweep, join(projectFolder, 'strategies'));
    const seeds = parseSeeds(values.seeds);
    if (seeds.length < SEEDS_MIN)
      throw new Error(`--seeds ${values.seeds}: an interval needs ${SEEDS_MIN} or more.`);
    if (!/^[\w.-]+$/.test(values.name))
      throw new Error(`--name '${values.name}' must be of A-Z a-z 0-9 _ . -`);
    return {
      variants,
      seeds,
      minutes: whole('minutes', values.minutes, 1, 24 * 60),
      crowd: whole('crowd', values.crowd, CROWD_ACCOUNTS.min, CROWD_ACCOUNTS.max),
      bots: parseBots(values.bots),
      rooms: values.rooms === '' ? [undefined] : values.rooms.split(',').map((room) => readRoom(room, ROOMS)),
      latency: parseLatency(values.latency),
      assertions: values.assert.map((text) => parseAssertion(text, variants)),
      isSweep: values.sweep.length > 0,
      folder: resolve(process.env['INIT_CWD'] ?? '.', 'lab', values.name),
    };
  } catch (error) {
    endWith(`error: ${(error as Error).message}`);
    return undefined;
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`--${name} must be a whole number from ${min} to ${max}; got '${text}'.`);
  return value;
}

/** In one room after the other. */
async function runLab(chosen: Plan): Promise<void> {
  const { variants, seeds, minutes, rooms } = chosen;
  const count = `${rooms.length * variants.length * seeds.length} runs of ${minutes} minutes`;
  logToStderr(`${count} on ${availableParallelism()} cores; Ctrl+C reports what there is.`);
  for (const room of rooms) await runRoom(chosen, room);
}

async function runRoom(chosen: Plan, room: Room | undefined): Promise<void> {
  const { variants, seeds, isSweep } = chosen;
  const jobs = variants.flatMap((variant) => seeds.map((seed) => requestOf(chosen, variant, seed, room)));
  const { results, failures } = await runAll(jobs);
  const [failed] = failures;
  if (failed !== undefined && results.every((result) => result === undefined))
    return endWith(`error: ${failed.reason}`);
  const runs = completeSeeds(variants, seeds, results);
  if ((runs[0]?.length ?? 0) < SEEDS_MIN)
    return endWith(`error: fewer than ${SEEDS_MIN} seeds were run with every variant.`);
  const report = reportOf(variants, isSweep, runs);
  print(chosen, room, report, failures);
  await save(chosen, room, report, results);
  check(chosen, report.rows);
}

/** The runs of each variant, on the seeds that every variant has finished. */
function completeSeeds(
  variants: readonly Variant[],
  seeds: readonly number[],
  results: readonly (RunResult | undefined)[],
): readonly (readonly RunResult[])[] {
  const of = (variant: number, place: number) => results[variant * seeds.length + place];
  const complete = seeds.flatMap((_, place) =>
    variants.every((_variant, index) => of(index, place) !== undefined) ? [place] : [],
  );
  return variants.map((_, index) => complete.flatMap((place) => of(index, place) ?? []));
}

function endWith(line: string): void {
  logToStderr(line);
  process.exitCode = EXIT_INPUT;
}

function requestOf(
  { minutes, crowd, bots, latency }: Plan,
  variant: Variant,
  seed: number,
  room: Room | undefined,
): RunRequest {
  const { path, className, params } = variant;
  return { path, className, params, seed, minutes, crowd, bots, latency, room };
}

async function runAll(jobs: readonly RunRequest[]) {
  const results: (RunResult | undefined)[] = [];
  const failures: FailedRun[] = [];
  await withBundles(['tools/lab/worker.ts'], async ({ paths: [worker = ''] }) => {
    const pool = new LabPool(worker);
    const beganMs = performance.now();
    let done = 0;
    let isCut = false;
    const cut = () => {
      isCut = true;
      pool.close();
    };
    process.once('SIGINT', cut);
    await Promise.all(
      jobs.map(async (job, index) => {
        const outcome = await pool.run(job);
        if ('result' in outcome) results[index] = outcome.result;
        else if (!isCut) failures.push(outcome.failed);
        done += 1;
        if (!isCut) progress(done, jobs.length, performance.now() - beganMs);
      }),
    );
    process.removeListener('SIGINT', cut);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  });
  return { results, failures };
}

function progress(done: number, count: number, passedMs: number): void {
  if (!process.stderr.isTTY) return;
  const leftSeconds = Math.ceil(((passedMs / done) * (count - done)) / 1_000);
  process.stderr.write(`\r\x1b[K${done} of ${count} runs, about ${leftSeconds} s left`);
}

function print(
  { minutes, crowd, bots }: Plan,
  room: Room | undefined,
  report: Report,
  failures: readonly FailedRun[],
): void {
  const { sentences, variants, rows, runs } = report;
  const beside = bots.length === 0 ? '' : ` with ${bots.join(', ')}`;
  if (room !== undefined) console.log(`Room ${room.name}: ${room.about}`);
  console.log(
    `${runs[0]?.length ?? 0} seeds × ${minutes} minutes beside a crowd of ${crowd}${beside}; 95 % intervals\n`,
  );
  for (const sentence of sentences) console.log(`${sentence}\n`);
  for (const { letter, label } of variants) console.log(`${letter}: ${label}`);
  console.log(`\n${tableOf(variants, rows).join('\n')}`);
  const thrown = runs.flat().flatMap(({ seed, errors }) => errors.map((error) => `seed ${seed}: ${error}`));
  for (const line of thrown.slice(0, 3)) console.log(`\nThe strategy failed: ${line}`);
  for (const { request, reason } of failures.slice(0, 3))
    console.log(`\nSeed ${request.seed} of ${request.path} ended: ${reason}`);
}

async function save(
  chosen: Plan,
  room: Room | undefined,
  report: Report,
  results: readonly (RunResult | undefined)[],
): Promise<void> {
  const { variants, seeds } = chosen;
  const folder = join(chosen.folder, room?.name ?? '');
  await mkdir(folder, { recursive: true });
  const command = `npm run lab -- ${process.argv.slice(2).map(quoted).join(' ')}`;
  const where = room === undefined ? '' : ` in ${room.name}`;
  const title = `Lab: ${report.variants.map(({ label }) => label).join(' against ')}${where}`;
  const table = results.flatMap((result, index) => {
    if (result === undefined) return [];
    const variant = variants[Math.floor(index / seeds.length)];
    const figures = METRICS.map(({ key, of }) => [key, of(result)] as const);
    return [
      {
        variant: variant?.letter,
        strategy: variant?.label,
        seed: result.seed,
        ...Object.fromEntries(figures),
        hash: result.hash,
      },
    ];
  });
  const json = {
    command,
    sentences: report.sentences,
    variants: report.variants,
    rows: report.rows,
    runs: table,
  };
  await Promise.all([
    writeFile(join(folder, 'report.html'), pageOf({ title, command, ...report })),
    writeFile(join(folder, 'runs.csv'), `${Papa.unparse(table)}\n`),
    writeFile(join(folder, 'lab.json'), `${JSON.stringify(json, null, 2)}\n`),
  ]);
  logToStderr(`The report is ${join(folder, 'report.html')}.`);
}

function check({ assertions }: Plan, rows: readonly Row[]): void {
  for (const { check: failureOf } of assertions) {
    const failure = failureOf(rows);
    if (failure === null) continue;
    logToStderr(failure);
    process.exitCode = EXIT_ASSERTION;
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./±-]+$/.test(word) ? word : `'${word}'`;
}
