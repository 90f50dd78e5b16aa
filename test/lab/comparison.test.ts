/** A report of a sweep judges the best variant on seeds that did not choose it. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { reportOf, type Variant } from '../../src/lab/comparison.ts';
import type { RunResult } from '../../src/lab/measure.ts';
import { problemsOf } from '../../src/lab/result.ts';
import { sweepTable } from '../../src/lab/table.ts';
import { failuresOf } from '../../src/lab/obstacles.ts';
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
  expect(report(0.05, 2).sentences[0]).toMatch(
    /^b \(b\) is better than a by 1\.50 an hour \[[^\]]*\] in quote currency, p /,
  );
  expect(report(0.05, 3).sentences[0]).toMatch(/^No difference between a and b .* needs 3\d seeds\.$/);
  expect(report(0.01, 2).sentences[0]).toMatch(/^No difference between a and b /);
  const [, sure = []] = runs.map((all) => all.map((run) => ({ ...run, pnl: run.pnl + 100 })));
  const [sentence] = reportOf(variants.slice(0, 2), false, [runs[0] ?? [], sure], 0.05).sentences;
  expect(sentence).toMatch(
    /^b \(b\) is better than a by 101\.50 an hour \[[\d., ]+\] in quote currency, p < 0\.0001; /,
  );
});

const variantsOf = (letters: string) =>
  Array.from(letters, (letter): Variant => ({
    letter,
    label: `${letter}.ts`,
    path: `/${letter}.ts`,
    className: undefined,
    params: [`size=${letter}`],
  }));

test('no interval leaves the range of its figure', () => {
  const random = seededRandom(4);
  const rare = (value: number) => (random() < 0.3 ? value : value * 1e-4 * random());
  const run = () =>
    runResult({
      fills: 100,
      makerFills: Math.round(rare(100)),
      fillRatio: 1 - rare(1),
      orders: Math.round(rare(300)),
      liquidations: Math.round(rare(2)),
      rejections: { UNKNOWN_ORDER: Math.round(rare(9)) },
      maxDrawdown: rare(1_000),
      meanExposure: rare(1_000),
      atLargestPosition: rare(1),
      atPriceLimit: 1 - rare(1),
      markouts: [null, null, null],
    });
  const runs = [0, 1].map(() => Array.from({ length: 6 }, run));
  const { rows } = reportOf(variantsOf('ab'), false, runs);
  for (const { metric, estimates, differences } of rows) {
    const { low, high } = metric.range ?? { low: -Infinity, high: Infinity };
    for (const estimate of estimates) {
      expect(estimate?.low ?? low).toBeGreaterThanOrEqual(low);
      expect(estimate?.high ?? high).toBeLessThanOrEqual(high);
    }
    for (const difference of differences) {
      expect(difference?.low ?? low - high).toBeGreaterThanOrEqual(low - high);
      expect(difference?.high ?? high - low).toBeLessThanOrEqual(high - low);
    }
  }
});

test('a sweep lists the profit of every variant with its interval, on the seeds that chose', () => {
  const runs = [1, 3, 2].map((gain) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seed) => noiseRun(gain * 1_000 + seed)),
  );
  const { sweep = [] } = reportOf(variantsOf('abc'), true, runs);
  expect(sweepTable(sweep).map(([name, figure = '']) => [name, figure.split(' ')[0]])).toEqual([
    ['All variants, on the seeds that chose the best one', 'PnL'],
    ['a: size=a', '1,006.00'],
    ['b: size=b', '3,006.00'],
    ['c: size=c', '2,006.00'],
  ]);
  expect(sweepTable(sweep)[1]?.[1]).toMatch(/^1,006\.00 \[1,00\d\.\d\d, 1,0\d\d\.\d\d\]$/);
});

describe('a strategy that does not trade', () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const idle = seeds.map((seed) => runResult({ seed, markouts: [null, null, null] }));
  const trading = seeds.map((seed) => ({ ...noiseRun(-1_000 - seed), seed, orders: 5 }));
  const error =
    '2026-01-05T09:30:10.001Z error nextOrder failed: /a.ts:5:11: Error: no\n  5 | throw\n    | ^\n';
  const failing = trading.map((run) => ({ ...run, errors: [error, error, error] }));
  const reason = 'place: price must be above 0; got NaN.';
  const invalid = idle.map((run) => ({ ...run, unsent: 600, unsentReasons: [reason] }));
  const sentences = (...runs: (readonly RunResult[])[]) =>
    reportOf(variantsOf('ab').slice(0, runs.length), false, runs).sentences;
  const problems = (...runs: (readonly RunResult[])[]) =>
    problemsOf(
      { room: undefined, results: [], failures: [] },
      reportOf(variantsOf('ab').slice(0, runs.length), false, runs),
    );

  test('placed no order: that is the sentence, with the bot’s reason', () => {
    expect(sentences(idle)).toEqual([
      'a (a.ts) placed no order. It returned none; what an async callback returns is not sent.',
    ]);
    expect(sentences(invalid)).toEqual([
      `a (a.ts) placed no order. The bot did not send 3,600 invalid intents, the first one: ${reason}`,
    ]);
    const rejected = idle.map((run) => ({ ...run, rejections: { INSUFFICIENT_MARGIN: 1 } }));
    expect(sentences(rejected)).toEqual([
      'a (a.ts) placed no order. The exchange rejected them: INSUFFICIENT_MARGIN.',
    ]);
    expect(problems(invalid)).toEqual([
      `a (a.ts): the bot did not send 3,600 invalid intents, the first one: ${reason}`,
    ]);
  });

  test('is still compared, after that sentence', () => {
    expect(sentences(idle, trading)).toEqual([
      'a (a.ts) placed no order. It returned none; what an async callback returns is not sent.',
      expect.stringMatching(/^b \(b\.ts\) is worse than a by 1,003\.50 an hour \[/),
    ]);
  });

  test('failed in every seed: its line replaces the conclusion, and the code is quoted once', () => {
    const [sentence = '', ...others] = sentences(failing);
    expect(sentence).toBe('a (a.ts) failed in 6 of 6 seeds: nextOrder failed: /a.ts:5:11: Error: no');
    expect(others).toEqual([]);
    expect(sentences(failing, trading)).toEqual([sentence]);
    expect(sentences(trading, failing)).toEqual([sentence.replace('a (a.ts)', 'b (b.ts)')]);
    const failures = (...runs: (readonly RunResult[])[]) =>
      failuresOf(reportOf(variantsOf('ab').slice(0, runs.length), false, runs));
    expect(failures(failing, trading)).toEqual([sentence]);
    expect(failures(idle, [...failing.slice(1), ...trading.slice(0, 1)])).toEqual([]);
    expect(problems(failing)).toEqual([
      'a (a.ts) failed in 6 of 6 seeds, first in seed 1: nextOrder failed: /a.ts:5:11: Error: no\n  5 | throw\n    | ^',
    ]);
  });

  test('failed in some seeds: the conclusion follows', () => {
    expect(sentences([...failing.slice(0, 1), ...trading.slice(1)])).toEqual([
      'a (a.ts) failed in 1 of 6 seeds: nextOrder failed: /a.ts:5:11: Error: no',
      expect.stringMatching(/^a \(a\.ts\) loses money: −1,003\.50 an hour \[−1,00\d\.\d\d, −/),
    ]);
  });
});

function noiseRun(pnl: number): RunResult {
  return runResult({ minutes: 60, pnl, orders: 1, markouts: [null, null, null], path: [0, pnl] });
}
