/** Positions of a segment's checkpoints, at which a replay can begin to publish events. */
import { fromWritten, type WrittenEntry } from './entry.ts';
import type { Segment } from './segment.ts';

export interface CheckpointPlace {
  readonly segment: number;
  /** Offset of the group whose first entry the checkpoint is. */
  readonly offset: number;
  /** `seq` of the newest event before it. */
  readonly seq: number;
  readonly time: number;
  readonly digest: number;
}

export interface CheckpointIndex {
  /** Positions, ascending. */
  readonly places: CheckpointPlace[];
  /** Offset up to which the segment is indexed. */
  end: number;
}

/** Text that an entry of a checkpoint contains. The name of an order may contain it as well. */
const MARK = '"checkpoint"';

export function createIndex(segment: Segment): CheckpointIndex {
  return { places: [], end: segment.start };
}

/**
 * Indexes the entries that are new. It takes a while, so it yields regularly. @throws JournalError where the segment is
 * damaged
 */
export function* extendIndex(index: CheckpointIndex, segment: Segment): Generator<void> {
  for (let record = segment.recordAt(index.end); record !== null; record = segment.recordAt(index.end)) {
    if (record.payload.includes(MARK)) {
      const place = checkpointIn(record.payload, segment.header.segment, index.end);
      if (place !== null) index.places.push(place);
    }
    index.end = record.end;
    yield;
  }
}

function checkpointIn(payload: string, segment: number, offset: number): CheckpointPlace | null {
  const [first] = JSON.parse(payload) as readonly WrittenEntry[];
  if (first === undefined) return null;
  const [seq, time, what] = fromWritten(first);
  return what.type === 'checkpoint' ? { segment, offset, seq, time, digest: what.digest } : null;
}
