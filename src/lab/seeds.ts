/** `--seeds` and `--until`: which seeds a lab runs, and when it has enough of them. */

/** Largest number of seeds of a lab. */
export const SEEDS_MAX = 100_000;

/** Parses `20`, the first twenty seeds, or `101-120`. */
export function parseSeeds(text: string): readonly number[] {
  const [, first = '', last = ''] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [from, to] = last === '' ? [1, Number(first)] : [Number(first), Number(last)];
  if (first === '' || from < 1 || to < from || !Number.isSafeInteger(to))
    throw new Error(
      `--seeds '${text}' must be a number of seeds such as 20, or a range upwards such as 101-120.`,
    );
  if (to - from >= SEEDS_MAX) throw new Error(`--seeds '${text}' has more than ${SEEDS_MAX} seeds.`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Parses `95%`, the confidence of a decision. @returns the probability of a wrong one */
export function parseUntil(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) < 50 || Number(percent) >= 100)
    throw new Error(`--until '${text}' must be a confidence from 50% to below 100%, such as 95%.`);
  return (100 - Number(percent)) / 100;
}
