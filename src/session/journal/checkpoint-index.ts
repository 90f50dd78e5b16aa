/** The places of a segment's checkpoints, at which a replay can begin to publish events. */
import { fromWritten, type WrittenEntry } from './entry.ts';
import type { Segment } from './segment.ts';

export interface CheckpointPlace {
  readonly segment: number;
  /** Of its group, whose first entry it is. */
  readonly offset: number;
  /** Newest event before it. */
  readonly seq: number;
  readonly time: number;
  readonly digest: number;
}

export interface CheckpointIndex {
  /** Ascending. */
  readonly places: CheckpointPlace[];
  /** The index covers the bytes before this one. */
  end: number;
}

/** In an entry; an order's name may be so too. */
const MARK = '"checkpoint"';

export function createIndex(segment: Segment): CheckpointIndex {
  return { places: [], end: segment.start };
}

/** Index what has been written since. It takes a while, so it yields now and then. @throws JournalError where it is damaged */
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
