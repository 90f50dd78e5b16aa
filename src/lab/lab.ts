/**
 * Carries out a plan: every variant on the same seeds of every room, then a report for each room, and its files. A lab
 * that was stopped reports the seeds that every variant has completed.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../workers/bot/bundle.ts';
import { fewestSeeds, reportOf, type Report } from './comparison.ts';
import { keepReport, keepRooms, NOTHING_KEPT, type Kept } from './keep-report.ts';
import type { Plan } from './plan.ts';
import type { FailedRun, RunPool } from './pool.ts';
import { complete, runRooms, type OnProgress, type RoomRuns } from './room-runs.ts';
import type { RoomReport } from './rooms.ts';
import { deleteReport, deleteRooms } from './sessions.ts';

/** Path of a bundle that is not written. */
const PLACE = join(tmpdir(), 'strategy.mjs');

/** The report of a room, or why there is none. */
export type RoomOutcome = { readonly report: Report } | { readonly reason: string };

/** A room after its last run. */
export interface JudgedRoom {
  readonly runs: RoomRuns;
  readonly outcome: RoomOutcome;
}

/** A room whose files are written. */
export interface RoomAnswer extends JudgedRoom, Kept {}

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
    let kept = NOTHING_KEPT;
    if ('report' in outcome) {
      listener.room?.(runs, outcome.report);
      if (command !== undefined) kept = await keepReport(plan, pool, runs, outcome.report, command);
    }
    const answer = { runs, outcome, ...kept };
    answers.push(answer);
    listener.answer?.(answer);
  }
  const overview = command === undefined ? undefined : await keepRooms(plan, reports, command);
  if (overview !== undefined) listener.overview?.(overview);
  return { answers, reports, isCut };
}

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

function roomReports({ until }: Plan, rooms: readonly JudgedRoom[]): readonly RoomReport[] {
  return rooms.flatMap(({ runs: { room }, outcome }) =>
    room === undefined || 'reason' in outcome
      ? []
      : [{ room: room.name, report: outcome.report, alpha: until }],
  );
}
