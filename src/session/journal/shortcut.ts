/**
 * Finds the part that recovery need not rebuild. A checkpoint publishes the full state once a second, which is
 * expensive when many orders rest. Its rows are already in performance.csv, except those of the last moments before a
 * crash.
 */
import { createIndex, extendIndex, type CheckpointPlace } from './checkpoint-index.ts';
import { positionsReach } from '../csv/csv-reach.ts';
import { readWhole, Segment } from './segment.ts';

/**
 * The last checkpoint before which all rows exist. Up to there, recovery only counts events.
 * @param first first segment of the replay
 * @param last newest segment
 * @param program version of this Botpit
 * @returns null when there is none, or when another version wrote a part; recovery then compares everything
 * @throws JournalError
 */
export function lastCheckpointBefore(
  session: string,
  first: number,
  last: number,
  program: string,
): CheckpointPlace | null {
  const reach = positionsReach(session);
  for (let number = first; number <= last; number += 1) {
    if (Segment.readHeader(session, number)?.program !== program) return null;
  }
  for (let number = last; number >= first; number -= 1) {
    const segment = readWhole(session, number);
    const index = createIndex(segment);
    for (const _ of extendIndex(index, segment));
    const place = index.places.findLast(({ seq }) => seq <= reach);
    if (place !== undefined) return place;
  }
  return null;
}
