/** A run in virtual time: what the strategy threw, and what its bot did not send. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LAB_ACCOUNT } from '../../src/contract/lab.ts';
import type { StrategyClass } from '../../src/contract/strategy.ts';
import { measure } from '../../src/lab/measure.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

function run(strategy: StrategyClass, minutes = 1) {
  const errors: string[] = [];
  const file = import.meta.filename;
  const sources = new Map([[file, readFileSync(file, 'utf8').split('\n')]]);
  const bot = { name: LAB_ACCOUNT, strategy, sources, onError: (line: string) => void errors.push(line) };
  const pit = new QuickPit([bot], 1, [], { startMs: 10_000 });
  return measure(pit, { seed: 1, minutes, flatten: false, errors, onSecond: () => {} });
}

test('an exception quotes its file and line', () => {
  class Throws {
    readonly everyMs = 10_000;
    nextOrder(): never {
      throw new Error('on purpose');
    }
  }
  const { errors, orders, unsent } = run(Throws);
  expect(errors[0]).toMatch(/measure\.test\.ts:\d+:\d+: Error: on purpose\n {2}\d+ \| +throw new Error\(/);
  expect([orders, unsent]).toEqual([0, 0]);
});

test('invalid intents are counted, with each reason once', () => {
  class Invalid {
    readonly everyMs = 10_000;
    nextOrder() {
      return { type: 'place', side: 'buy', quantity: 1, price: Number.NaN } as const;
    }
  }
  const reason = expect.stringContaining('price must be') as string;
  expect(run(Invalid)).toMatchObject({ unsent: 6, unsentReasons: [reason], orders: 0, errors: [] });
});

test('a run of fewer than six minutes has no Sharpe ratio', () => {
  class Idle {
    readonly everyMs = 60_000;
    nextOrder(): undefined {}
  }
  expect([5, 6].map((minutes) => run(Idle, minutes).sharpePerMinute)).toEqual([null, 0]);
});
