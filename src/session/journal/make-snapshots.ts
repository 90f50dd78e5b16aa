/** Makes snapshots by replaying a journal's closed segments, so that the exchange does not pause. */
import { unlinkSync } from 'node:fs';
import type { TimeMicros } from '../../contract/units.ts';
import { apply, hashState, snapshot, type EngineState } from '../../engine/index.ts';
import { readNext, readWhole, startBefore } from './replay.ts';
import { listFiles, segmentPath, snapshotPath, type Segment } from './segment.ts';
import { writeSnapshot } from './snapshot-file.ts';

/**
 * Write the missing snapshots, up to the one before this segment. It does not rebuild the events of the commands:
 * their place in the stream is in the header of the next segment.
 * @throws JournalError
 */
export function makeSnapshots(session: string, segment: number): void {
  const start = startBefore(session, readWhole(session, segment).header.at.seq);
  const { state } = start.exchange;
  let closed = readWhole(session, start.segment);
  while (closed.header.segment < segment) {
    closed = readNext(session, closed, carryOut(closed, state));
    const { at, segment: number } = closed.header;
    writeSnapshot(session, number, { at, hash: hashState(state), state: snapshot(state) });
  }
}

/** @returns bytes of the segment that are whole */
function carryOut(segment: Segment, state: EngineState): number {
  let whole = segment.start;
  for (const { entries, end } of segment.groups()) {
    whole = end;
    for (const [, time, what] of entries) {
      if (what.type !== 'checkpoint') apply(state, what, time as TimeMicros);
    }
  }
  return whole;
}

/** Delete what recovery does not need: everything except the segment before this one and the snapshot it starts from. */
export function deleteOld(session: string, segment: number): void {
  for (const kind of ['log', 'snapshot'] as const) {
    const pathOf = kind === 'log' ? segmentPath : snapshotPath;
    for (const number of listFiles(session, kind))
      if (number < segment - 1) unlinkSync(pathOf(session, number));
  }
}
