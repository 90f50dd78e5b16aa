/** Makes missing snapshots of a session by replaying its closed segments, in a thread, for playback. */
import type { TimeMicros } from '../../contract/units.ts';
import { perform, snapshot, type EngineState } from '../../engine/index.ts';
import { startBefore } from './replay.ts';
import { segmentPath } from './journal-folder.ts';
import { checkFollows, parseEntries, readWhole, readWholeHeader, type SegmentFile } from './segment.ts';
import type { SegmentHeader } from './segment-header.ts';
import { SegmentReader } from './segment-reader.ts';
import { writeSnapshot } from './write-snapshot.ts';

/**
 * Writes the missing snapshots, up to the one before this segment. It does not rebuild the events of the commands,
 * because their place in the stream is in the header of the next segment.
 * @returns length of the last one in bytes, 0 when none was missing
 * @throws JournalError
 */
export function makeSnapshots(session: string, segment: number): number {
  const start = startBefore(session, readWholeHeader(session, segment).at.seq);
  const { state } = start.exchange;
  let header = readWholeHeader(session, start.segment);
  let bytes = 0;
  while (header.segment < segment) {
    const next = readWholeHeader(session, header.segment + 1);
    carryOut(session, header, next, state);
    header = next;
    bytes = writeSnapshot(session, header.segment, header.at, [JSON.stringify(snapshot(state))]);
  }
  return bytes;
}

/** Applies the commands of a closed segment. @throws JournalError when it is damaged, or longer or shorter than it was */
function carryOut(session: string, header: SegmentHeader, next: SegmentHeader, state: EngineState): void {
  const path = segmentPath(session, header.segment);
  const reader = new SegmentReader(path);
  try {
    const segment: SegmentFile = { path, header, size: reader.size };
    const whole = applyAll(reader, segment, state);
    // The whole file shows where the damage begins.
    if (whole < segment.size) readWhole(session, header.segment).recordAt(whole);
    checkFollows(next, segment, whole);
  } finally {
    reader.close();
  }
}

/** @returns bytes of the segment that are whole */
function applyAll(reader: SegmentReader, segment: SegmentFile, state: EngineState): number {
  // The first record is the header.
  let whole = reader.recordAt(0)?.end ?? 0;
  for (let record = reader.recordAt(whole); record !== null; record = reader.recordAt(whole)) {
    for (const [, time, what] of parseEntries(segment, record.payload, whole)) {
      if (what.type !== 'checkpoint') perform(state, what, time as TimeMicros);
    }
    whole = record.end;
  }
  return whole;
}
