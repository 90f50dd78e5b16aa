import { expect, test } from 'vitest';
import type { BotStats, ProcessState } from '../../src/contract/pit-state.ts';
import {
  hasRecovered,
  healthOf,
  healthsOf,
  inOneLine,
  newestRecovery,
  RECOVERED_MS,
} from '../../src/renderer/bots/health.ts';

const STATS: BotStats = {
  orders: 1,
  ordersPerSecond: 5.2,
  fills: 0,
  rejects: 0,
  rejectsByCode: {},
  openOrders: 0,
  position: 0,
};
const RUNNING: ProcessState = {
  name: 'ann',
  kind: 'bot',
  phase: 'running',
  restarts: 0,
  log: [],
  runningSince: 1_000,
};
const CRASHED: ProcessState = { ...RUNNING, restarts: 3, lastCrash: 'an endless loop?' };

test.each<readonly [string, ProcessState, number, object]>([
  ['runs', RUNNING, 2_000, { tone: 'good', label: 'running' }],
  [
    'is paused after errors',
    { ...RUNNING, stats: { ...STATS, paused: '3 errors' } },
    2_000,
    { tone: 'warn', label: 'paused', reason: 'Paused: 3 errors' },
  ],
  [
    'does not answer, whatever it said before',
    { ...RUNNING, stats: { ...STATS, paused: '3 errors' }, silent: { activity: 'nextOrder', seconds: 4 } },
    2_000,
    { tone: 'warn', label: 'does not answer', reason: 'nextOrder has not returned for 4 s' },
  ],
  [
    'runs an older version than the saved file',
    { ...RUNNING, stats: { ...STATS, saveError: 'a.ts:1:2: no' } },
    2_000,
    { tone: 'warn', reason: 'The saved file does not load: a.ts:1:2: no' },
  ],
  [
    'waits because its orders are refused',
    { ...RUNNING, stats: { ...STATS, waiting: 'INSUFFICIENT_MARGIN' } },
    2_000,
    { tone: 'warn', label: 'waiting: INSUFFICIENT_MARGIN' },
  ],
  ['has just been restarted', CRASHED, 4_000, { tone: 'warn', reason: 'Last crash: an endless loop?' }],
  [
    'has run for long since its last crash',
    CRASHED,
    1_000 + RECOVERED_MS,
    { tone: 'good', reason: 'Last crash: an endless loop?' },
  ],
  ['is restarted', { ...CRASHED, phase: 'starting', reason: 'x' }, 0, { tone: 'warn', reason: 'x' }],
  ['has failed', { ...RUNNING, phase: 'failed', reason: 'no file' }, 0, { tone: 'bad', reason: 'no file' }],
  ['is stopped', { ...RUNNING, phase: 'stopped' }, 0, { tone: 'off', label: 'stopped' }],
])('a bot that %s', (_, process, now, expected) => {
  expect(healthOf(process, hasRecovered(process, now))).toMatchObject(expected);
});

test('the clock changes the states only when a bot recovers from a crash', () => {
  const processes = [RUNNING, CRASHED, { ...CRASHED, name: 'bob', runningSince: 5_000 }];
  const [first, second] = [1_000 + RECOVERED_MS, 5_000 + RECOVERED_MS];
  const times = [first - 1, first, second - 1, second, 2 * second];
  const recoveries = times.map((now) => newestRecovery(processes, now));
  expect(recoveries).toEqual([0, first, first, second, second]);
  for (const [index, now] of times.entries())
    expect(healthsOf(processes, recoveries[index] ?? 0)).toEqual(healthsOf(processes, now));
});

test.each([
  ['/home/ada/my-bots/a.ts:1:2: no method', 'a.ts:1:2: no method'],
  ['Last crash: C:\\bots\\a.ts:7:1: no', 'Last crash: a.ts:7:1: no'],
  ['/home/ada/my bots/a.ts:1:2: no method', 'a.ts:1:2: no method'],
  ['at run (/home/ada/a.ts:1:2)', 'at run (a.ts:1:2)'],
  ['no /x/y for /home/ada/a.ts:1:2', 'no /x/y for a.ts:1:2'],
  ['a.ts:1:2: 1/2 of /x/y', 'a.ts:1:2: 1/2 of /x/y'],
  ['ws://127.0.0.1:9001 does not answer', 'ws://127.0.0.1:9001 does not answer'],
])('in one line, %s is %s', (reason, line) => {
  expect(inOneLine(reason)).toBe(line);
});
