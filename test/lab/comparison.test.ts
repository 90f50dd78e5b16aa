/** A report of a sweep judges the best variant on seeds that did not choose it. */
import { expect, test } from 'vitest';
import { reportOf, type Variant } from '../../src/lab/comparison.ts';
import type { RunResult } from '../../src/lab/measure.ts';
import { runResult } from '../support/run-result.ts';

const TIMEOUT_MS = 60_000;

test(
  'a sweep over noise: the best of twenty has an interval that covers nothing in 90 of 100 repetitions',
  () => {
    const variants = Array.from({ length: 20 }, (_, index): Variant => ({
      letter: String(index),
      label: 'x',
      path: '',
      className: undefined,
      params: [],
    }));
    let covered = 0;
    let draw = 1;
    const noise = () => {
      draw = (draw * 48_271) % 2_147_483_647;
      return draw / 2_147_483_647 - 0.5;
    };
    for (let round = 0; round < 100; round += 1) {
      const runs = variants.map(() => Array.from({ length: 16 }, () => noiseRun(noise())));
      const { rows } = reportOf(variants, true, runs);
      const difference = rows.find(({ metric }) => metric.key === 'pnl')?.differences[0];
      if (difference === undefined || difference === null || (difference.low <= 0 && difference.high >= 0))
        covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(90);
  },
  TIMEOUT_MS,
);

function noiseRun(pnl: number): RunResult {
  return runResult({ minutes: 60, pnl, markouts: [null, null, null], path: [0, pnl] });
}
