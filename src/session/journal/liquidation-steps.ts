/** The steps of liquidations that a session's journal holds. No CSV file has them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Liquidation } from '../../contract/events.ts';
import { ReplayedExchange } from './replayed-exchange.ts';
import { listFiles, Segment } from './segment.ts';
import { readSnapshot } from './snapshot-file.ts';

/** Replaying takes at most so long in one turn of the event loop. */
const TURN_MS = 4;

export interface StepsWanted {
  /** `seq` of the events: from here up to, but not, `to`. */
  readonly from: number;
  readonly to: number;
  /** Older segments are not read once there are so many. */
  readonly stepsMax: number;
}

/**
 * Each segment is replayed from the snapshot before it, the newest first.
 * @returns in their order
 * @throws JournalError when a segment cannot be read
 */
export async function liquidationSteps(
  session: string,
  { from, to, stepsMax }: StepsWanted,
): Promise<readonly Liquidation[]> {
  let steps: Liquidation[] = [];
  for (const number of listFiles(session, 'log').toReversed()) {
    const segment = Segment.read(session, number);
    if (segment === null) continue;
    const snapshot = number === 1 ? null : readSnapshot(session, number);
    // Without its snapshot a segment cannot be replayed alone; the exchange makes it soon after it opens the segment.
    if (number !== 1 && snapshot?.at.seq !== segment.header.at.seq) continue;
    const found = await stepsIn(segment, new ReplayedExchange(segment.header, snapshot), to);
    steps = [...found.filter(({ seq }) => seq >= from && seq < to), ...steps];
    if (segment.header.at.seq < from || steps.length >= stepsMax) break;
  }
  return steps;
}

async function stepsIn(segment: Segment, exchange: ReplayedExchange, to: number): Promise<Liquidation[]> {
  const steps: Liquidation[] = [];
  let turnStart = performance.now();
  for (const { entries } of segment.groups()) {
    for (const entry of entries) {
      if (entry[0] + 1 >= to) return steps;
      steps.push(...exchange.liquidations(entry));
    }
    if (performance.now() - turnStart < TURN_MS) continue;
    await nextTurn();
    turnStart = performance.now();
  }
  return steps;
}
