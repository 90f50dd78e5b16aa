/**
 * File → Export and File → Report: asks for the target, flushes the exchange, writes and reports the result. CSV files
 * are copied, and events, orders and fills are rebuilt from the journal. The summary comes from the CSV files, and the
 * report from them and the fills.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CSV_FILES, type CsvFileName, type ExportFormat } from '../session/csv/csv-files.ts';
import { exportCsv, exportName, type CsvCopy } from './csv-export.ts';
import type { Dialogs } from './dialogs.ts';
import type { ExportRunner, ExportWatch } from './export-runner.ts';
import type { Pit } from '../pit/pit.ts';
import { writeReport, writeSummary } from './session-report.ts';

const SUMMARY_FILE = 'performance-summary.csv';

/** Files that an export writes, and a description of their content in one line. */
export const EXPORTED_FILES = {
  'trades.csv': 'one row for each trade; times in microseconds since 1970, UTC',
  'performance.csv':
    'one row for each change of an account’s position or equity; times in microseconds since 1970, UTC',
  [SUMMARY_FILE]: 'one row for each account; times in ISO 8601',
  'orders.csv': 'one row for each event of an order; times in microseconds since 1970, UTC',
  'fills.csv':
    'one row for each side of a trade, with position and markouts; times in microseconds since 1970, UTC',
  'events.jsonl': 'every event of the exchange, one a line',
  'report.html': 'equity, drawdown, rank, the parts of PnL and markouts of each account',
} as const satisfies Readonly<Record<CsvFileName, string>> & Readonly<Record<string, string>>;

export type ExportedFile = keyof typeof EXPORTED_FILES;

export interface ExportContext {
  readonly pit: Pick<Pit, 'state' | 'flush'>;
  readonly dialogs: Pick<Dialogs, 'exportFile' | 'exportFolder' | 'exported' | 'mayOverwrite' | 'problem'>;
  readonly runner: Pick<ExportRunner, 'run'>;
  /** Writes the events, orders or fills of a session to a file. */
  readonly writeEvents: (
    session: string,
    file: string,
    watch: ExportWatch,
    format: ExportFormat,
  ) => Promise<void>;
  /** First folder of the dialogs. */
  readonly startFolder: string;
}

interface Written {
  readonly file: ExportedFile;
  readonly target: string;
}

type Write = (session: string, target: string, watch: ExportWatch) => Promise<void>;

export function exportOne(context: ExportContext, file: CsvFileName): Promise<void> {
  return exportFile(context, file, (session, target, watch) => exportCsv(session, [{ file, target }], watch));
}

export function exportSummary(context: ExportContext): Promise<void> {
  return exportFile(context, SUMMARY_FILE, writeSummary);
}

export function exportReport(context: ExportContext): Promise<void> {
  return exportFile(context, 'report.html', (...asked) =>
    writeReport(...asked, (...fills) => context.writeEvents(...fills, 'fills')),
  );
}

export function exportEvents(context: ExportContext): Promise<void> {
  return exportFile(context, 'events.jsonl', (...asked) => context.writeEvents(...asked, 'events'));
}

export function exportOrders(context: ExportContext): Promise<void> {
  return exportFile(context, 'orders.csv', (...asked) => context.writeEvents(...asked, 'orders'));
}

export function exportFills(context: ExportContext): Promise<void> {
  return exportFile(context, 'fills.csv', (...asked) => context.writeEvents(...asked, 'fills'));
}

/** Exports all CSV files to one folder. */
export async function exportAll(context: ExportContext): Promise<void> {
  const { dialogs, startFolder } = context;
  const session = await sessionOf(context);
  if (session === null) return;
  const folder = await dialogs.exportFolder(startFolder);
  if (folder === null) return;
  const copies: readonly CsvCopy[] = CSV_FILES.map((file) => ({ file, target: join(folder, file) }));
  const summary = join(folder, SUMMARY_FILE);
  const written = [...copies, { file: SUMMARY_FILE, target: summary } as const];
  const present = written.map(({ target }) => target).filter((target) => existsSync(target));
  if (present.length > 0 && !(await dialogs.mayOverwrite(present))) return;
  await run(context, written, async (watch) => {
    await exportCsv(session, copies, watch);
    await writeSummary(session, summary, watch);
  });
}

async function exportFile(context: ExportContext, file: ExportedFile, write: Write): Promise<void> {
  const { dialogs, startFolder } = context;
  const session = await sessionOf(context);
  if (session === null) return;
  const target = await dialogs.exportFile(startFolder, file, exportName(file, session));
  if (target === null) return;
  await run(context, [{ file, target }], (watch) => write(session, target, watch));
}

/** Folder of the session at the time of the menu command. The pit may restart while the dialogs are open. */
async function sessionOf({ pit, dialogs }: ExportContext): Promise<string | null> {
  const { sessionFolder } = pit.state;
  if (sessionFolder !== undefined) return sessionFolder;
  await dialogs.problem('The export did not work.', 'There is no session yet: start the pit first.');
  return null;
}

async function run(
  { pit, runner, dialogs }: ExportContext,
  written: readonly Written[],
  work: (watch: ExportWatch) => Promise<void>,
): Promise<void> {
  try {
    const isDone = await runner.run(written.map(({ file }) => file).join(', '), async (watch) => {
      await pit.flush();
      await work(watch);
    });
    if (!isDone) return;
  } catch (error) {
    return dialogs.problem('The export did not work.', (error as Error).message);
  }
  const about = written.map(({ file, target }) => `${target}\n${EXPORTED_FILES[file]}`);
  await dialogs.exported(
    exportedText(written),
    about.join('\n\n'),
    written.map(({ target }) => target),
  );
}

function exportedText([first, ...others]: readonly Written[]): string {
  if (first === undefined || others.length > 0) return `${others.length + 1} files are exported.`;
  return first.file === 'report.html' ? 'The report is written.' : `${first.file} is exported.`;
}
