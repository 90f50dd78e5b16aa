// npm run bench -- lab-errors: how often the lab finds a difference where there is none, on real runs.

import { z } from 'zod';
import type * as measured from '../lab/errors.ts';
import type * as intervals from '../lab/intervals.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

function upTo(usual: number, about: string) {
  return z.int().min(0).default(usual).describe(about);
}

const { tests, seeds, sweeps, needed, samples, seed } = toolOptions({
  command: 'npm run bench -- lab-errors',
  about: 'How often the lab finds a difference where there is none, on real runs of 15 seconds.',
  shape: {
    tests: upTo(200, 'tests of a strategy against itself; 0: none'),
    seeds: countOption(12, 'seeds on each side of such a test'),
    sweeps: upTo(100, 'sweeps over twenty strategies that trade at random; 0: none'),
    needed: upTo(400, 'tests with a known gain, which measure how many seeds it needs; 0: none'),
    samples: upTo(
      2_000,
      'samples of figures with a known mean, which their intervals should contain; 0: none',
    ),
    seed: seedOption,
  },
});

await runMain(async () => {
  await withBundles(['tools/bench/lab/errors.ts'], async ({ first }: Bundles<typeof measured>) => {
    const twins = 20;
    console.log(`seed ${seed}`);
    const unequal = first.countUnequalTwins(twins, seed);
    console.log(`maker against itself on equal seeds: ${unequal} of ${twins} runs differ`);
    const found = first.countFalseFindings(tests, seeds, seed);
    if (tests > 0)
      console.log(
        `maker against itself on other seeds, ${seeds} a side: the 5 % test sees a difference in ${found} of ${tests} (${((100 * found) / tests).toFixed(1)} %)`,
      );
    if (sweeps > 0) {
      const honest = first.countHonestSweeps(sweeps, seed);
      console.log(
        `the best of twenty random strategies: its interval covers 0 in ${honest} of ${sweeps} sweeps`,
      );
    }
    if (needed > 0) print(first.measureNeededSeeds(needed, seed));
  });
  if (samples > 0)
    await withBundles(['tools/bench/lab/intervals.ts'], async ({ first }: Bundles<typeof intervals>) => {
      for (const { figure, seeds: count, lab, student } of first.measureCoverage(samples, seed))
        console.log(
          `${figure}, ${count} seeds: the interval covers the mean in ${(100 * lab).toFixed(1)} %, Student’s in ${(100 * student).toFixed(1)} %`,
        );
    });
});

function print({ edge, spread, needed: seedsNeeded, power, pilots }: measured.NeededSeeds): void {
  console.log(
    `maker with a rebate of a basis point gains ${edge.toFixed(3)} ± ${spread.toFixed(3)} a seed and needs ${seedsNeeded} seeds`,
  );
  for (const { seeds: count, found } of power)
    console.log(`with ${count} seeds, ${(100 * found).toFixed(1)} % of ${needed} comparisons find it`);
  for (const { seeds: count, median, low, high, within } of pilots)
    console.log(
      `comparisons of ${count} seeds print ${median.toFixed(2)} times the right number [${low.toFixed(2)}, ${high.toFixed(2)}], ${(100 * within).toFixed(0)} % within a factor of 1.5`,
    );
}
