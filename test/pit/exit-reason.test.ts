import { expect, test } from 'vitest';
import { exitReason } from '../../src/pit/exit-reason.ts';

const mistake = { code: 'SETUP', reason: 'mine.ts:2:7: Expected ";"\n  2 | const = 5' } as const;
const taken = { host: '::1', port: 9001, option: '--orders-port' };

test.each([
  ['the first line of a mistake', { code: 2, signal: null }, mistake, 'mine.ts:2:7: Expected ";"'],
  ['a mistake without an announcement', { code: 2, signal: null }, null, 'Ended with exit code 2.'],
  [
    'an uncaught error',
    { code: 1, signal: null },
    { code: 'CRASHED', reason: 'TypeError: price is not a function' } as const,
    'Ended with exit code 1: TypeError: price is not a function',
  ],
  [
    'the reason of the watchdog',
    { code: null, signal: 'SIGKILL' },
    { code: 'WATCHDOG', reason: 'nextOrder has not returned for 3 s' } as const,
    'Ended by signal SIGKILL: nextOrder has not returned for 3 s',
  ],
  ['a signal', { code: null, signal: 'SIGSEGV' }, null, 'Ended by signal SIGSEGV.'],
  [
    'a program that cannot be launched',
    { code: 2, signal: null, launchError: 'spawn node ENOENT' },
    null,
    'spawn node ENOENT',
  ],
  [
    'a taken port with the advice of the pit',
    { code: 2, signal: null },
    { code: 'PORT_TAKEN', reason: 'port 9001 is taken; use --orders-port', taken } as const,
    'port 9001 on ::1 is taken; try --orders-port=N.',
  ],
])('%s', (_what, exit, failure, reason) => {
  expect(exitReason(exit, failure, (flag) => `try ${flag}=N`)).toBe(reason);
});
