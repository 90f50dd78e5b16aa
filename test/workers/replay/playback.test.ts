import { expect, test } from 'vitest';
import { play, type Progress } from '../../../src/workers/replay/playback.ts';
import { Schedule } from '../../../src/workers/replay/schedule.ts';
import type { ReplayStep } from '../../../src/workers/replay/steps.ts';

const SECOND = 1_000_000_000;

test('a message is due in file time divided by the speed', () => {
  let nowMs = 5_000;
  const schedule = new Schedule(10, 34_200 * SECOND, () => nowMs);
  expect(schedule.untilDueMs(34_200 * SECOND)).toBe(0);
  expect(schedule.untilDueMs(34_230 * SECOND)).toBe(3_000);
  nowMs = 9_000;
  expect(schedule.untilDueMs(34_230 * SECOND)).toBe(-1_000);
});

test('at speed 0 everything is due', () => {
  expect(new Schedule(0, 0, () => 0).untilDueMs(86_400 * SECOND)).toBe(0);
});

test('steps are played in order, and stopping ends the wait for the next', async () => {
  const ending = new AbortController();
  const progress: Progress = { timeNanos: 0, behindMs: 0 };
  const played: number[] = [];
  async function* steps(): AsyncGenerator<ReplayStep> {
    yield { type: 'ignored', row: 0, timeNanos: SECOND };
    yield { type: 'ignored', row: 1, timeNanos: SECOND };
    setImmediate(() => ending.abort());
    yield { type: 'ignored', row: 2, timeNanos: 86_400 * SECOND };
  }
  const replayer = {
    apply: async (step: ReplayStep) => void played.push(step.row),
    settle: async () => {},
  };
  await expect(play({ steps: steps(), speed: 1, replayer, progress, signal: ending.signal })).rejects.toThrow(
    'aborted',
  );
  expect(played).toEqual([0, 1]);
  expect(progress.timeNanos).toBe(SECOND);
});
