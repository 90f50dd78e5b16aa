/** The files of a report: report.html, runs.csv, fills.csv and lab.json. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import { LAB_REPORT_PAGE } from '../contract/lab.ts';
import type { Report, Variant } from './comparison.ts';
import { FILL_COLUMNS, type RunResult } from './measure.ts';
import { METRICS } from './metrics.ts';
import { pageOf } from './page.ts';
import { FILLS_FILE, REPORT_FILE, RUNS_FILE } from './report-file.ts';
import type { RunSetting } from './run.ts';
import type { SavedRun } from './sessions.ts';

export interface Files {
  /** Folder of the files, which exists. */
  readonly folder: string;
  readonly title: string;
  readonly setting: readonly string[];
  /** Command line that reproduces these figures. */
  readonly command: string;
  /** Command line that opens a run, except for the run's name. */
  readonly open: string;
  readonly report: Report;
  readonly saved: readonly SavedRun[];
  /** Setting of each variant, by its letter. */
  readonly settings: readonly (readonly [letter: string, setting: RunSetting])[];
  /** All finished runs, each with its variant. */
  readonly runs: readonly { readonly variant: Variant; readonly result: RunResult }[];
}

export async function writeFiles(files: Files): Promise<void> {
  const { folder, title, setting, command, open, report, saved, settings, runs } = files;
  const { sentences, variants, rows } = report;
  const table = runs.map(({ variant, result }) => runRow(variant, result));
  const fills = runs.flatMap(({ variant, result }) =>
    result.fillRows.map((values) => [variant.letter, result.seed, ...values]),
  );
  const sessions = saved.map(({ name, letter, seed, pnl }) => ({ name, letter, seed, pnl }));
  const json = {
    command,
    sentences,
    variants,
    rows,
    saved: sessions,
    settings: Object.fromEntries(settings),
    runs: table,
  };
  const fillTable = { fields: ['variant', 'seed', ...FILL_COLUMNS], data: fills };
  await Promise.all([
    writeFile(join(folder, LAB_REPORT_PAGE), pageOf({ title, setting, command, open, saved, ...report })),
    writeFile(join(folder, RUNS_FILE), `${Papa.unparse(table, { columns: columnsOf(table) })}\n`),
    writeFile(join(folder, FILLS_FILE), `${Papa.unparse(fillTable)}\n`),
    writeFile(join(folder, REPORT_FILE), `${JSON.stringify(json, null, 2)}\n`),
  ]);
}

function runRow({ letter, label }: Variant, result: RunResult): Readonly<Record<string, unknown>> {
  const figures = METRICS.map(({ key, isAnHour, of }) => {
    return [isAnHour === true ? `${key}AnHour` : key, of(result)] as const;
  });
  const codes = Object.entries(result.rejections).map(([code, count]) => [`rejected ${code}`, count]);
  return {
    variant: letter,
    strategy: label,
    seed: result.seed,
    minutes: result.minutes,
    ...Object.fromEntries(figures),
    ...Object.fromEntries(codes),
    hash: result.hash,
  };
}

/** All columns of the rows, because not every run has every code. */
function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
