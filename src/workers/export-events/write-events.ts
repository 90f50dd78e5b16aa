/**
 * Writes the stream of a session as JSON lines: every event of its journal, rebuilt byte for byte as published. The
 * replay compares sequence numbers and digest with those of the journal.
 */
import { Contents } from '../../session/playback/contents.ts';
import { startBefore, replaySegment } from '../../session/journal/replay.ts';
import { listFiles, Segment } from '../../session/journal/segment.ts';
import { writeWhole } from '../../runtime/atomic-write.ts';

const CHUNK_CHARS = 256 * 1_024;

export interface WriteEventsOptions {
  readonly session: string;
  readonly file: string;
  readonly signal: AbortSignal;
  /** Gets the share that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * A running session is written up to its present end.
 * @returns number of events. Rejects with JournalError where the journal is damaged, and as `signal` says; then there is no file
 */
export async function writeEvents({
  session,
  file,
  signal,
  onProgress,
}: WriteEventsOptions): Promise<number> {
  const { first, last } = new Contents(session);
  let count = 0;
  await writeWhole(file, async (target) => {
    for (const { text, events, seq } of chunksOf(session, first.seq)) {
      signal.throwIfAborted();
      await target.appendFile(text);
      count += events;
      onProgress(last.seq === first.seq ? 1 : Math.min(1, (seq - first.seq) / (last.seq - first.seq)));
    }
  });
  return count;
}

interface Chunk {
  /** Whole lines. */
  readonly text: string;
  readonly events: number;
  /** Of the last one. */
  readonly seq: number;
}

function* chunksOf(session: string, from: number): Generator<Chunk> {
  const { exchange, segment: first } = startBefore(session, from);
  let text = '';
  let events = 0;
  for (const number of listFiles(session, 'log').filter((listed) => listed >= first)) {
    const segment = Segment.read(session, number);
    if (segment === null) break; // the newest one, of which not even the header is whole
    for (const step of replaySegment(segment, exchange)) {
      for (const event of step.events) text += `${JSON.stringify(event)}\n`;
      events += step.events.length;
      if (text.length < CHUNK_CHARS) continue;
      yield { text, events, seq: exchange.at.seq };
      text = '';
      events = 0;
    }
  }
  yield { text, events, seq: exchange.at.seq };
}
