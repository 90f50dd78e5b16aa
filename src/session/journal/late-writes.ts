/**
 * A segment's header records the length that the previous segment had when its writer started the new one. Bytes beyond
 * that length come from a second writer, and the later segments do not include their orders.
 */
import { statSync } from 'node:fs';
import { JournalError, listFiles, Segment, segmentPath } from './segment.ts';

export interface LateWrites {
  readonly path: string;
  /** In bytes, when the next segment was started. */
  readonly length: number;
  /** In bytes, now. */
  readonly size: number;
}

/** An unreadable header is ignored here; recovery reports it where it matters. */
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
