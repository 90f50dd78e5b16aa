/** The lab's statistics: intervals that cover, tests that reject as often as they say, and no winner's curse. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import { compare, deviation, estimate, holm, mean } from '../../src/lab/statistics.ts';

/** Box and Muller. */
function normals(count: number, random: () => number, centre = 0): number[] {
  return Array.from(
    { length: count },
    () => centre + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

const SEEDS = 20;

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
    const { low, high } = estimate(normals(SEEDS, random, 3), round);
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
      if (compare(one, other(one, random), round).p < 0.05) rejected += 1;
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
    needed.push(compare(normals(400, random), normals(400, random, 0.5), round).seedsNeeded);
  const typical = needed.toSorted((one, other) => one - other)[20] ?? 0;
  // Two groups, half a standard deviation apart, power 0.8 at 5 %: 63 each.
  expect(typical).toBeGreaterThan(63 / 1.5);
  expect(typical).toBeLessThan(63 * 1.5);
});

test('comparisons that share the 5 % need more seeds', () => {
  const random = seededRandom(6);
  const [one, other] = [normals(400, random), normals(400, random, 0.5)];
  const needed = (comparisons: number) => compare(one, other, 1, comparisons).seedsNeeded;
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
