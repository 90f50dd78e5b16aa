/** The time limits of a run: before its file starts, while the file loads, and in the run. */
import { expect, test } from 'vitest';
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { WarmProcess, type RunLimits } from '../../src/lab/warm-process.ts';
import { runResult } from '../support/run-result.ts';

const SHORT_MS = 10;
/** Longer than a test. */
const LONG_MS = 1_000_000;
const LONG: RunLimits = { beginMs: LONG_MS, loadMs: LONG_MS, stuckMs: LONG_MS };

/** The ending of a run whose process reports this and then nothing more. */
function endingAfter(limits: Partial<RunLimits>, ...messages: readonly RunMessage[]) {
  const process = new WarmProcess(({ onMessage, onEnd }) => ({
    send: () => messages.forEach(onMessage),
    kill: () => onEnd(false),
  }));
  return process.run({ path: '/a.ts' } as RunRequest, () => {}, { ...LONG, ...limits });
}

test('a file that never finishes loading is named after the limit for loading, with where to look', async () => {
  expect(await endingAfter({ loadMs: SHORT_MS }, { isLoading: true })).toEqual({
    isSetup: true,
    isHung: true,
    reason:
      '/a.ts: the run has not begun within 0.01 s. Look for an endless loop, or an await that waits for ever, in the code that runs while the file loads, or in the constructor.',
  });
});

test('a process that does not get as far as the file has more time, and the file is not at fault', async () => {
  expect(await endingAfter({ beginMs: SHORT_MS })).toEqual({
    isHung: true,
    reason: '/a.ts: its process has not begun to load the file within 0.01 s',
  });
});

test('a run that stands still after its beginning hangs', async () => {
  const reports = [{ isLoading: true }, { second: 0 }] as const;
  expect(await endingAfter({ stuckMs: SHORT_MS }, ...reports)).toEqual({
    isHung: true,
    reason: 'it hung: 0.01 s passed without a step',
  });
});

test('a process that fails between two runs ends, and is not used again', async () => {
  let report: (message: RunMessage) => void = () => {};
  let kills = 0;
  const process = new WarmProcess(({ onMessage }) => {
    report = onMessage;
    return { send: () => {}, kill: () => (kills += 1) };
  });
  const run = process.run({ path: '/a.ts' } as RunRequest, () => {}, LONG);
  report({ result: runResult({}) });
  report({ isClean: true });
  await run;
  expect(process.isUsable).toBe(true);
  report({ reason: 'a promise that was left behind' });
  expect([process.isUsable, kills]).toEqual([false, 1]);
});
