/**
 * Runs a plan: every variant on the same seeds of every room, then a report for each room, and its files. A lab that
 * was stopped reports the seeds that every variant has completed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../workers/bot/bundle.ts';
import { LAB_REPORT_PAGE, LAB_SEEDS_MIN } from '../contract/lab.ts';
import { openCommand } from './command-line.ts';
import type { Room } from '../contract/room.ts';
import { fewestSeeds, reportOf, type Report } from './comparison.ts';
import type { RunResult } from './measure.ts';
import { writeFiles } from './outputs.ts';
import { settingText, type Plan } from './plan.ts';
import type { FailedRun, RunPool } from './pool.ts';
import type { RoomAnswer } from './result.ts';
import { roomsPage } from './rooms-page.ts';
import type { RoomReport } from './rooms.ts';
import type { RunRequest, RunSetting } from './run.ts';
import { isDecided, SEEDS_FIRST, SEEDS_STEP } from './sequence.ts';
import { deleteReport, deleteRooms, extremes, saveRun, type SavedRun } from './sessions.ts';

/** Number of runs that may hang before the first one that finishes: each takes long to end. */
const HUNG_MAX = 2;
/** Path of a bundle that is not written. */
const PLACE = join(tmpdir(), 'strategy.mjs');

/** The runs of one room. */
export interface RoomRuns {
  readonly room: Room | undefined;
  /** Results by variant, then in the order of the seeds. A hole: the run did not finish. */
  readonly results: readonly (readonly (RunResult | undefined)[])[];
  readonly failures: readonly FailedRun[];
}

/**
 * @param runsDone number of runs, over all rooms, like `runsTotal`, which with `until` is the largest possible number
 */
export type OnProgress = (runsDone: number, runsTotal: number) => void;

/**
 * Makes sure that the strategies compile and that a report that is kept has a place, before the first run.
 * @throws Error with the reason
 */
async function prepare({ variants, folder }: Plan, isKept: boolean): Promise<void> {
  for (const path of new Set(variants.map((variant) => variant.path))) await bundle(path, PLACE);
  if (!isKept) return;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`--data-dir: ${folder} cannot be created: ${(error as Error).message}`, { cause: error });
  }
}

/** Receives the parts of a lab, in this order. */
export interface LabListener {
  /** Called when nothing hinders the first run. */
  readonly begins?: () => void;
  readonly progress: OnProgress;
  /** Receives the reports of all rooms, after the last run. */
  readonly rooms?: (reports: readonly RoomReport[]) => void;
  /** Receives each room's report before its files are written. */
  readonly room?: (runs: RoomRuns, report: Report) => void;
  /** Receives each room with the problems of its files. */
  readonly answer?: (answer: RoomAnswer) => void;
  /** Receives the path of the page of all rooms. */
  readonly overview?: (page: string) => void;
}

export interface LabEnding {
  readonly answers: readonly RoomAnswer[];
  readonly reports: readonly RoomReport[];
  /** True: the lab was stopped before its last run. */
  readonly isCut: boolean;
}

/**
 * Carries a whole lab out. The report takes the place of the one that was in the folder before.
 * @param command command line that reproduces the figures; undefined: no files are written
 * @throws Error when it cannot begin
 */
export async function carryOut(
  plan: Plan,
  pool: RunPool,
  command: string | undefined,
  listener: LabListener,
): Promise<LabEnding> {
  await prepare(plan, command !== undefined);
  listener.begins?.();
  const finished = await runRooms(plan, pool, listener.progress);
  const rooms = finished.map((runs) => ({ runs, outcome: outcomeOf(plan, runs) }));
  const reports = roomReports(plan, rooms);
  const isCut = pool.isClosed;
  listener.rooms?.(reports);
  if (command !== undefined && rooms.some(({ outcome }) => 'report' in outcome)) {
    await deleteReport(plan.folder);
    await deleteRooms(plan.folder);
  }
  const answers: RoomAnswer[] = [];
  for (const { runs, outcome } of rooms) {
    let kept: Kept = { saved: [], problems: [] };
    if ('report' in outcome) {
      listener.room?.(runs, outcome.report);
      if (command !== undefined) kept = await keep(plan, pool, runs, outcome.report, command);
    }
    const answer = { runs, outcome, ...kept };
    answers.push(answer);
    listener.answer?.(answer);
  }
  const overview = command === undefined ? undefined : await keepRooms(plan, reports, command);
  if (overview !== undefined) listener.overview?.(overview);
  return { answers, reports, isCut };
}

export async function runRooms(
  plan: Plan,
  pool: RunPool,
  onProgress: OnProgress,
): Promise<readonly RoomRuns[]> {
  const runsTotal = countRuns(plan);
  let runsDone = 0;
  const runs: RoomRuns[] = [];
  for (const room of plan.rooms) {
    const each = await runRoom(plan, pool, room, () => {
      runsDone += 1;
      onProgress(runsDone, runsTotal);
    });
    runs.push(each);
    if (cannotBegin(each.failures)) break;
  }
  return runs;
}

/** True when a strategy cannot begin any run. */
function cannotBegin(failures: readonly FailedRun[]): boolean {
  return failures.some(({ isSetup }) => isSetup);
}

/** Number of runs. With `until`, the largest possible number. */
export function countRuns({ rooms, variants, seeds }: Plan): number {
  return rooms.length * variants.length * seeds.length;
}

/** Runs the variants in a room. With `until` it runs them in batches of seeds. */
async function runRoom(
  plan: Plan,
  pool: RunPool,
  room: Room | undefined,
  onRun: () => void,
): Promise<RoomRuns> {
  const { variants, seeds, until } = plan;
  const results = variants.map((): (RunResult | undefined)[] => []);
  const failures: FailedRun[] = [];
  const failed = variants.map((): FailedRun[] => []);
  const isHopeless = () =>
    cannotBegin(failures) ||
    variants.some((_, variant) => results[variant]?.length === 0 && isEnough(failed[variant] ?? []));
  const run = async (variant: number, place: number) => {
    let isUnwanted = false;
    const isWanted = () => {
      isUnwanted = isHopeless();
      return !isUnwanted;
    };
    const outcome = await pool.run(requestOf(plan, variant, seeds[place] ?? 0, room), { isWanted });
    if (isUnwanted) return;
    if ('result' in outcome) (results[variant] ?? [])[place] = outcome.result;
    else if (!pool.isClosed) {
      failures.push(outcome.failed);
      failed[variant]?.push(outcome.failed);
    }
    if (!pool.isClosed) onRun();
  };
  const step = until === undefined ? seeds.length : SEEDS_STEP;
  let from = 0;
  while (from < seeds.length && !pool.isClosed) {
    const to = Math.min(seeds.length, from === 0 && until !== undefined ? SEEDS_FIRST : from + step);
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    await Promise.all(places.flatMap((place) => variants.map((_, variant) => run(variant, place))));
    from = to;
    const profits = complete(results).map((all) => all.map(({ pnl }) => pnl));
    if (until !== undefined && (failures.length > 0 || isDecided(profits, until))) break;
  }
  return { room, results, failures };
}

/** True when failures of a variant suffice to start no further run of it, as long as none has finished. */
function isEnough(failed: readonly FailedRun[]): boolean {
  return failed.length >= LAB_SEEDS_MIN || failed.filter(({ isHung }) => isHung).length >= HUNG_MAX;
}

function requestOf(plan: Plan, variant: number, seed: number, room: Room | undefined): RunRequest {
  return { ...settingOf(plan, variant, room), seed };
}

function settingOf(plan: Plan, variant: number, room: Room | undefined): RunSetting {
  const { variants, minutes, crowd, bots, symbol, recorded, latency, flatten } = plan;
  const { path = '', className, params = [] } = variants[variant] ?? {};
  return { path, className, params, minutes, crowd, bots, symbol, recorded, latency, flatten, room };
}

/** Runs of each variant, on the seeds that every variant has completed. */
function complete(results: RoomRuns['results']): readonly (readonly RunResult[])[] {
  const places = [...(results[0] ?? []).keys()];
  const finished = places.filter((place) => results.every((all) => all[place] !== undefined));
  return results.map((all) => finished.flatMap((place) => all[place] ?? []));
}

/** The report of a room, or why there is none. */
export type RoomOutcome = { readonly report: Report } | { readonly reason: string };

export function outcomeOf({ variants, isSweep, until }: Plan, { results, failures }: RoomRuns): RoomOutcome {
  const runs = complete(results);
  const needed = fewestSeeds(variants, isSweep);
  if ((runs[0]?.length ?? 0) >= needed) return { report: reportOf(variants, isSweep, runs, until) };
  const [failed] = failures;
  if (failed !== undefined) return { reason: failureText(variants, failed) };
  return { reason: `fewer than ${needed} seeds were run with every variant.` };
}

/** The reason, with the variant's name if there are several and the reason does not begin with its file. */
function failureText(
  variants: Plan['variants'],
  { request: { path, className, params }, reason }: FailedRun,
): string {
  if (variants.length < 2 || reason.startsWith(path)) return reason;
  const own = variants.filter((each) => each.path === path && each.className === className);
  const variant = own.find((each) => each.params.join() === params.join());
  const isSwept = (word: string) => own.some((each) => !each.params.includes(word));
  const [, key = ''] = /^--param (\w+)/.exec(reason) ?? [];
  const word = params.find((each) => each.startsWith(`${key}=`));
  const text = word !== undefined && isSwept(word) ? reason.replace('--param', '--sweep') : reason;
  return `${variant?.letter ?? '?'} (${variant?.label ?? path}): ${text}`;
}

/** A room after its last run. */
export interface JudgedRoom {
  readonly runs: RoomRuns;
  readonly outcome: RoomOutcome;
}

function roomReports({ until }: Plan, rooms: readonly JudgedRoom[]): readonly RoomReport[] {
  return rooms.flatMap(({ runs: { room }, outcome }) =>
    room === undefined || 'reason' in outcome
      ? []
      : [{ room: room.name, report: outcome.report, alpha: until }],
  );
}

/** Parts of a report in addition to its figures. */
export interface Kept {
  readonly saved: readonly SavedRun[];
  /** One sentence for each run that could not be saved. */
  readonly problems: readonly string[];
}

/**
 * Writes the files of a room's report, with the worst, the median and the best run of each variant in it. A run that
 * cannot be saved is a problem, but the report is still written.
 * @param command command line that reproduces these figures
 */
export async function keep(
  plan: Plan,
  pool: RunPool,
  runs: RoomRuns,
  report: Report,
  command: string,
): Promise<Kept> {
  const folder = folderOf(plan, runs);
  await mkdir(folder, { recursive: true });
  await deleteReport(folder);
  const kept = plan.savesSessions
    ? await saveSessions(plan, pool, runs, report)
    : { saved: [], problems: [] };
  const where = runs.room === undefined ? '' : ` in ${runs.room.name}`;
  const finished = plan.variants.flatMap((variant, index) =>
    (runs.results[index] ?? []).flatMap((result) => (result === undefined ? [] : [{ variant, result }])),
  );
  const title = `Lab: ${report.variants.map(({ label }) => label).join(' against ')}${where}`;
  const settings = plan.variants.map(
    ({ letter }, index) => [letter, settingOf(plan, index, runs.room)] as const,
  );
  const open = openCommand(plan.folder, runs.room?.name ?? '');
  const setting = settingText(plan, report.runs[0]?.length ?? 0);
  await writeFiles({
    folder,
    title,
    setting,
    command,
    open,
    report,
    saved: kept.saved,
    settings,
    runs: finished,
  });
  return kept;
}

/** Writes the page of several rooms. @returns its path; undefined: there is only one room */
async function keepRooms(
  plan: Plan,
  rooms: readonly RoomReport[],
  command: string,
): Promise<string | undefined> {
  if (rooms.length < 2) return undefined;
  const setting = settingText(plan);
  const page = join(plan.folder, LAB_REPORT_PAGE);
  await writeFile(page, roomsPage(rooms, setting, command));
  return page;
}

/** Folder of a room in the report's folder. */
export function folderOf({ folder }: Plan, { room }: RoomRuns): string {
  return join(folder, room?.name ?? '');
}

async function saveSessions(plan: Plan, pool: RunPool, runs: RoomRuns, report: Report): Promise<Kept> {
  const wanted = report.variants.flatMap((variant, index) => {
    const results = report.runs[index] ?? [];
    return extremes(variant.letter, results).map((run) => ({ variant, results, run }));
  });
  const saving = wanted.map(async ({ variant, results, run }): Promise<Kept> => {
    const expected = results.find(({ seed }) => seed === run.seed);
    if (expected === undefined || pool.isClosed) return { saved: [], problems: [] };
    const request = requestOf(plan, plan.variants.indexOf(variant), run.seed, runs.room);
    const file = join(folderOf(plan, runs), `${run.name}.botpit`);
    return saveExtreme(pool, request, expected.hash, file, run);
  });
  const all = await Promise.all(saving);
  return { saved: all.flatMap(({ saved }) => saved), problems: all.flatMap(({ problems }) => problems) };
}

async function saveExtreme(
  pool: RunPool,
  request: RunRequest,
  hash: string,
  file: string,
  run: SavedRun,
): Promise<Kept> {
  const problem = (reason: string): Kept => ({
    saved: [],
    problems: [`The run ${run.name} is not saved: ${reason}`],
  });
  try {
    const saving = await saveRun(pool, request, hash, file);
    switch (saving.type) {
      case 'saved':
        return { saved: [run], problems: [] };
      case 'stopped':
        return { saved: [], problems: [] };
      case 'failed':
        return problem(saving.reason);
      case 'differs':
        return problem(`seed ${run.seed} had other trades when it ran again.`);
    }
  } catch (error) {
    return problem((error as Error).message);
  }
}
