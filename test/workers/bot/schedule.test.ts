import { expect, test } from 'vitest';
import type { Strategy } from '../../../src/contract/strategy.ts';
import { isTimed } from '../../../src/workers/bot/schedule.ts';

const nextOrder = () => null;

const strategies: readonly [what: string, isTimed: boolean, members: Partial<Strategy>][] = [
  ['nextOrder by a timer', true, { everyMs: 50 }],
  [
    'all that timers and the bot call',
    true,
    { everyMs: 200, timerMs: 50, onTimer: nextOrder, onStart: nextOrder },
  ],
  ['nextOrder with every change', false, {}],
  ['nextOrder many times a second', false, { everyMs: 49 }],
  ['onTimer many times a second', false, { everyMs: 200, timerMs: 20, onTimer: nextOrder }],
  ['a callback of the market', false, { everyMs: 200, onTrade: nextOrder }],
  ['a callback of the own orders', false, { everyMs: 200, onFill: nextOrder }],
];

test.each(strategies)('a strategy with %s is timed: %s', (_what, expected, members) => {
  expect(isTimed({ nextOrder, ...members })).toBe(expected);
});
