/** `lab.json`, read again: the runs of a report, and what each variant was run with. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunSetting } from './run.ts';

export const REPORT_FILE = 'lab.json';

const schema = z.object({
  /** Those that the report compares; a sweep had more. */
  variants: z.array(z.object({ letter: z.string() })).min(1),
  saved: z.array(z.object({ name: z.string(), letter: z.string(), seed: z.int() })),
  settings: z.record(z.string(), z.looseObject({ path: z.string() })),
  runs: z.array(z.object({ variant: z.string(), seed: z.int(), hash: z.string() })),
});

export interface ReportFile extends Omit<z.output<typeof schema>, 'settings'> {
  /** By the variant's letter. A run's process checks the rest of it. */
  readonly settings: Readonly<Record<string, RunSetting>>;
}

/** @param folder of the report, or of its room. @throws Error with one sentence */
export function readReport(folder: string): ReportFile {
  const path = join(folder, REPORT_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const rooms = roomsIn(folder);
    const hint =
      rooms.length === 0
        ? ''
        : `, but of the rooms ${rooms.join(', ')}: name one, such as ${rooms[0]}/seed=1`;
    throw new Error(`There is no report in ${folder}${hint}.`);
  }
  const report = schema.safeParse(parsed(text)).data;
  if (report === undefined)
    throw new Error(
      `${path} is damaged or of an earlier version, so its runs cannot be repeated: run the lab again.`,
    );
  return report as unknown as ReportFile;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function roomsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return names.map(({ name }) => name).toSorted();
  } catch {
    return [];
  }
}
