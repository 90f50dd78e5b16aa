/** `npm run lab -- --open RUN`: opens a run of a report in the app. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunPool } from '../../lab/pool.ts';
import { sessionOf } from '../../lab/repeat.ts';
import { readReport } from '../../lab/report-file.ts';
import type { RunName } from '../../lab/run-name.ts';
import type { Voice } from './voice.ts';

const EXTENSION = '.botpit';

/** @returns the exit code @throws Error with one sentence for a run that does not exist or has changed */
export async function openRun(report: string, run: RunName, pool: RunPool, voice: Voice): Promise<number> {
  const folder = join(report, run.room);
  if ('place' in run) return voice.opens(await savedRun(folder, run.place));
  const { seed, letter } = run;
  const file = await sessionOf(pool, readReport(folder), { folder, seed, letter }, (second, seconds) =>
    voice.repeats(second, seconds),
  );
  return file === null ? 0 : voice.opens(file);
}

/** @param place `worst` or `a-best`; a name without a letter means the last variant */
async function savedRun(folder: string, place: string): Promise<string> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(EXTENSION)).toSorted();
  const wanted = `${place}${EXTENSION}`;
  const file = files.findLast((each) => each === wanted || each.endsWith(`-${wanted}`));
  if (file !== undefined) return join(folder, file);
  const known = files.length === 0 ? 'none is saved there' : `there are ${files.join(', ')}`;
  throw new Error(`--open ${place}: there is no such run in ${folder}; ${known}.`);
}
