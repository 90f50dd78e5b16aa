/** A step of a run that does not return. */
import { expect, test } from 'vitest';
import { measure } from '../../src/lab/measure.ts';
import { Hung, hungText, limitStep, STEP_MS_MAX } from '../../src/lab/step-limit.ts';
import { LAB_ACCOUNT } from '../../src/contract/lab.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import type { Activity } from '../../src/workers/bot/activity.ts';

const LIMIT_MS = 100;

test('an endless loop ends the run with the strategy and the callback', () => {
  let running: Activity | null = null;
  class Loops {
    readonly everyMs = 1_000;
    nextOrder(): undefined {
      try {
        for (;;);
      } finally {
        running = null;
      }
    }
  }
  const onActivity = (activity: Activity | null) => {
    running = activity;
  };
  const pit = new QuickPit([{ name: LAB_ACCOUNT, strategy: Loops, onActivity }], 1, []);
  const limit = (step: () => void) =>
    limitStep(step, LIMIT_MS, () => hungText('/a.ts', running, STEP_MS_MAX));
  const options = { seed: 1, minutes: 1, flatten: false, errors: [], onSecond: () => {}, limit };
  expect(() => measure(pit, options)).toThrow(
    new Hung(
      '/a.ts: a second of the run has not ended within 20 s, in nextOrder. Look there for an endless loop, or compute less in each call.',
    ),
  );
});

test('an error of a step is its own', () => {
  const failure = new Error('on purpose');
  const fails = () => {
    throw failure;
  };
  expect(() => limitStep(fails, LIMIT_MS, () => 'it hung')).toThrow(failure);
});
