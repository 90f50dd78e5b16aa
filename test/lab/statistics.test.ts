/** The lab's statistics: intervals that cover, tests that reject as often as they say, and no winner's curse. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { deviation, mean } from '../../src/contract/sample.ts';
import { compare, estimate, holm } from '../../src/lab/statistics.ts';

/** Box and Muller. */
function normals(count: number, random: () => number, centre = 0): number[] {
  return Array.from(
    { length: count },
    () => centre + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

const SEEDS = 20;
/** Enough for these tests, and quick. */
const resamples = 2_000;

test('mean and deviation of a sample', () => {
  expect(mean([1, 2, 3, 6])).toBe(3);
  expect(deviation([1, 2, 3, 6])).toBeCloseTo(Math.sqrt(14 / 3), 12);
  expect(deviation([5])).toBe(0);
});

test('the same values twice differ by exactly nothing', () => {
  const values = normals(SEEDS, seededRandom(1));
  expect(compare(values, values)).toMatchObject({ mean: 0, low: 0, high: 0, p: 1, seedsNeeded: Infinity });
});

test('a 95 % interval covers the mean in 92 to 98 % of 300 samples', () => {
  const random = seededRandom(7);
  let covered = 0;
  for (let round = 0; round < 300; round += 1) {
    const { low, high } = estimate(normals(SEEDS, random, 3), { seed: round, resamples });
    if (low <= 3 && 3 <= high) covered += 1;
  }
  expect(covered / 300).toBeGreaterThan(0.92);
  expect(covered / 300).toBeLessThan(0.98);
});

describe('of 200 comparisons of equals, the 5 % test rejects 2 to 8 %', () => {
  test.each([
    [
      'alike',
      (one: number[], random: () => number) => one.map((value) => value * 0.8 + normals(1, random)[0]! * 0.6),
    ],
    ['unlike', (_one: number[], random: () => number) => normals(SEEDS, random)],
    [
      'opposite',
      (one: number[], random: () => number) =>
        one.map((value) => -value * 0.8 + normals(1, random)[0]! * 0.6),
    ],
  ])('with pairs that are %s', (_what, other) => {
    const random = seededRandom(11);
    let rejected = 0;
    for (let round = 0; round < 200; round += 1) {
      const one = normals(SEEDS, random);
      if (compare(one, other(one, random), 1, { seed: round, resamples }).p < 0.05) rejected += 1;
    }
    expect(rejected).toBeGreaterThanOrEqual(4);
    expect(rejected).toBeLessThanOrEqual(16);
  });
});

test('common seeds narrow the interval where the values of a seed are alike, and widen it where they are opposed', () => {
  const random = seededRandom(3);
  const one = normals(SEEDS, random);
  const width = (other: readonly number[]) => {
    const { low, high, correlation } = compare(one, other);
    return { wide: high - low, correlation };
  };
  const alike = width(one.map((value) => value + 0.1 * normals(1, random)[0]!));
  const opposed = width(one.map((value) => -value + 0.1 * normals(1, random)[0]!));
  expect(alike.correlation).toBeGreaterThan(0.9);
  expect(opposed.correlation).toBeLessThan(-0.9);
  expect(opposed.wide).toBeGreaterThan(5 * alike.wide);
});

test('the number of seeds that it asks for finds the difference four times in five', () => {
  const random = seededRandom(5);
  const needed: number[] = [];
  for (let round = 0; round < 40; round += 1)
    needed.push(
      compare(normals(400, random), normals(400, random, 0.5), 1, { seed: round, resamples }).seedsNeeded,
    );
  const typical = needed.toSorted((one, other) => one - other)[20] ?? 0;
  // Two groups, half a standard deviation apart, power 0.8 at 5 %: 63 each.
  expect(typical).toBeGreaterThan(63 / 1.5);
  expect(typical).toBeLessThan(63 * 1.5);
});

test('comparisons that share the 5 % need more seeds', () => {
  const random = seededRandom(6);
  const [one, other] = [normals(400, random), normals(400, random, 0.5)];
  const needed = (comparisons: number) => compare(one, other, comparisons).seedsNeeded;
  // Quantiles of 0.05 / 2 and 0.002 / 2: 1.960 and 3.090. That of the power is 0.842.
  expect(needed(25) / needed(1)).toBeCloseTo((3.09 + 0.842) ** 2 / (1.96 + 0.842) ** 2, 1);
});

test('no difference is so large that it needs fewer seeds than the test', () => {
  expect(compare([0, 0, 0, 0], [9, 10, 11, 10])).toMatchObject({ seedsNeeded: 6 });
});

test('Holm’s correction', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});

describe('an interval', () => {
  const student = (values: readonly number[]) => (2.571 * deviation(values)) / Math.sqrt(values.length);
  const SHARE = { low: 0, high: 1 };

  test.each([
    ['almost no spread without the rare one', [1, 0.9999, 1, 0.9998, 1, 0.3]],
    ['resamples of equal values', [0.1, 0.1, 0.1, 0.1, 0.1, 0.4]],
    ['only two values', [0, 0, 0, 1, 0, 0]],
    ['one far above', [0.01, 0.02, 0.01, 0.02, 0.01, 0.99]],
  ])('of shares with %s stays between 0 and 1, at least Student’s there', (_what, values) => {
    const { mean: centre, low, high } = estimate(values, { range: SHARE, resamples });
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(low).toBeLessThanOrEqual(Math.max(0, centre - 0.99 * student(values)));
    expect(high).toBeGreaterThanOrEqual(Math.min(1, centre + 0.99 * student(values)));
    const { low: lowest, high: highest } = compare(
      values.map(() => 0.5),
      values,
      1,
      { range: SHARE, resamples },
    );
    expect(lowest).toBeGreaterThanOrEqual(-1);
    expect(highest).toBeLessThanOrEqual(1);
  });

  test('of six values is never more than three times as wide as Student’s', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 100; round += 1) {
      const values = Array.from({ length: 6 }, () => Math.exp(3 * normals(1, random)[0]!));
      const { low, high } = estimate(values, { resamples: 200 });
      expect(high - low).toBeLessThanOrEqual(6.01 * student(values));
      expect(high - low).toBeGreaterThanOrEqual(1.99 * student(values));
    }
  });

  test('of equal values has no width, although their mean is rounded', () => {
    expect(estimate([0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toMatchObject({
      low: expect.closeTo(0.1, 12) as number,
    });
    const { low, high } = estimate([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(high - low).toBe(0);
  });

  test('covers the mean of a rare event in 90 of 100 samples of 12', () => {
    const random = seededRandom(3);
    let covered = 0;
    for (let round = 0; round < 300; round += 1) {
      const values = Array.from({ length: 12 }, () => (random() < 0.2 ? 1 : 0));
      const { low, high } = estimate(values, { seed: round, resamples: 500 });
      if (low <= 0.2 && high >= 0.2) covered += 1;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
  });
});
