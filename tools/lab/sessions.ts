/** The worst, the median and the best run of a variant, run again with a journal and packed for the app. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { packSession } from '../../src/session/journal/pack.ts';
import { projectFolder } from '../lib/project.ts';
import type { RunResult } from './measure.ts';
import type { LabPool } from './pool.ts';
import type { RunRequest } from './run.ts';

const PLACES = ['worst', 'median', 'best'] as const;
const EXTENSION = '.botpit';

export interface SavedRun {
  /** `b-worst` */
  readonly name: string;
  readonly seed: number;
  readonly pnl: number;
}

/** @param runs of one variant */
export function extremes(letter: string, runs: readonly RunResult[]): readonly SavedRun[] {
  const sorted = runs.toSorted((one, other) => one.pnl - other.pnl);
  const at = [0, Math.floor((sorted.length - 1) / 2), sorted.length - 1];
  return PLACES.flatMap((place, index) => {
    const run = sorted[at[index] ?? 0];
    return run === undefined ? [] : [{ name: `${letter}-${place}`, seed: run.seed, pnl: run.pnl }];
  });
}

/** @param request of the run. @throws Error when it does not run or has other trades the second time */
export async function saveRun(
  pool: LabPool,
  request: RunRequest,
  expected: RunResult,
  file: string,
): Promise<void> {
  const session = await mkdtemp(join(tmpdir(), 'botpit-lab-session-'));
  try {
    const outcome = await pool.run({ ...request, record: session });
    if ('failed' in outcome) throw new Error(outcome.failed.reason);
    if (outcome.result.hash !== expected.hash)
      throw new Error(`seed ${request.seed} had other trades when it ran again`);
    await packSession(session, file);
  } finally {
    await rm(session, { recursive: true, force: true });
  }
}

/**
 * Opens a saved run in the app.
 * @param name `worst`, `a-best` or `toxic/worst`; without a letter, of the last variant
 * @returns the app's exit code. @throws Error for a run that is not there
 */
export async function openRun(folder: string, name: string): Promise<number> {
  const inside = join(folder, dirname(name));
  const files = (await readdir(inside).catch(() => [])).filter((file) => file.endsWith(EXTENSION)).toSorted();
  const wanted = `${basename(name)}${EXTENSION}`;
  const file = files.findLast((each) => each === wanted || each.endsWith(`-${wanted}`));
  if (file === undefined) {
    const known = files.length === 0 ? 'none is saved there' : `there are ${files.join(', ')}`;
    throw new Error(`--open ${name}: there is no such run in ${inside}; ${known}.`);
  }
  const script = join(projectFolder, 'scripts', 'run.mjs');
  const app = spawn(process.execPath, [script, 'start/start', join(inside, file)], { stdio: 'inherit' });
  return new Promise((resolve) => app.once('close', (code) => resolve(code ?? 1)));
}
