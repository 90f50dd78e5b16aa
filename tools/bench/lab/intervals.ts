/** How often the lab's intervals of few seeds cover the true mean, for figures whose mean is known. */
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import { estimate, type Range } from '../../../src/lab/statistics.ts';

const SEEDS = [6, 12, 20];
const RESAMPLES = 1_000;

interface Figure {
  readonly name: string;
  readonly mean: number;
  readonly range?: Range;
  readonly draw: (random: () => number) => number;
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const FIGURES: readonly Figure[] = [
  { name: 'normal', mean: 0, draw: normal },
  { name: 'exponential', mean: 1, draw: (random) => -Math.log(1 - random()) },
  { name: 'log-normal', mean: Math.exp(0.5), draw: (random) => Math.exp(normal(random)) },
  {
    name: 'a rare event, 0 or 1',
    mean: 0.2,
    range: { low: 0, high: 1 },
    draw: (random) => (random() < 0.2 ? 1 : 0),
  },
  {
    name: 'a share that is 1 but for 15 %',
    mean: 0.15 * 0.5 + 0.85 * (1 - 0.5e-4),
    range: { low: 0, high: 1 },
    draw: (random) => (random() < 0.15 ? random() : 1 - 1e-4 * random()),
  },
];

export interface Coverage {
  readonly figure: string;
  readonly seeds: number;
  /** Shares of the samples whose interval covers the mean. */
  readonly lab: number;
  readonly student: number;
}

/** @param samples number of samples of each figure and size */
export function measureCoverage(samples: number, seed: number): readonly Coverage[] {
  const random = seededRandom(seed);
  return FIGURES.flatMap(({ name, mean, range, draw }) =>
    SEEDS.map((seeds) => {
      const covered = { lab: 0, student: 0 };
      for (let sample = 0; sample < samples; sample += 1) {
        const values = Array.from({ length: seeds }, () => draw(random));
        const covers = (resamples: number) => {
          const { low, high } = estimate(values, { seed: sample, range, resamples });
          return low <= mean && mean <= high;
        };
        if (covers(RESAMPLES)) covered.lab += 1;
        // Without resamples, the interval is Student's.
        if (covers(0)) covered.student += 1;
      }
      return { figure: name, seeds, lab: covered.lab / samples, student: covered.student / samples };
    }),
  );
}
