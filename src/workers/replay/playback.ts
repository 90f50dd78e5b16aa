/**
 * Plays steps in file time. Each step runs when it is due, and all steps that became due in the meantime run at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Replayer } from './replayer.ts';
import { Schedule } from './schedule.ts';
import type { ReplayStep } from './steps.ts';

/** Longest single wait. A timer counts at most 2^31 ms, so a longer wait is split. */
const WAIT_MS_MAX = 60_000;

/** Progress of the playback. */
export interface Progress {
  /** File time of the last step. */
  timeNanos: number;
  /** Delay of that step. */
  behindMs: number;
}

export interface Playback {
  readonly steps: AsyncIterable<ReplayStep>;
  /** File seconds per second of real time. 0: as fast as replies arrive. */
  readonly speed: number;
  readonly replayer: Pick<Replayer, 'apply' | 'settle'>;
  /** Updated with each step. */
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export async function play({ steps, speed, replayer, progress, signal }: Playback): Promise<void> {
  let schedule: Schedule | undefined;
  for await (const step of steps) {
    schedule ??= new Schedule(speed, step.timeNanos);
    let waitMs = schedule.untilDueMs(step.timeNanos);
    while (waitMs > 0) {
      await sleep(Math.min(waitMs, WAIT_MS_MAX), undefined, { signal });
      waitMs = schedule.untilDueMs(step.timeNanos);
    }
    progress.timeNanos = step.timeNanos;
    progress.behindMs = -waitMs;
    await replayer.apply(step);
  }
  await replayer.settle();
}
