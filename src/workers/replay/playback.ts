/** Plays steps in file time: each when it is due, and all that fell due in the meantime at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Replayer } from './replayer.ts';
import { Schedule } from './schedule.ts';
import type { ReplayStep } from './steps.ts';

/** A longer wait is cut into pieces: a timer counts no more than 2^31 ms. */
const WAIT_MS_MAX = 60_000;

/** How far the playback is. */
export interface Progress {
  /** File time of the last step. */
  timeNanos: number;
  /** How late that step was. */
  behindMs: number;
}

export interface Playback {
  readonly steps: AsyncIterable<ReplayStep>;
  /** File seconds per second; 0: as fast as answers come. */
  readonly speed: number;
  readonly replayer: Pick<Replayer, 'apply' | 'settle'>;
  /** Kept up to date. */
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
