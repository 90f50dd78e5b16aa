/** Writes the snapshot of a copied state, and deletes the files that it replaces. */
import { unlinkSync } from 'node:fs';
import type { CopiedState } from './copied-state.ts';
import { listFiles, segmentPath, snapshotPath, unfinishedPath } from './journal-folder.ts';
import { readWholeHeader } from './segment.ts';
import { writeSnapshot } from './snapshot-file.ts';

/**
 * Writes the snapshot before a segment.
 * @param state state before the segment
 * @returns its length in bytes
 * @throws JournalError when the segment has no header
 */
export function writeCopy(session: string, segment: number, state: CopiedState): number {
  const { at } = readWholeHeader(session, segment);
  return writeSnapshot(session, segment, at, state.json());
}

/**
 * Deletes what recovery does not need once the snapshot before this segment exists. It keeps the snapshot before that
 * one and the segments from there on, because the CSV files may lack their last rows. It also deletes the snapshots that
 * a crash left unfinished.
 */
export function deleteOld(session: string, segment: number): void {
  const kept = listFiles(session, 'snapshot').findLast((number) => number < segment) ?? 1;
  deleteBefore(session, 'log', kept);
  deleteBefore(session, 'snapshot', kept);
  deleteBefore(session, 'snapshot.unfinished', segment);
}

const PATHS = { log: segmentPath, snapshot: snapshotPath, 'snapshot.unfinished': unfinishedPath };

function deleteBefore(session: string, kind: keyof typeof PATHS, segment: number): void {
  for (const number of listFiles(session, kind))
    if (number < segment) unlinkSync(PATHS[kind](session, number));
}
