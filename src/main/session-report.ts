/** File → Report…: writes the newest session up to now as one HTML file. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../runtime/atomic-write.ts';
import { readFills } from '../session/report/account-fills.ts';
import { reportPage, type ReportedFills } from '../session/report/report-page.ts';
import { summarizeSession } from '../session/report/session-summary.ts';
import { summaryCsv } from '../session/report/summary-csv.ts';
import { makeTemporaryFolder } from '../session/temporary-folder.ts';
import type { ExportWatch } from './export-runner.ts';

/** Writes the fills.csv of a session, which takes most of the time. */
export type WriteFills = (session: string, file: string, watch: ExportWatch) => Promise<void>;

/** Share of the work that the fills take. */
const FILLS_SHARE = 0.8;

export async function writeReport(
  session: string,
  target: string,
  { signal, onProgress }: ExportWatch,
  writeFills: WriteFills,
): Promise<void> {
  const fills = await fillsOf(session, writeFills, {
    signal,
    onProgress: (share) => onProgress(FILLS_SHARE * share),
  });
  const summary = await summarizeSession(session, {
    signal,
    onProgress: (share) => onProgress(FILLS_SHARE + (1 - FILLS_SHARE) * share),
  });
  const page = reportPage(summary, fills);
  await writeWhole(target, (file) => file.writeFile(page));
}

/** Writes performance-summary.csv. */
export async function writeSummary(session: string, target: string, watch: ExportWatch): Promise<void> {
  const rows = summaryCsv(await summarizeSession(session, watch));
  await writeWhole(target, (file) => file.writeFile(rows));
}

/** The fills of a session or, for example with a damaged journal, the reason why they are unknown. */
async function fillsOf(session: string, writeFills: WriteFills, watch: ExportWatch): Promise<ReportedFills> {
  const folder = makeTemporaryFolder();
  try {
    const file = join(folder, 'fills.csv');
    await writeFills(session, file, watch);
    return await readFills(file, { signal: watch.signal, onBytes: () => {} });
  } catch (error) {
    watch.signal.throwIfAborted();
    return { problem: (error as Error).message };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
