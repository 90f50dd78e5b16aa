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

test('with --until, several comparisons share the error, and the sentence uses the confidence that was asked for', () => {
  const variants = ['a', 'b', 'c'].map((letter): Variant => ({
    letter,
    label: letter,
    path: '',
    className: undefined,
    params: [],
  }));
  const runs = [0, 1.5, 0].map((gain, variant) =>
    Array.from({ length: 20 }, (_, seed) => noiseRun(variant === 0 ? 0 : gain + (seed % 2 === 0 ? 2 : -2))),
  );
  const report = (alpha: number, count: number) =>
    reportOf(variants.slice(0, count), false, runs.slice(0, count), alpha);
  expect(report(0.05, 2).sentences[0]).toMatch(/^b \(b\) is better than a by 1\.50 an hour/);
  expect(report(0.05, 3).sentences[0]).toMatch(/^No difference between a and b .* needs 3\d seeds\.$/);
  expect(report(0.01, 2).sentences[0]).toMatch(/^No difference between a and b /);
  const [, sure = []] = runs.map((all) => all.map((run) => ({ ...run, pnl: run.pnl + 100 })));
  const [sentence] = reportOf(variants.slice(0, 2), false, [runs[0] ?? [], sure], 0.05).sentences;
  expect(sentence).toMatch(/^b \(b\) is better than a by 101\.50 an hour \[[\d., ]+\], p < 0\.0001; /);
});

function noiseRun(pnl: number): RunResult {
  return runResult({ minutes: 60, pnl, markouts: [null, null, null], path: [0, pnl] });
}
