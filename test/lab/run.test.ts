/** One run, in a virtual world that the test controls. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { StrategyClass } from '../../src/contract/strategy.ts';
import { CannotBegin, runOnce, type RunRequest } from '../../src/lab/run.ts';
import type { Plan } from '../../src/lab/virtual-timers.ts';
import type { VirtualWorld } from '../../src/lab/virtual-world.ts';

const FILE = fileURLToPath(import.meta.url);
const ONE = { ms: 1, jitterMs: 0 };
const REQUEST: RunRequest = {
  path: FILE,
  className: undefined,
  params: [],
  seed: 1,
  minutes: 1 / 12,
  crowd: 10,
  bots: [],
  latency: { order: ONE, feed: ONE, answer: ONE },
};

/** Runs a strategy whose code is in this file. @param use receives the plan of its timers */
function run(strategyClass: StrategyClass, use: (plan: Plan) => void) {
  const world = { begin: () => {}, close: () => {}, attach: (_: () => number, plan: Plan) => use(plan) };
  const loaded = { strategyClass, sources: new Map([[FILE, []]]) };
  return runOnce(
    REQUEST,
    world as unknown as VirtualWorld,
    () => Promise.resolve(loaded),
    () => {},
  );
}

test('a timer of the strategy that throws is an error of the run, which continues as a live bot does', async () => {
  let plan: Plan | undefined;
  let calls = 0;
  class Timed {
    readonly everyMs = 1_000;
    onStart(): void {
      plan?.(11_500, () => {
        throw new Error('oops');
      });
    }
    nextOrder(): void {
      calls += 1;
    }
  }
  const { errors } = await run(Timed, (given) => (plan = given));
  expect(errors).toEqual([
    expect.stringMatching(/a timer or listener of the strategy failed: .*run\.test\.ts:\d+:\d+: Error: oops/),
  ]);
  expect(calls).toBe(5);
});

test('an error of Botpit in a task ends the run', async () => {
  class Idle {
    nextOrder(): void {}
  }
  const broken = Object.assign(new Error('a bug'), { stack: 'Error: a bug\n    at pit.ts:1:1' });
  const running = run(Idle, (plan) => {
    plan(11_500, () => {
      throw broken;
    });
  });
  await expect(running).rejects.toBe(broken);
});

test.each([
  [
    class Slip {
      nextorder(): void {}
    },
    'Slip has no method nextOrder(context), which a strategy needs',
  ],
  [
    class Text {
      readonly everyMs = '100';
      nextOrder(): void {}
    },
    "everyMs of Text is '100'; give a number of milliseconds from 1 to",
  ],
])(
  'a strategy that a live bot refuses is refused here too, in the same words: %o',
  async (strategy, words) => {
    const running = run(strategy as unknown as StrategyClass, () => {});
    await expect(running).rejects.toThrow(words);
    await expect(running).rejects.toThrow(CannotBegin);
  },
);
