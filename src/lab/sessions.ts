/** The worst, the median and the best run of a variant, run again with a journal and packed for the app. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packSession } from '../session/journal/pack.ts';
import type { RunResult } from './measure.ts';
import type { RunPool } from './pool.ts';
import type { RunRequest } from './run.ts';

const PLACES = ['worst', 'median', 'best'] as const;

export interface SavedRun {
  /** `b-worst` */
  readonly name: string;
  /** Of the variant. */
  readonly letter: string;
  readonly place: (typeof PLACES)[number];
  readonly seed: number;
  readonly pnl: number;
}

/** @param runs of one variant */
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

/** @param request of the run. @returns false: the lab was stopped. @throws Error when it does not run or has other trades the second time */
export async function saveRun(
  pool: RunPool,
  request: RunRequest,
  expected: RunResult,
  file: string,
): Promise<boolean> {
  const session = await mkdtemp(join(tmpdir(), 'botpit-lab-session-'));
  try {
    const outcome = await pool.run({ ...request, record: session });
    if ('failed' in outcome && pool.isClosed) return false;
    if ('failed' in outcome) throw new Error(outcome.failed.reason);
    if (outcome.result.hash !== expected.hash)
      throw new Error(`seed ${request.seed} had other trades when it ran again`);
    await packSession(session, file);
    return true;
  } finally {
    await rm(session, { recursive: true, force: true });
  }
}
