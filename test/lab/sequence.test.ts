/** The interval that may be looked at after every seed, and the sentence of several rooms. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { isDecided, SEEDS_FIRST, SEEDS_STEP, sequence, sequenceSeeds } from '../../src/lab/sequence.ts';
import { compare } from '../../src/lab/statistics.ts';

const SEEDS_MAX = 200;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Heavier tails than the normal distribution, as profits have. */
function laplace(random: () => number): number {
  return Math.log(1 - random()) * (random() < 0.5 ? -1 : 1);
}

/** @returns the number of seeds at which the lab stops; Infinity: it never does */
function stopsAt(draw: (random: () => number) => number, mean: number, random: () => number): number {
  const values = Array.from({ length: SEEDS_MAX }, () => mean + draw(random));
  for (let count = SEEDS_FIRST; count <= SEEDS_MAX; count += SEEDS_STEP)
    if (isDecided([values.slice(0, count)], 0.05)) return count;
  return Infinity;
}

test.each([
  { name: 'normal', draw: normal },
  { name: 'Laplace', draw: laplace },
])('with no difference and $name profits, at most 5 % of labs ever stop', ({ draw }) => {
  const random = seededRandom(3);
  const stopped = Array.from({ length: 300 }, () => stopsAt(draw, 0, random)).filter(Number.isFinite);
  expect(stopped.length / 300).toBeLessThanOrEqual(0.05);
});

test('the larger the difference, the earlier the lab stops', () => {
  const median = (mean: number) => {
    const random = seededRandom(4);
    const stops = Array.from({ length: 60 }, () => stopsAt(normal, mean, random));
    return stops.toSorted((one, other) => one - other)[30] ?? NaN;
  };
  expect(median(1)).toBe(SEEDS_FIRST);
  expect(median(0.3)).toBeGreaterThan(60);
  expect(median(0.5)).toBeLessThan(median(0.3));
});

test('four labs in five stop by the number of seeds that --until says a difference needs, within a factor of 1.5', () => {
  const random = seededRandom(9);
  const needed = sequenceSeeds(
    Array.from({ length: 4_000 }, () => 0.4 + normal(random)),
    0.05,
  );
  const stops = Array.from({ length: 100 }, () => stopsAt(normal, 0.4, random));
  const fourInFive = stops.toSorted((one, other) => one - other)[79] ?? NaN;
  expect(needed / fourInFive).toBeGreaterThan(1 / 1.5);
  expect(needed / fourInFive).toBeLessThan(1.5);
  // A fixed number of seeds needs fewer.
  expect(needed).toBeGreaterThan(1.5 * (2.8 / 0.4) ** 2);
  expect(sequenceSeeds([1, -1], 0.05)).toBe(Infinity);
  expect(sequenceSeeds([1, 1.01, 0.99], 0.05)).toBe(SEEDS_FIRST);
});

test('equal values have no interval and no evidence', () => {
  expect(sequence([0, 0, 0], 0.05)).toEqual({ mean: 0, low: 0, high: 0, p: 1 });
});

test('the interval leaves out 0 exactly when p is below 5 %', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 200; round += 1) {
    const { low, high, p } = sequence(
      Array.from({ length: 30 }, () => 0.6 + normal(random)),
      0.05,
    );
    expect(low > 0 || high < 0).toBe(p < 0.05);
  }
});

test('a known edge is found as often as "needs N seeds" says', () => {
  const [edge, random] = [0.5, seededRandom(6)];
  const draw = (count: number) => Array.from({ length: count }, () => edge + normal(random));
  const nothing = (values: readonly number[]) => values.map(() => 0);
  const said = Array.from({ length: 15 }, () => draw(60))
    .map((values) => compare(nothing(values), values).seedsNeeded)
    .toSorted((one, other) => one - other);
  const median = said[7] ?? NaN;
  const powerWith = (count: number) => {
    const drawn = Array.from({ length: 40 }, () => draw(count));
    return drawn.filter((values) => compare(nothing(values), values).p < 0.05).length / 40;
  };
  // 80 % of power, within a factor of 1.5 of the seeds.
  expect(powerWith(Math.ceil(median * 1.5))).toBeGreaterThan(0.8);
  expect(powerWith(Math.floor(median / 1.5))).toBeLessThan(0.8);
});
