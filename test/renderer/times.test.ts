import { expect, test } from 'vitest';
import { formatAge, formatClock, formatClockMs, formatDuration } from '../../src/renderer/format/times.ts';

test.each([
  [0, '0.0 ms'],
  [1.25, '1.2 ms'],
  [340, '340 ms'],
  [999.96, '999 ms'],
  [3_400, '3.4 s'],
  [59_999, '59 s'],
  [125_000, '2 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('a duration of %s ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [12_900, '12 s'],
  [125_900, '2 min 05 s'],
])('an age of %s ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('the clock is the local one, to the second', () => {
  const noon = new Date(2026, 0, 15, 12, 4, 59, 900);
  expect(formatClock(noon.getTime() * 1_000)).toBe('12:04:59');
  expect(formatClockMs(noon.getTime() - 858)).toBe('12:04:59.042');
});
