/** Finds the session of any run of a report for the player. If it does not exist, it repeats the run with a journal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { labSeedRun } from '../contract/lab.ts';
import type { RunPool } from './pool.ts';
import type { ReportFile } from './report-file.ts';
import { saveRun } from './sessions.ts';

const MINUTE_SECONDS = 60;

/** A run of a report. */
export interface WantedRun {
  readonly seed: number;
  /** Letter of the variant. Absent: the last one. */
  readonly letter?: string | undefined;
  /** Folder of the report, or of a room in it. */
  readonly folder: string;
}

/**
 * @param onSecond called regularly with the seconds of the run
 * @returns the session's file; null: the lab was stopped
 * @throws Error with one sentence
 */
export async function sessionOf(
  pool: RunPool,
  report: ReportFile,
  { seed, folder, letter = report.variants.at(-1)?.letter ?? 'a' }: WantedRun,
  onSecond: (second: number, seconds: number) => void,
): Promise<string | null> {
  const { setting, hash } = runOf(report, letter, seed);
  const names = report.saved
    .filter((run) => run.letter === letter && run.seed === seed)
    .map(({ name }) => name);
  const own = join(folder, `${labSeedRun(letter, seed)}.botpit`);
  const kept = [...names.map((name) => join(folder, `${name}.botpit`)), own].find((file) => existsSync(file));
  if (kept !== undefined) return kept;
  const run = `Seed ${seed} of ${letter}`;
  if (!existsSync(setting.path))
    throw new Error(`${run} cannot be repeated: its strategy file ${setting.path} is no longer there.`);
  const saved = await saveRun(pool, { ...setting, seed }, hash, own, (second) =>
    onSecond(second, setting.minutes * MINUTE_SECONDS),
  );
  switch (saved.type) {
    case 'saved':
      return own;
    case 'stopped':
      return null;
    case 'failed':
      throw new Error(`${run} cannot be repeated: ${saved.reason}`);
    case 'differs':
      throw new Error(
        `${run} has other trades than in the report, so it is not opened: ${setting.path}, what it needs or Botpit has changed since. Run the lab again.`,
      );
  }
}

function runOf({ settings, runs }: ReportFile, letter: string, seed: number) {
  const setting = settings[letter];
  if (setting === undefined)
    throw new Error(`The report has no strategy ${letter}; it has ${Object.keys(settings).join(', ')}.`);
  const own = runs.filter(({ variant }) => variant === letter);
  const run = own.find((each) => each.seed === seed);
  if (run === undefined)
    throw new Error(
      `The report has no seed ${seed} of ${letter}; it has ${rangesOf(own.map((each) => each.seed))}.`,
    );
  return { setting, hash: run.hash };
}

/** Seeds as ranges, for example `1-20, 25`. */
function rangesOf(seeds: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const seed of seeds.toSorted((one, other) => one - other)) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === seed - 1) range[1] = seed;
    else ranges.push([seed, seed]);
  }
  return (
    ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ') || 'none'
  );
}
