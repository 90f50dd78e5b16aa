/** Means with intervals, and tests of their differences. Samples are independent: one value for each seed. */
import { deviation, mean, sum } from '../contract/sample.ts';
import { seededRandom } from '../contract/seeded-random.ts';

/** Resamples, as many as this number of draws allows, but always the fewest. */
const RESAMPLES = { fewest: 2_000, most: 20_000, draws: 2_000_000 };
const TAIL = 0.025;
/** Largest width of an interval, as a multiple of Student's. */
const WIDTH_MAX = 3;
/** Spread of equal values after rounding, in parts of their mean, and of a resample of equal values, in parts of the sample's. */
const ROUNDING = { sample: 1e-12, resample: 1e-6 };
/** Error probability of a test whose number of seeds was fixed beforehand. */
export const SIGNIFICANT = 0.05;
/** Quantile of the standard normal distribution for a power of 80 %. */
export const Z_80_PERCENT = 0.8416;

export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Smallest and largest value of a figure. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const UNBOUNDED: Range = { low: -Infinity, high: Infinity };

export interface Sampling {
  readonly seed?: number;
  /** Values that the figure can have. An interval is cut to them. */
  readonly range?: Range | undefined;
  /** Number of resamples. Absent: as many as the time allows. */
  readonly resamples?: number;
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

/** The smallest and the largest value. A list may be longer than the arguments of `Math.max`. */
export function rangeOf(values: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Share of the values that are true. 0 without any. */
export function share(values: readonly boolean[]): number {
  return values.length === 0 ? 0 : sum(values.map(Number)) / values.length;
}

/**
 * The mean with a 95 % interval by the studentised bootstrap (B. Efron and R. Tibshirani, "An Introduction to the
 * Bootstrap", 1993, chapter 12). Every resample is measured in its own standard errors, which keeps the coverage of
 * skewed figures. Figures with few different values break it: some resamples have almost no spread, which makes the
 * interval arbitrarily wide, and others do not contain the rare values, which makes it too narrow. Each side therefore
 * reaches at least as far as Student's interval, and at most WIDTH_MAX times as far.
 */
export function estimate(values: readonly number[], sampling: Sampling = {}): Estimate {
  const { range = UNBOUNDED } = sampling;
  const [centre, error] = [mean(values), standardError(values)];
  if (error <= Math.abs(centre) * ROUNDING.sample) return { mean: centre, low: centre, high: centre };
  const deviations = studentised(values, sampling);
  const quantile = (share: number) => deviations[Math.floor(share * (deviations.length - 1))] ?? 0;
  const student = studentQuantile(values.length - 1);
  const reach = (deviation: number) => error * Math.min(Math.max(deviation, student), WIDTH_MAX * student);
  return {
    mean: centre,
    low: Math.max(range.low, centre - reach(quantile(1 - TAIL))),
    high: Math.min(range.high, centre + reach(-quantile(TAIL))),
  };
}

/** Sorted distances of the means of resamples from that of the sample, in standard errors of the resample. */
function studentised(
  values: readonly number[],
  { seed = 1, resamples = resamplesFor(values.length) }: Sampling,
): Float64Array {
  const random = seededRandom(seed);
  const [centre, count] = [mean(values), values.length];
  const offsets = Float64Array.from(values, (value) => value - centre);
  const least = ROUNDING.resample * standardError(values);
  const distances = new Float64Array(resamples);
  let kept = 0;
  for (let round = 0; round < resamples; round += 1) {
    let [total, squares] = [0, 0];
    for (let draw = 0; draw < count; draw += 1) {
      const offset = offsets[Math.floor(random() * count)] ?? 0;
      total += offset;
      squares += offset * offset;
    }
    const offset = total / count;
    const error = Math.sqrt(Math.max(0, squares - total * offset) / (count - 1) / count);
    // A resample of equal values has no standard error of its own.
    if (error > least) distances[kept++] = offset / error;
  }
  return distances.subarray(0, kept).sort();
}

function resamplesFor(count: number): number {
  const { fewest, most, draws } = RESAMPLES;
  return Math.max(fewest, Math.min(most, Math.floor(draws / count)));
}

/** The number that Student's t exceeds in one of 40 cases, for 1, 2, 3 and 4 degrees of freedom. */
const STUDENT_FEW = [12.706, 4.303, 3.182, 2.776];

/** The same for any number, to 0.005: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.7.5. */
function studentQuantile(freedom: number): number {
  const few = STUDENT_FEW[freedom - 1];
  if (few !== undefined) return few;
  const x = 1.959964;
  const first = (x ** 3 + x) / 4;
  const second = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const third = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  return x + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/**
 * The difference of the second sample from the first. Both have one value for each seed, in the same order, and are
 * compared seed by seed. Because the seeds are shared, an interval for two independent groups would be too narrow when
 * the values of a seed are negatively correlated.
 * @param comparisons number of comparisons of the lab, which share the 5 %
 * @param sampling its range is that of each of the two figures
 */
export function compare(
  first: readonly number[],
  second: readonly number[],
  comparisons = 1,
  sampling: Sampling = {},
): Difference {
  const differences = second.map((value, index) => value - (first[index] ?? 0));
  const { low, high } = sampling.range ?? UNBOUNDED;
  return {
    ...estimate(differences, { ...sampling, range: { low: low - high, high: high - low } }),
    correlation: correlation(first, second),
    p: signFlip(differences, sampling),
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
function signFlip(
  differences: readonly number[],
  { seed = 1, resamples = resamplesFor(differences.length) }: Sampling,
): number {
  const random = seededRandom(seed);
  const observed = Math.abs(sum(differences)) * (1 - Number.EPSILON * 8);
  if (observed === 0) return 1;
  let asLarge = 0;
  for (let round = 0; round < resamples; round += 1) {
    let drawn = 0;
    for (const value of differences) drawn += random() < 0.5 ? value : -value;
    if (Math.abs(drawn) >= observed) asLarge += 1;
  }
  // The observed arrangement is one of the arrangements, so p is never 0.
  return (asLarge + 1) / (resamples + 1);
}

function standardError(values: readonly number[]): number {
  return deviation(values) / Math.sqrt(values.length);
}
