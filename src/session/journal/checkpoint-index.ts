/** Positions of a segment's checkpoints, at which a replay can begin to publish events. */
import { readFirstCheckpoint } from './entry-formats.ts';
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

export function createIndex(segment: Segment): CheckpointIndex {
  return { places: [], end: segment.start };
}

/**
 * Indexes the entries that are new. It takes a while, so it yields regularly.
 * @throws JournalError where the segment is damaged
 */
export function* extendIndex(index: CheckpointIndex, segment: Segment): Generator<void> {
  const { header } = segment;
  for (let record = segment.recordAt(index.end); record !== null; record = segment.recordAt(index.end)) {
    const checkpoint = readFirstCheckpoint(header.format, record.payload);
    if (checkpoint !== null) {
      const [seq, time, { digest }] = checkpoint;
      index.places.push({ segment: header.segment, offset: index.end, seq, time, digest });
    }
    index.end = record.end;
    yield;
  }
}
