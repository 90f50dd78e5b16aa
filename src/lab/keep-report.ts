/** Keeps the reports of a lab in its folder: each room's files with its saved runs, and the page of several rooms. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LAB_REPORT_PAGE } from '../contract/lab.ts';
import { openCommand } from './command-line.ts';
import type { Report } from './comparison.ts';
import { writeFiles } from './outputs.ts';
import { settingText, type Plan } from './plan.ts';
import type { RunPool } from './pool.ts';
import { requestOf, settingOf, type RoomRuns } from './room-runs.ts';
import { roomsPage } from './rooms-page.ts';
import type { RoomReport } from './rooms.ts';
import type { RunRequest } from './run.ts';
import { deleteReport, extremes, saveRun, type SavedRun } from './sessions.ts';

/** Parts of a report in addition to its figures. */
export interface Kept {
  readonly saved: readonly SavedRun[];
  /** One sentence for each run that could not be saved. */
  readonly problems: readonly string[];
}

export const NOTHING_KEPT: Kept = { saved: [], problems: [] };

/**
 * Writes the files of a room's report, with the worst, the median and the best run of each variant in it. A run that
 * cannot be saved is a problem, but the report is still written.
 * @param command command line that reproduces these figures
 */
export async function keepReport(
  plan: Plan,
  pool: RunPool,
  runs: RoomRuns,
  report: Report,
  command: string,
): Promise<Kept> {
  const folder = folderOf(plan, runs);
  await mkdir(folder, { recursive: true });
  await deleteReport(folder);
  const kept = plan.savesSessions ? await saveSessions(plan, pool, runs, report) : NOTHING_KEPT;
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
export async function keepRooms(
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
    if (expected === undefined || pool.isClosed) return NOTHING_KEPT;
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
        return NOTHING_KEPT;
      case 'failed':
        return problem(saving.reason);
      case 'differs':
        return problem(`seed ${run.seed} had other trades when it ran again.`);
    }
  } catch (error) {
    return problem((error as Error).message);
  }
}
