/**
 * Writes the stream of a session as JSON lines, every event of its journal rebuilt byte for byte as published, or the rows
 * of orders.csv or fills.csv. The replay compares sequence numbers and digest with those of the journal.
 *
 * The exchange does not write these CSV files live: an order's row would cost each request time, and markouts are known
 * only a minute later. The journal has everything that they need.
 */
import { Contents } from '../../session/playback/contents.ts';
import { startBefore, replaySegment } from '../../session/journal/replay.ts';
import { toText } from '../../session/csv/csv-tables.ts';
import type { ExportFormat } from '../../session/csv/csv-files.ts';
import { rowsOf } from './formats.ts';
import type { Lines } from './lines.ts';
import { listFiles, Segment } from '../../session/journal/segment.ts';
import { writeWhole } from '../../runtime/atomic-write.ts';

const CHUNK_CHARS = 256 * 1_024;

export interface WriteEventsOptions {
  readonly session: string;
  readonly file: string;
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  /** Gets the share that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * A running session is written up to its present end.
 * @returns number of events or rows. Rejects with JournalError where the journal is damaged, and as `signal` says; then there is no file
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
  /** Without the head of a CSV file. */
  readonly lines: number;
  /** Of the last event before it. */
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
