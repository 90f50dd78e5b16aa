/** How a session in a folder was begun. */
import { listFiles, Segment, type JournalSetup, type SegmentHeader } from './segment.ts';

/** @returns of the newest segment; null: the folder holds no journal */
export function recordedHeader(folder: string): SegmentHeader | null {
  for (const segment of listFiles(folder, 'log').toReversed()) {
    const header = Segment.readHeader(folder, segment);
    if (header !== null) return header;
  }
  return null;
}

/** @returns null: the folder holds no journal */
export function recordedSetup(folder: string): JournalSetup | null {
  return recordedHeader(folder)?.setup ?? null;
}
