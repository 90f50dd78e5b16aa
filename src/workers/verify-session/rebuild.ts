/** Rebuilds CSV files from the journal, and keeps the old files next to them. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CsvSink } from '../../session/csv/csv-sink.ts';
import { CSV_FILES } from '../../session/csv/csv-files.ts';
import { csvTablesOf } from '../../session/csv/csv-tables.ts';
import { readNext, replaySegment } from '../../session/journal/replay.ts';
import { readWhole } from '../../session/journal/segment.ts';
import { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';
import { listFiles } from '../../session/journal/journal-folder.ts';
import type { Segment } from '../../session/journal/segment.ts';
import type { Logger } from '../../runtime/log.ts';

const ROWS_WAITING_MAX = 20_000;

/** @throws JournalError where the journal is damaged @throws Error when the files cannot be written */
export async function rebuildCsv(session: string, log: Logger): Promise<void> {
  let segment = readWhole(session, 1);
  for (const file of CSV_FILES) {
    const path = join(session, file);
    if (existsSync(path)) renameSync(path, `${path}.old`);
  }
  const { setup, rules } = segment.header;
  const sink = new CsvSink(session, log, csvTablesOf(setup.instruments, rules));
  const exchange = new ReplayedExchange(segment.header, null);
  const last = listFiles(session, 'log').at(-1) ?? 1;
  for (;;) {
    const whole = await writeRows(segment, exchange, sink);
    if (segment.header.segment === last) break;
    segment = readNext(session, segment, whole);
  }
  await sink.close();
  const [warning] = sink.warnings;
  if (warning !== undefined) throw new Error(warning);
}

/** @returns the number of whole bytes of the segment */
async function writeRows(segment: Segment, exchange: ReplayedExchange, sink: CsvSink): Promise<number> {
  const steps = replaySegment(segment, exchange);
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done === true) return next.value;
    sink.writeEvents(next.value.events);
    if (sink.waiting > ROWS_WAITING_MAX) await sink.flush();
  }
}
