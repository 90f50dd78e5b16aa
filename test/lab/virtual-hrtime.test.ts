/** `process.hrtime` of the lab has the shapes of Node's. */
import { expect, test } from 'vitest';
import { virtualHrtime } from '../../src/lab/virtual-hrtime.ts';

test('seconds and whole nanoseconds, also of a time in microseconds', () => {
  const hrtime = virtualHrtime(() => 61_001.001);
  expect(hrtime()).toEqual([61, 1_001_000]);
  expect(hrtime.bigint()).toBe(61_001_001_000n);
});

test('with an earlier time, the time since then', () => {
  let nowMs = 1_999.5;
  const hrtime = virtualHrtime(() => nowMs);
  const since = hrtime();
  nowMs = 2_000.25;
  expect(hrtime(since)).toEqual([0, 750_000]);
  nowMs = 4_000;
  expect(hrtime(since)).toEqual([2, 500_000]);
});
