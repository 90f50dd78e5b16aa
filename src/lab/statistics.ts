/** Means with intervals, and tests of their differences. Samples are independent: one value for each seed. */
import { seededRandom } from '../contract/seeded-random.ts';

export const RESAMPLES = 2_000;
const TAIL = 0.025;
const SIGNIFICANT = 0.05;
/** Quantile of the standard normal distribution for a power of 80 %. */
export const Z_80_PERCENT = 0.8416;

export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Difference extends Estimate {
  /**
   * Correlation of the two values of each seed, from −1 to 1. Above 0, common seeds narrow the interval; below 0, they
   * widen it.
   */
  readonly correlation: number;
  /** p value of a permutation test: how often chance alone gives a difference as large. */
  readonly p: number;
  /** Number of seeds with which a difference of this size is found four times in five. Infinity: there is none. */
  readonly seedsNeeded: number;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Standard deviation of a sample. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/**
 * The mean with a 95 % interval by the studentised bootstrap (B. Efron and R. Tibshirani, "An Introduction to the
 * Bootstrap", 1993, chapter 12). Every resample is measured in its own standard errors, which keeps the coverage with
 * few seeds.
 */
export function estimate(values: readonly number[], seed = 1): Estimate {
  const random = seededRandom(seed);
  const [centre, error] = [mean(values), standardError(values)];
  if (error === 0) return { mean: centre, low: centre, high: centre };
  const deviations: number[] = [];
  for (let round = 0; round < RESAMPLES; round += 1) {
    const drawn = values.map(() => values[Math.floor(random() * values.length)] ?? 0);
    const drawnError = standardError(drawn);
    if (drawnError > 0) deviations.push((mean(drawn) - centre) / drawnError);
  }
  deviations.sort((one, other) => one - other);
  const quantile = (share: number) => deviations[Math.floor(share * (deviations.length - 1))] ?? 0;
  return { mean: centre, low: centre - quantile(1 - TAIL) * error, high: centre - quantile(TAIL) * error };
}

/**
 * The difference of the second sample from the first. Both have one value for each seed, in the same order, and are
 * compared seed by seed. Because the seeds are shared, an interval for two independent groups would be too narrow when
 * the values of a seed are negatively correlated.
 * @param comparisons number of comparisons of the lab, which share the 5 %
 */
export function compare(
  first: readonly number[],
  second: readonly number[],
  seed = 1,
  comparisons = 1,
): Difference {
  const differences = second.map((value, index) => value - (first[index] ?? 0));
  return {
    ...estimate(differences, seed),
    correlation: correlation(first, second),
    p: signFlip(differences, seed),
    seedsNeeded: seedsNeeded(differences, SIGNIFICANT / comparisons),
  };
}

/** @param alpha share of tests that find a difference where there is none */
function seedsNeeded(differences: readonly number[], alpha: number): number {
  const difference = mean(differences);
  if (difference === 0) return Infinity;
  const errors = upperQuantile(alpha / 2) + Z_80_PERCENT;
  // With fewer seeds, even the same sign on all of them is no finding: its p is 2 / 2^seeds.
  const fewest = Math.ceil(1 - Math.log2(alpha));
  return Math.max(fewest, Math.ceil(((errors * deviation(differences)) / difference) ** 2));
}

/**
 * The number that a standard normal variable exceeds with this probability, to 0.0005: M. Abramowitz and I. Stegun,
 * "Handbook of Mathematical Functions", 26.2.23.
 */
function upperQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
  return t - above / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
}

/** Correlation of two samples. 0: one of them is constant. */
function correlation(first: readonly number[], second: readonly number[]): number {
  const [one, other] = [mean(first), mean(second)];
  const products = first.map((value, index) => (value - one) * ((second[index] ?? 0) - other));
  const scale = deviation(first) * deviation(second);
  return scale === 0 ? 0 : sum(products) / (first.length - 1) / scale;
}

/** S. Holm, "A simple sequentially rejective multiple test procedure" (1979). @returns adjusted p values, in the same order */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((p, index) => ({ p, index })).toSorted((one, other) => one.p - other.p);
  const adjusted: number[] = [];
  let highest = 0;
  order.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (ps.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}

/** p value by sign flips. If nothing differs, each pair's difference is as likely to have the other sign. */
function signFlip(differences: readonly number[], seed: number): number {
  const random = seededRandom(seed);
  const observed = Math.abs(sum(differences)) * (1 - Number.EPSILON * 8);
  let asLarge = 0;
  for (let round = 0; round < RESAMPLES; round += 1) {
    const drawn = sum(differences.map((value) => (random() < 0.5 ? value : -value)));
    if (Math.abs(drawn) >= observed) asLarge += 1;
  }
  // The observed arrangement is one of the arrangements, so p is never 0.
  return (asLarge + 1) / (RESAMPLES + 1);
}

function standardError(values: readonly number[]): number {
  return deviation(values) / Math.sqrt(values.length);
}
