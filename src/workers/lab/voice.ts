/** Output of a lab: a terminal, or the process that started it. */
import type { LabResult } from '../../contract/lab.ts';
import type { Report } from '../../lab/comparison.ts';
import type { RoomAnswer } from '../../lab/lab.ts';
import type { Plan } from '../../lab/plan.ts';
import type { RunPool } from '../../lab/pool.ts';
import type { RoomRuns } from '../../lab/room-runs.ts';
import type { RoomReport } from '../../lab/rooms.ts';

export interface Voice {
  begins(plan: Plan, pool: Pick<RunPool, 'capacity'>): void;
  progress(runsDone: number, runsTotal: number): void;
  /** Reports all rooms together, after the last run. */
  rooms(reports: readonly RoomReport[]): void;
  room(plan: Plan, runs: RoomRuns, report: Report): void;
  /** Reports a room without a report, or an assertion that does not hold. */
  problem(line: string): void;
  /** Reports an assertion that holds. */
  holds(line: string): void;
  /** Reports a written page. @param page path of a room's report */
  kept(page: string): void;
  /** Reports the progress of a run that is repeated in order to be opened. */
  repeats(second: number, seconds: number): void;
  /** Opens a run. @param file file of its session @returns the exit code */
  opens(file: string): Promise<number>;
  ends(
    answers: readonly RoomAnswer[],
    reports: readonly RoomReport[],
    about: Pick<LabResult, 'command' | 'isCut'>,
  ): void;
}

/** @returns a function for the seconds left after so many of all runs; infinite before the first */
export function stopwatch(nowMs: () => number): (runsDone: number, runsTotal: number) => number {
  const beganMs = nowMs();
  return (runsDone, runsTotal) =>
    Math.ceil((((nowMs() - beganMs) / runsDone) * (runsTotal - runsDone)) / 1_000);
}
