/** Snapshots of a journal's closed segments, made by replaying them: the exchange itself does not pause for one. */
import { unlinkSync } from 'node:fs';
import { hashState } from '../../engine/index.ts';
import { replaySegment, startBefore } from './replay.ts';
import { JournalError, listFiles, Segment, segmentPath, snapshotPath } from './segment.ts';
import { writeSnapshot } from './snapshot-file.ts';
import { snapshot } from '../../engine/index.ts';

/** Write the snapshots that are missing, up to the one before this segment. @throws JournalError */
export function makeSnapshots(session: string, segment: number): void {
  const last = Segment.read(session, segment);
  if (last === null) throw new JournalError(`${segmentPath(session, segment)} has no header.`);
  const start = startBefore(session, last.header.at.seq);
  const { exchange } = start;
  for (let number = start.segment; number < segment; number += 1) {
    const closed = Segment.read(session, number);
    if (closed === null) throw new JournalError(`${segmentPath(session, number)} has no header.`);
    for (const _ of replaySegment(closed, exchange));
    const { at, state } = exchange;
    writeSnapshot(session, number + 1, { at, hash: hashState(state), state: snapshot(state) });
  }
}

/** Delete what recovery does not need: all but the segment before this one, and the snapshot with which it begins. */
export function deleteOld(session: string, segment: number): void {
  for (const kind of ['log', 'snapshot'] as const) {
    const pathOf = kind === 'log' ? segmentPath : snapshotPath;
    for (const number of listFiles(session, kind))
      if (number < segment - 1) unlinkSync(pathOf(session, number));
  }
}
