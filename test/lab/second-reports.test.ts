import { expect, test } from 'vitest';
import { secondReports } from '../../src/lab/second-reports.ts';

/** Seconds of a run of half a minute that are reported when each takes so long. */
function reported(msEach: number): readonly number[] {
  const seconds: number[] = [];
  let nowMs = 0;
  const report = secondReports(
    (second) => seconds.push(second),
    () => nowMs,
  );
  for (let second = 0; second <= 30; second += 1) {
    report(second);
    nowMs += msEach;
  }
  return seconds;
}

test('a fast run reports every tenth second, a slow one each', () => {
  expect(reported(1)).toEqual([0, 10, 20, 30]);
  expect(reported(500)).toContain(2);
  expect(reported(15_000)).toHaveLength(31);
});
