/**
 * Writes the stream of a session as JSON lines: every event, rebuilt from the journal byte for byte as published. It
 * can also write the rows of orders.csv or fills.csv. The replay compares sequence numbers and digest with those of the
 * journal.
 *
 * The exchange does not write these CSV files live. An order's row would cost each request time, and markouts are known
 * only a minute later. The journal contains everything that they need.
 */
import { Contents } from '../../session/playback/contents.ts';
import { startBefore, replaySegment } from '../../session/journal/replay.ts';
import { toText } from '../../session/csv/csv-tables.ts';
import type { ExportFormat } from '../../session/csv/csv-files.ts';
import { rowsOf } from './formats.ts';
import type { Lines } from './lines.ts';
import { listFiles } from '../../session/journal/journal-folder.ts';
import { Segment } from '../../session/journal/segment.ts';
import { writeWhole } from '../../runtime/atomic-write.ts';

const CHUNK_CHARS = 256 * 1_024;

export interface WriteEventsOptions {
  readonly session: string;
  readonly file: string;
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  /** Called with the share that is complete, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Writes the file. A running session is written up to its current end. Rejects with JournalError where the journal is
 * damaged, and with the reason of `signal` when it aborts; then there is no file.
 * @returns the number of events or rows
 */
export async function writeEvents({
  session,
  file,
  format,
  signal,
  onProgress,
}: WriteEventsOptions): Promise<number> {
  const { first, last } = new Contents(session);
  let count = 0;
  await writeWhole(file, async (target) => {
    for (const { text, lines, seq } of chunksOf(session, first.seq, format)) {
      signal.throwIfAborted();
      await target.appendFile(text);
      count += lines;
      onProgress(last.seq === first.seq ? 1 : Math.min(1, (seq - first.seq) / (last.seq - first.seq)));
    }
  });
  return count;
}

interface Chunk {
  /** Whole lines. */
  readonly text: string;
  /** Number of lines, without the header of a CSV file. */
  readonly lines: number;
  /** `seq` of the last event before these lines. */
  readonly seq: number;
}

function* chunksOf(session: string, from: number, format: ExportFormat): Generator<Chunk> {
  const { exchange, segment: first } = startBefore(session, from);
  const rows = rowsOf(format, exchange.state);
  let text = rows.columns === undefined ? '' : toText([rows.columns]);
  let lines = 0;
  const add = (more: Lines) => {
    text += more.text;
    lines += more.count;
  };
  for (const number of listFiles(session, 'log').filter((listed) => listed >= first)) {
    const segment = Segment.read(session, number);
    if (segment === null) break; // the newest one, of which not even the header is whole
    for (const step of replaySegment(segment, exchange)) {
      add(rows.take(step, exchange));
      if (text.length < CHUNK_CHARS) continue;
      yield { text, lines, seq: exchange.at.seq };
      text = '';
      lines = 0;
    }
  }
  add(rows.end());
  yield { text, lines, seq: exchange.at.seq };
}
