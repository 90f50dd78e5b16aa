/** File → Report…: writes the newest session up to now as one HTML file. */
import { writeWhole } from '../runtime/atomic-write.ts';
import { reportPage } from '../session/report/report-page.ts';
import { summarizeSession } from '../session/report/session-summary.ts';
import { summaryCsv } from '../session/report/summary-csv.ts';
import type { ExportWatch } from './export-runner.ts';

export async function writeReport(session: string, target: string, watch: ExportWatch): Promise<void> {
  const page = reportPage(await summarizeSession(session, watch));
  await writeWhole(target, (file) => file.writeFile(page));
}

/** Writes performance-summary.csv. */
export async function writeSummary(session: string, target: string, watch: ExportWatch): Promise<void> {
  const rows = summaryCsv(await summarizeSession(session, watch));
  await writeWhole(target, (file) => file.writeFile(rows));
}
