/** The setup with which the session in a folder began. */
import { listFiles } from './journal-folder.ts';
import { Segment } from './segment.ts';
import type { JournalSetup, SegmentHeader } from './segment-header.ts';

/** @returns the header of the newest segment; null: the folder contains no journal */
export function recordedHeader(folder: string): SegmentHeader | null {
  for (const segment of listFiles(folder, 'log').toReversed()) {
    const header = Segment.readHeader(folder, segment);
    if (header !== null) return header;
  }
  return null;
}

/** @returns null when the folder contains no journal */
export function recordedSetup(folder: string): JournalSetup | null {
  return recordedHeader(folder)?.setup ?? null;
}
