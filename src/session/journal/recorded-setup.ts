/** How a session in a folder was begun. */
import { listFiles, Segment, type JournalSetup } from './segment.ts';

/** @returns null: the folder holds no journal */
export function recordedSetup(folder: string): JournalSetup | null {
  for (const segment of listFiles(folder, 'log').toReversed()) {
    const header = Segment.readHeader(folder, segment);
    if (header !== null) return header.setup;
  }
  return null;
}
