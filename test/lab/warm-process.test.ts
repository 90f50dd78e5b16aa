import { expect, test } from 'vitest';
import type { RunMessage } from '../../src/lab/run-process.ts';
import type { RunRequest } from '../../src/lab/run.ts';
import { WarmProcess } from '../../src/lab/warm-process.ts';

/** The ending of a run whose process reports this and then nothing more. */
function endingAfter(...messages: readonly RunMessage[]) {
  const process = new WarmProcess(({ onMessage, onEnd }) => ({
    send: () => messages.forEach(onMessage),
    kill: () => onEnd(false),
  }));
  return process.run({ path: '/a.ts' } as RunRequest, () => {}, 10);
}

test('a file that never finishes loading is named, with where to look', async () => {
  expect(await endingAfter()).toEqual({
    isHung: true,
    reason:
      '/a.ts: the run has not begun within 0.01 s. Look for an endless loop in the code that runs while the file loads, or in the constructor.',
  });
});

test('a run that stands still after its beginning hangs', async () => {
  expect(await endingAfter({ second: 0 })).toEqual({
    isHung: true,
    reason: 'it hung: 0.01 s passed without a step',
  });
});
