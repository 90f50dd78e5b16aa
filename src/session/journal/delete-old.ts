/** Deletes the files that a snapshot replaces. */
import { unlinkSync } from 'node:fs';
import { listFiles, segmentPath, snapshotPath, unfinishedPath } from './journal-folder.ts';

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
