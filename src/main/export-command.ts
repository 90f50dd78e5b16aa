/** File → Export: asks for the target, flushes the exchange, copies and reports the result. Events are rebuilt from the journal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CSV_FILES, type CsvFileName } from '../session/csv/csv-files.ts';
import { exportCsv, exportName, type CsvCopy } from './csv-export.ts';
import type { Dialogs } from './dialogs.ts';
import type { ExportRunner, ExportWatch } from './export-runner.ts';
import type { Pit } from '../pit/pit.ts';

const EVENTS_FILE = 'events.jsonl';

export interface ExportContext {
  readonly pit: Pick<Pit, 'state' | 'flush'>;
  readonly dialogs: Pick<Dialogs, 'exportFile' | 'exportFolder' | 'exported' | 'mayOverwrite' | 'problem'>;
  readonly runner: Pick<ExportRunner, 'run'>;
  /** Writes the events of a session to a file. */
  readonly writeEvents: (session: string, file: string, watch: ExportWatch) => Promise<void>;
  /** The dialogs' first folder. */
  readonly startFolder: string;
}

export async function exportOne(context: ExportContext, file: CsvFileName): Promise<void> {
  const { dialogs, startFolder } = context;
  const session = await sessionOf(context);
  if (session === null) return;
  const target = await dialogs.exportFile(startFolder, file, exportName(file, session));
  if (target !== null) await exportTo(context, session, [{ file, target }]);
}

export async function exportEvents(context: ExportContext): Promise<void> {
  const { dialogs, startFolder } = context;
  const session = await sessionOf(context);
  if (session === null) return;
  const target = await dialogs.exportFile(startFolder, EVENTS_FILE, exportName(EVENTS_FILE, session));
  if (target === null) return;
  await run(context, EVENTS_FILE, [target], (watch) => context.writeEvents(session, target, watch));
}

export async function exportBoth(context: ExportContext): Promise<void> {
  const { dialogs, startFolder } = context;
  const session = await sessionOf(context);
  if (session === null) return;
  const folder = await dialogs.exportFolder(startFolder);
  if (folder === null) return;
  const copies = CSV_FILES.map((file) => ({ file, target: join(folder, file) }));
  const present = copies.map(({ target }) => target).filter((target) => existsSync(target));
  if (present.length > 0 && !(await dialogs.mayOverwrite(present))) return;
  await exportTo(context, session, copies);
}

/** The session at the time of the menu command: the pit may restart while the dialogs are open. */
async function sessionOf({ pit, dialogs }: ExportContext): Promise<string | null> {
  const { sessionFolder } = pit.state;
  if (sessionFolder !== undefined) return sessionFolder;
  await dialogs.problem('The export did not work.', 'There is no session yet: start the pit first.');
  return null;
}

async function exportTo(context: ExportContext, session: string, copies: readonly CsvCopy[]): Promise<void> {
  const what = copies.map(({ file }) => file).join(' and ');
  const targets = copies.map(({ target }) => target);
  await run(context, what, targets, async (watch) => {
    await context.pit.flush();
    await exportCsv(session, copies, watch);
  });
}

async function run(
  { runner, dialogs }: ExportContext,
  what: string,
  targets: readonly string[],
  work: (watch: ExportWatch) => Promise<void>,
): Promise<void> {
  try {
    if (!(await runner.run(what, work))) return;
  } catch (error) {
    return dialogs.problem('The export did not work.', (error as Error).message);
  }
  await dialogs.exported(targets);
}
