import { describe, expect, test } from 'vitest';
import { filterLog, linesOf, splitTime } from '../../src/renderer/bots/log-text.ts';

const LOG = [
  '2026-11-23T09:30:00.000Z info logged in as ada',
  '2026-11-23T09:30:01.000Z warn INSUFFICIENT_MARGIN: needs 5, has 3',
  'printed by the strategy',
  '2026-11-23T09:30:02.000Z error nextOrder failed: /bots/mine.ts:12:7: TypeError: x is not a function',
  '  12 |   x(token=secret)',
  '     |   ^',
  '2026-11-23T09:30:03.000Z debug at ws://desk:9010/?token=secret',
  'Uncaught RangeError: too long',
  '    at trade (mine.ts:3)',
];
const ALL = { problemsOnly: false, search: '' };
const keysOf = (filter: Partial<typeof ALL>, log = LOG) =>
  filterLog(log, { ...ALL, ...filter }).map(({ key }) => key);

test('every line has the level of its entry', () => {
  expect(filterLog(LOG, ALL).map(({ level }) => level)).toEqual([
    'info',
    'warn',
    'info',
    'error',
    'error',
    'error',
    'debug',
    'error',
    'error',
  ]);
});

describe('a filter', () => {
  test('for problems keeps the lines that they quote', () => {
    expect(keysOf({ problemsOnly: true })).toEqual([1, 3, 4, 5, 7, 8]);
  });

  test.each([
    ['insufficient', [1]],
    ['X(TOKEN', [3, 4, 5]],
    [' mine.ts ', [3, 4, 5, 7, 8]],
    ['nothing like it', []],
  ])('for %j keeps whole entries', (search, keys) => {
    expect(keysOf({ search })).toEqual(keys);
  });

  test('does both at once', () => {
    expect(keysOf({ problemsOnly: true, search: '2026' })).toEqual([1, 3, 4, 5]);
  });
});

test('lines whose first line is gone are still shown', () => {
  expect(keysOf({}, LOG.slice(4))).toEqual([0, 1, 2, 3, 4]);
});

test('secrets are masked, and quoted lines are recognized', () => {
  const lines = linesOf(LOG);
  expect(lines[6]?.text).toContain('token=•••');
  expect(lines.filter(({ isQuoted }) => isQuoted).map(({ key }) => key)).toEqual([4, 5]);
});

test('a log line is split into its time and its text', () => {
  const atMs = Date.UTC(2026, 10, 23, 9, 30, 0, 42);
  expect(splitTime('2026-11-23T09:30:00.042Z info hello')).toEqual([atMs, ' info hello']);
  expect(splitTime('  12 | x')).toEqual([null, '  12 | x']);
  expect(splitTime('2026-99-99T99:99:99Z no time')).toEqual([null, '2026-99-99T99:99:99Z no time']);
});
