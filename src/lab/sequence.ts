/**
 * An interval that remains valid when it is checked after every seed: I. Waudby-Smith, D. Arbour, R. Sinha, E. H.
 * Kennedy, A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52
 * (2024), theorem 2.2. With probability 1 − α it covers the mean at every check, so it is correct to stop as soon as it
 * excludes 0. The theorem holds for many seeds. SEEDS_FIRST keeps its coverage with few (test/lab/sequence.test.ts).
 */
import { deviation, mean } from '../contract/sample.ts';
import { Z_80_PERCENT, type Estimate } from './statistics.ts';

/** Number of seeds for which the interval is narrowest, compared with that of a fixed number of seeds. */
const SEEDS_TYPICAL = 60;
/** Number of seeds at the first check. */
export const SEEDS_FIRST = 20;
const SEEDS_NEEDED_MAX = 10_000_000;
/** Number of seeds between two checks. */
export const SEEDS_STEP = 10;

export interface Sequence extends Estimate {
  /** p value, also valid at every check. */
  readonly p: number;
}

/** @param alpha probability that any of the checks excludes the mean */
export function sequence(values: readonly number[], alpha: number): Sequence {
  const [count, centre, spread] = [values.length, mean(values), deviation(values)];
  if (spread === 0) return { mean: centre, low: centre, high: centre, p: centre === 0 ? 1 : 0 };
  const rho2 = rho2Of(alpha);
  const grown = count * rho2 + 1;
  const half = spread * halfWidth(count, alpha);
  const evidence = (centre ** 2 * count ** 2 * rho2) / (2 * spread ** 2 * grown);
  return {
    mean: centre,
    low: centre - half,
    high: centre + half,
    p: Math.min(1, Math.sqrt(grown) * Math.exp(-evidence)),
  };
}

/**
 * Number of seeds by which a difference of this size is found four times in five. Infinity: there is none, or it needs
 * more than SEEDS_NEEDED_MAX.
 */
export function sequenceSeeds(values: readonly number[], alpha: number): number {
  const effect = Math.abs(mean(values)) / deviation(values);
  const suffices = (count: number) => halfWidth(count, alpha) + Z_80_PERCENT / Math.sqrt(count) <= effect;
  let [tooFew, enough] = [0, SEEDS_FIRST];
  while (!suffices(enough)) {
    if (enough > SEEDS_NEEDED_MAX) return Infinity;
    [tooFew, enough] = [enough, enough * 2];
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (suffices(middle)) enough = middle;
    else tooFew = middle;
  }
  return Math.max(SEEDS_FIRST, enough);
}

function rho2Of(alpha: number): number {
  const loss = -2 * Math.log(alpha);
  return (loss + Math.log(loss + 1)) / SEEDS_TYPICAL;
}

/** Half the width of the interval in standard deviations. */
function halfWidth(count: number, alpha: number): number {
  const rho2 = rho2Of(alpha);
  const grown = count * rho2 + 1;
  return Math.sqrt(((2 * grown) / (count ** 2 * rho2)) * Math.log(Math.sqrt(grown) / alpha));
}

/** @param profits profits of each variant, in the order of the seeds @returns true when every comparison is decided */
export function isDecided(profits: readonly (readonly number[])[], alpha: number): boolean {
  const [first = [], ...others] = profits;
  const compared =
    others.length === 0 ? [first] : others.map((other) => other.map((value, at) => value - (first[at] ?? 0)));
  return compared.every((values) => {
    const { low, high } = sequence(values, alpha / compared.length);
    return low > 0 || high < 0;
  });
}
