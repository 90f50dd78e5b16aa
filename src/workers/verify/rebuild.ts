/** CSV files made anew from the journal. The old ones are kept beside them. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CsvSink } from '../exchange/csv-sink.ts';
import { CSV_TABLES } from '../exchange/csv-tables.ts';
import { readWhole, replaySegment } from '../journal/replay.ts';
import { ReplayedExchange } from '../journal/replayed-exchange.ts';
import { listFiles } from '../journal/segment.ts';
import type { Logger } from '../log.ts';

const ROWS_WAITING_MAX = 20_000;

/** @throws JournalError where the journal is damaged; Error when the files cannot be written */
export async function rebuildCsv(session: string, log: Logger): Promise<void> {
  for (const { file } of CSV_TABLES) {
    const path = join(session, file);
    if (existsSync(path)) renameSync(path, `${path}.old`);
  }
  const sink = new CsvSink(session, log);
  const exchange = new ReplayedExchange(readWhole(session, 1).header, null);
  for (const number of listFiles(session, 'log')) {
    for (const { events } of replaySegment(readWhole(session, number), exchange)) {
      sink.writeEvents(events);
      if (sink.waiting > ROWS_WAITING_MAX) await sink.flush();
    }
  }
  await sink.close();
  const [warning] = sink.warnings;
  if (warning !== undefined) throw new Error(warning);
}
