/**
 * Makes the snapshots of a session, in a thread. If the state is not too large, the exchange copies it (state-copy.ts),
 * and the thread hashes and writes the copy. For a larger state, the thread replays the closed segments, so that the
 * exchange does not pause.
 */
import { unlinkSync } from 'node:fs';
import type { TimeMicros } from '../../contract/units.ts';
import { apply, hashSnapshot, snapshot, type EngineState, type Snapshot } from '../../engine/index.ts';
import { readNext, readWhole, startBefore } from './replay.ts';
import { listFiles, segmentPath, snapshotPath, type Segment } from './segment.ts';
import { writeSnapshot } from './snapshot-file.ts';

/**
 * Writes the snapshot before a segment.
 * @param state state before the segment
 * @throws JournalError when the segment has no header
 */
export function writeCopy(session: string, segment: number, state: Snapshot): void {
  const { at } = readWhole(session, segment).header;
  writeSnapshot(session, segment, { at, hash: hashSnapshot(state), state });
}

/**
 * Writes the missing snapshots, up to the one before this segment. It does not rebuild the events of the commands,
 * because their place in the stream is in the header of the next segment.
 * @throws JournalError
 */
export function makeSnapshots(session: string, segment: number): void {
  const start = startBefore(session, readWhole(session, segment).header.at.seq);
  const { state } = start.exchange;
  let closed = readWhole(session, start.segment);
  while (closed.header.segment < segment) {
    closed = readNext(session, closed, carryOut(closed, state));
    const { at, segment: number } = closed.header;
    const copy = snapshot(state);
    writeSnapshot(session, number, { at, hash: hashSnapshot(copy), state: copy });
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
