/**
 * Reads `lab.json`: the runs of a report, and the setting of each variant. The file may come from another person, and
 * its names become paths and its settings a run. Settings therefore have only the fields of a setting: no `packed`,
 * which is code, and no `record`, a folder that a run empties.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readRoomSchema } from '../config/room.ts';
import { NAMES } from '../quick-pit/built-ins.ts';
import type { RunSetting } from './run.ts';

export const REPORT_FILE = 'lab.json';
export const RUNS_FILE = 'runs.csv';
export const FILLS_FILE = 'fills.csv';

const letter = z.string().regex(/^[a-z]$/);
const delay = z.strictObject({ ms: z.number().min(0), jitterMs: z.number().min(0) });
const settingSchema = z.strictObject({
  path: z.string().min(1),
  className: z.string().optional(),
  params: z.array(z.string()),
  minutes: z.int().min(1),
  crowd: z.int().min(0),
  bots: z.array(z.enum(NAMES)),
  symbol: z.string().optional(),
  latency: z.strictObject({ order: delay, feed: delay, answer: delay }),
  recorded: z.strictObject({ path: z.string().min(1), symbol: z.string() }).optional(),
  room: readRoomSchema.optional(),
  flatten: z.boolean().optional(),
} satisfies Record<keyof RunSetting, z.ZodType>);

const schema = z.object({
  /** Variants that the report compares. A sweep had more. */
  variants: z.array(z.object({ letter })).min(1),
  saved: z.array(z.object({ name: z.string().regex(/^[a-z]-(worst|median|best)$/), letter, seed: z.int() })),
  settings: z.record(letter, settingSchema),
  runs: z.array(z.object({ variant: z.string(), seed: z.int(), hash: z.string() })),
});

export interface ReportFile extends Omit<z.output<typeof schema>, 'settings'> {
  /** Settings by the variant's letter. */
  readonly settings: Readonly<Record<string, RunSetting>>;
}

/** @param folder folder of the report, or of a room in it @throws Error with one sentence */
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

/** Names of the folders in this one that contain the report of a room with their name. */
export function roomReportsIn(folder: string): readonly string[] {
  return roomsIn(folder).filter((name) => {
    try {
      const settings = Object.values(readReport(join(folder, name)).settings);
      return settings.some(({ room }) => room?.name === name);
    } catch {
      return false;
    }
  });
}

function roomsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return names.map(({ name }) => name).toSorted();
  } catch {
    return [];
  }
}
