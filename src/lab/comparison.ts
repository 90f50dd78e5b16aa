/** Turns runs into conclusions: each figure with an interval, the difference of two variants, and a sentence. */
import { LAB_SEEDS_MIN, LAB_SWEEP_SEEDS_MIN } from '../contract/lab.ts';
import { mean } from '../contract/sample.ts';
import type { RunResult } from './measure.ts';
import { metricsOf, pnlAnHour, type Metric } from './metrics.ts';
import { intervalText, numberText, signed } from './number-text.ts';
import { obstacleOf } from './obstacles.ts';
import { sequence, sequenceSeeds } from './sequence.ts';
import { compare, estimate, holm, SIGNIFICANT, type Difference, type Estimate } from './statistics.ts';

const P_SHOWN_MIN = 0.0001;
/** Digits of money in a sentence. */
const DIGITS = 2;

export interface Variant {
  /** Letter of the variant in assertions: `a`, `b`, … */
  readonly letter: string;
  /** Name of the variant, as the user gave it. */
  readonly label: string;
  readonly path: string;
  readonly className: string | undefined;
  readonly params: readonly string[];
}

/** Names of the parts of the profit in the sentence. */
const PART_NAMES: Readonly<Record<string, string>> = {
  spreadEarned: 'spread earned as maker',
  spreadPaid: 'spread paid as taker',
  inventory: 'inventory',
  fees: 'fees',
  funding: 'funding',
  liquidation: 'liquidation',
};

export interface Row {
  readonly metric: Metric;
  /** Estimate for each variant. Null: no run of it has this figure. */
  readonly estimates: readonly (Estimate | null)[];
  /** Difference of each further variant from the first. */
  readonly differences: readonly (Difference | null)[];
}

/** A variant of a sweep on the seeds that select the best one. */
export interface SweepPoint {
  readonly letter: string;
  readonly params: readonly string[];
  /** Mean per hour. */
  readonly pnl: number;
  /** Profit per hour of each seed. */
  readonly profits: readonly number[];
}

export interface Report {
  readonly sentences: readonly string[];
  readonly variants: readonly Variant[];
  readonly rows: readonly Row[];
  /** Runs of each variant, in the order of the seeds. */
  readonly runs: readonly (readonly RunResult[])[];
  /** Variants of the sweep. Absent: no sweep. */
  readonly sweep?: readonly SweepPoint[];
}

/** True when half of the seeds choose the best variant, and the other half judge it. */
function hasHalves(variants: readonly Variant[], isSweep: boolean): boolean {
  return isSweep && variants.length > 2;
}

/** Smallest number of seeds of a report. */
export function fewestSeeds(variants: readonly Variant[], isSweep: boolean): number {
  return hasHalves(variants, isSweep) ? LAB_SWEEP_SEEDS_MIN : LAB_SEEDS_MIN;
}

/**
 * The report on these runs. With a sweep, the seeds that selected the best variant do not judge it.
 * @param alpha error probability of a lab that checked after every batch of seeds; absent: the number of seeds was
 * fixed
 */
export function reportOf(
  variants: readonly Variant[],
  isSweep: boolean,
  runs: readonly (readonly RunResult[])[],
  alpha?: number,
): Report {
  if (!hasHalves(variants, isSweep)) {
    const rows = rowsOf(runs).map((row) => (alpha === undefined ? row : looked(row, runs, alpha)));
    return { sentences: sentencesOf(variants, rows, runs, alpha), variants, rows, runs };
  }
  const half = (parity: number) => runs.map((all) => all.filter((_, place) => place % 2 === parity));
  const [choosing, judging] = [half(0), half(1)];
  const sweep = variants.map(({ letter, params }, index): SweepPoint => {
    const profits = (choosing[index] ?? []).map(pnlAnHour);
    return { letter, params, pnl: mean(profits), profits };
  });
  const gains = sweep.map(({ pnl }) => pnl);
  const best = gains.indexOf(Math.max(...gains));
  const kept = best === 0 ? [0] : [0, best];
  const shown = kept.map((index) => variants[index] as Variant);
  const judged = kept.map((index) => judging[index] ?? []);
  const rows = rowsOf(judged);
  const choice = `${shown.at(-1)?.letter ?? ''} (${shown.at(-1)?.label ?? ''}) was the best of ${variants.length} on one half of the seeds. The figures are of the other half.`;
  const sentences = [choice, ...sentencesOf(shown, rows, judged)];
  return { sentences, variants: shown, rows, runs: judged, sweep };
}

/** Conclusions, after what kept a strategy from trading. */
function sentencesOf(
  variants: readonly Variant[],
  rows: readonly Row[],
  runs: readonly (readonly RunResult[])[],
  alpha?: number,
): readonly string[] {
  const obstacles = variants.map((variant, index) => obstacleOf(variant, runs[index] ?? []));
  const [first] = obstacles;
  const conclusions = variants.length > 1 ? verdicts(variants, rows, alpha) : alone(variants, rows);
  const isLeft = (index: number) =>
    variants.length > 1
      ? [first, obstacles[index + 1]].every((obstacle) => obstacle?.kind !== 'failed')
      : first === undefined || first.kind === 'failed sometimes';
  return [
    ...obstacles.flatMap((obstacle) => obstacle?.sentence ?? []),
    ...conclusions.filter((_, index) => isLeft(index)),
  ];
}

/** The profit with an interval that is valid although the lab stopped as soon as it could decide. */
function looked(row: Row, runs: readonly (readonly RunResult[])[], alpha: number): Row {
  if (row.metric.key !== 'pnl') return row;
  const values = runs.map((all) => all.map((run) => row.metric.of(run) ?? 0));
  const [first = [], ...others] = values;
  const differences = others.map((other) => other.map((value, at) => value - (first[at] ?? 0)));
  return {
    ...row,
    estimates: values.map((each) => sequence(each, alpha)),
    differences: row.differences.map((difference, index) => {
      const own = differences[index] ?? [];
      // The comparisons share the error probability.
      const share = alpha / differences.length;
      const { p, ...interval } = sequence(own, share);
      const shared = { p: Math.min(1, p * differences.length), seedsNeeded: sequenceSeeds(own, share) };
      return difference && { ...difference, ...interval, ...shared };
    }),
  };
}

function alone([variant]: readonly Variant[], rows: readonly Row[]): readonly string[] {
  const profit = rows.find(({ metric }) => metric.key === 'pnl')?.estimates[0];
  if (variant === undefined || profit === null || profit === undefined) return [];
  const { mean: by, low, high } = profit;
  const name = `${variant.letter} (${variant.label})`;
  const figure = sizeText(by, profit);
  if (low <= 0 && high >= 0) return [`No profit or loss of ${name} can be seen: ${figure}.`];
  return [`${name} ${by > 0 ? 'makes' : 'loses'} money: ${figure}.`];
}

/** @param runs runs of each variant, in the order of the seeds */
function rowsOf(runs: readonly (readonly RunResult[])[]): readonly Row[] {
  const rows = metricsOf(runs).map((metric): Row => {
    const values = runs.map((all) => all.map(metric.of));
    const known = values.map((all) => all.filter((value) => value !== null));
    const [first = []] = values;
    const differences = values.slice(1).map((other) => {
      const pairs = first.flatMap((one, index) => {
        const two = other[index];
        return one === null || two === null || two === undefined ? [] : [[one, two] as const];
      });
      if (pairs.length === 0) return null;
      return compare(
        pairs.map(([one]) => one),
        pairs.map(([, two]) => two),
        values.length - 1,
        { range: metric.range },
      );
    });
    const { range } = metric;
    const estimates = known.map((all) => (all.length === 0 ? null : estimate(all, { range })));
    return { metric, estimates, differences };
  });
  return rows.map((row) =>
    row.metric.key === 'pnl' ? { ...row, differences: corrected(row.differences) } : row,
  );
}

/** Holm's correction, because one of several variants may look good by chance. */
function corrected(differences: readonly (Difference | null)[]): readonly (Difference | null)[] {
  const adjusted = holm(differences.map((difference) => difference?.p ?? 1));
  return differences.map((difference, index) => difference && { ...difference, p: adjusted[index] ?? 1 });
}

/** Conclusions: one sentence for each variant after the first. */
function verdicts(
  variants: readonly Variant[],
  rows: readonly Row[],
  alpha = SIGNIFICANT,
): readonly string[] {
  const [first] = variants;
  return variants.slice(1).map((variant, index) => {
    const difference = rows.find(({ metric }) => metric.key === 'pnl')?.differences[index];
    if (first === undefined || difference === null || difference === undefined)
      return `${variant.label}: nothing to compare.`;
    const part = partOf(rows, index, Math.sign(difference.mean));
    return verdict(first, variant, difference, part, alpha);
  });
}

function verdict(
  first: Variant,
  variant: Variant,
  difference: Difference,
  part: string,
  alpha: number,
): string {
  const { mean: by, low, high, p, correlation, seedsNeeded } = difference;
  const names = `${variant.letter} (${variant.label})`;
  if (by === 0 && low === high)
    return `${names} is exactly as good as ${first.letter}: every run is the same.`;
  const isOneSided = low > 0 || high < 0;
  const doubt = (what: string) => ` The interval ${what} 0, but the permutation test decides.`;
  if (p < alpha) {
    const [word, own] = by > 0 ? ['better', difference] : ['worse', { low: -high, high: -low }];
    const size = sizeText(Math.abs(by), own);
    return `${names} is ${word} than ${first.letter} by ${size}, ${smallText(p)}; most of it is ${part}.${isOneSided ? '' : doubt('covers')} The correlation of the seeds is ${numberText(correlation, DIGITS)}.`;
  }
  const seeds = Number.isFinite(seedsNeeded) ? numberText(seedsNeeded, 0) : 'any number of';
  const size = sizeText(by, difference);
  return `No difference between ${first.letter} and ${names} can be seen: ${size}, p = ${p.toFixed(2)}.${isOneSided ? doubt('leaves out') : ''} A difference of this size needs ${seeds} seeds.`;
}

/** A profit an hour and its interval, with the unit. */
function sizeText(profit: number, interval: Pick<Estimate, 'low' | 'high'>): string {
  return `${numberText(profit, DIGITS)} an hour ${intervalText(interval, DIGITS)} in quote currency`;
}

/** The p value of a difference that can be seen. A confidence sequence has any small one. */
function smallText(p: number): string {
  return p < P_SHOWN_MIN ? `p < ${P_SHOWN_MIN}` : `p = ${p.toFixed(4)}`;
}

/** Name of the part of the profit that explains most of the difference. */
function partOf(rows: readonly Row[], index: number, sign: number): string {
  const parts = rows.filter(({ metric }) => metric.key in PART_NAMES);
  const [largest] = parts.toSorted(
    (one, other) => sign * ((other.differences[index]?.mean ?? 0) - (one.differences[index]?.mean ?? 0)),
  );
  const name = PART_NAMES[largest?.metric.key ?? ''] ?? 'nothing';
  return `${name} (${signed(largest?.differences[index]?.mean ?? 0, DIGITS)})`;
}
