/** Writes the snapshot of a copied state, and deletes the files that it replaces. */
import { unlinkSync } from 'node:fs';
import type { CopiedState } from './copied-state.ts';
import { listFiles, readWholeHeader, segmentPath, snapshotPath } from './segment.ts';
import { writeSnapshot } from './snapshot-file.ts';

/**
 * Writes the snapshot before a segment.
 * @param state state before the segment
 * @throws JournalError when the segment has no header
 */
export function writeCopy(session: string, segment: number, state: CopiedState): void {
  const { at } = readWholeHeader(session, segment);
  writeSnapshot(session, segment, at, state.json());
}

/**
 * Deletes what recovery does not need once the snapshot before this segment exists. It keeps the snapshot before that
 * one and the segments from there on, because the CSV files may lack their last rows.
 */
export function deleteOld(session: string, segment: number): void {
  const kept = listFiles(session, 'snapshot').findLast((number) => number < segment) ?? 1;
  for (const kind of ['log', 'snapshot'] as const) {
    const pathOf = kind === 'log' ? segmentPath : snapshotPath;
    for (const number of listFiles(session, kind)) if (number < kept) unlinkSync(pathOf(session, number));
  }
}
