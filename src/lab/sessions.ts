/**
 * Repeats runs with a journal and packs them for the app: the worst, the median and the best run of a variant, or any.
 */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LAB_REPORT_PAGE } from '../contract/lab.ts';
import { deleteAbandoned, makeOwnFolder } from '../runtime/own-folder.ts';
import { packSession } from '../session/journal/pack.ts';
import type { RunResult } from './measure.ts';
import type { RunPool } from './pool.ts';
import { FILLS_FILE, REPORT_FILE, roomReportsIn, RUNS_FILE } from './report-file.ts';
import type { RunRequest } from './run.ts';

const PLACES = ['worst', 'median', 'best'] as const;
const REPORT_FILES: readonly string[] = [LAB_REPORT_PAGE, REPORT_FILE];
const CSV_FILES: readonly string[] = [RUNS_FILE, FILLS_FILE];
/** Name of a saved run, or of a seed that was opened. */
const SESSION_NAME = /^[a-z]-(worst|median|best|seed-\d+)\.botpit$/;

export interface SavedRun {
  /** Name of the run, for example `b-worst`. */
  readonly name: string;
  /** Letter of the variant. */
  readonly letter: string;
  readonly place: (typeof PLACES)[number];
  readonly seed: number;
  readonly pnl: number;
}

/** @param runs runs of one variant */
export function extremes(letter: string, runs: readonly RunResult[]): readonly SavedRun[] {
  const sorted = runs.toSorted((one, other) => one.pnl - other.pnl);
  const at = [0, Math.floor((sorted.length - 1) / 2), sorted.length - 1];
  return PLACES.flatMap((place, index) => {
    const run = sorted[at[index] ?? 0];
    return run === undefined
      ? []
      : [{ name: `${letter}-${place}`, letter, place, seed: run.seed, pnl: run.pnl }];
  });
}

/** Outcome of a repeated run. `hash` is the hash of its trades. */
export type Saving =
  | { readonly type: 'saved' }
  /** The lab was stopped. */
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'differs'; readonly hash: string };

/**
 * Repeats a run with a journal, and packs the journal if the run is the same.
 * @param hash hash of the run's trades when it was measured
 */
export async function saveRun(
  pool: Pick<RunPool, 'run' | 'isClosed'>,
  request: RunRequest,
  hash: string,
  file: string,
  onSecond: (second: number) => void = () => {},
): Promise<Saving> {
  deleteAbandoned('lab-session');
  const session = makeOwnFolder('lab-session');
  try {
    const outcome = await pool.run({ ...request, record: session }, { onSecond });
    if (pool.isClosed && 'failed' in outcome) return { type: 'stopped' };
    if ('failed' in outcome) return { type: 'failed', reason: outcome.failed.reason };
    if (outcome.result.hash !== hash) return { type: 'differs', hash: outcome.result.hash };
    await packSession(session, file);
    return { type: 'saved' };
  } finally {
    await rm(session, { recursive: true, force: true });
  }
}

/**
 * Deletes the files of the report that was in this folder before, because they belong together. Other files stay, and
 * so do CSV files without a `lab.json`, which may be of another program.
 */
export async function deleteReport(folder: string): Promise<void> {
  const names = await readdir(folder);
  const files = names.includes(REPORT_FILE) ? [...REPORT_FILES, ...CSV_FILES] : REPORT_FILES;
  const deleted = names.filter((name) => SESSION_NAME.test(name) || files.includes(name));
  await Promise.all(deleted.map((name) => rm(join(folder, name), { force: true })));
}

/** Deletes the reports of rooms in this folder, and each room's folder unless it contains other files. */
export async function deleteRooms(folder: string): Promise<void> {
  for (const room of roomReportsIn(folder)) {
    await deleteReport(join(folder, room));
    await rmdir(join(folder, room)).catch(() => {});
  }
}
