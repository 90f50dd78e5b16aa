/**
 * A segment's header records the length of the previous segment at the time when its writer started the new one. Bytes
 * beyond that length come from a second writer, and the later segments do not include their orders.
 */
import { statSync } from 'node:fs';
import { listFiles, segmentPath } from './journal-folder.ts';
import { JournalError } from './journal-error.ts';
import { Segment } from './segment.ts';

export interface LateWrites {
  readonly path: string;
  /** Length in bytes when the next segment was started. */
  readonly length: number;
  /** Current length in bytes. */
  readonly size: number;
}

/** An unreadable header is ignored here. Recovery reports it where it matters. */
export function findLateWrites(session: string): readonly LateWrites[] {
  const segments = listFiles(session, 'log');
  const isThere = new Set(segments);
  return segments.flatMap((segment) => {
    if (!isThere.has(segment - 1)) return [];
    const length = previousBytesOf(session, segment);
    const path = segmentPath(session, segment - 1);
    const { size } = statSync(path);
    return length !== undefined && size > length ? [{ path, length, size }] : [];
  });
}

function previousBytesOf(session: string, segment: number): number | undefined {
  try {
    return Segment.readHeader(session, segment)?.previousBytes;
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}
