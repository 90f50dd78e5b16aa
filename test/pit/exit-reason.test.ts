import { expect, test } from 'vitest';
import { exitReason } from '../../src/pit/exit-reason.ts';

const log = [
  'error: an old one.',
  '2026-11-22T09:30:00.000Z info connected',
  'file:///mine.ts:3',
  'TypeError [ERR_X]: price is not a function',
  '    at Mine.nextOrder (mine.ts:3:1)',
];

test.each([
  [
    'a mistake of the user is in its own words',
    { code: 2, signal: null },
    ['error: port 9001 is taken.', 'bye'],
    'port 9001 is taken.',
  ],
  [
    'a mistake may be in the log, too',
    { code: 2, signal: null },
    ['2026-11-22T09:30:00.000Z error the name is taken.'],
    'the name is taken.',
  ],
  ['a mistake without words', { code: 2, signal: null }, [], 'Ended with exit code 2.'],
  [
    'an uncaught error',
    { code: 1, signal: null },
    log,
    'Ended with exit code 1: TypeError [ERR_X]: price is not a function',
  ],
  [
    'a worker that gave up',
    { code: 1, signal: null },
    ['2026-11-22T09:30:00.000Z error gave up.'],
    'Ended with exit code 1: gave up.',
  ],
  [
    'a signal has nothing to do with what was said',
    { code: null, signal: 'SIGKILL' },
    log,
    'Ended by signal SIGKILL.',
  ],
  [
    'but a watchdog says why it bites',
    { code: null, signal: 'SIGKILL' },
    [...log, '2026-11-22T09:30:00.000Z error nextOrder has not come to its end for 3 s'],
    'Ended by signal SIGKILL: nextOrder has not come to its end for 3 s',
  ],
])('%s', (_what, exit, lines, reason) => {
  expect(exitReason(exit, lines)).toBe(reason);
});
