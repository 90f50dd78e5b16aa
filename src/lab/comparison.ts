/** Turns runs into conclusions: each figure with an interval, the difference of two variants, and a sentence. */
import { compare, estimate, holm, mean, type Difference, type Estimate } from './statistics.ts';
import { MARKOUT_SECONDS } from '../contract/markouts.ts';
import { sequence, sequenceSeeds } from './sequence.ts';
import type { RunResult } from './measure.ts';

const MINUTES_PER_HOUR = 60;
const SIGNIFICANT = 0.05;
const P_SHOWN_MIN = 0.0001;

export interface Variant {
  /** Letter of the variant in assertions: `a`, `b`, … */
  readonly letter: string;
  /** Name of the variant, as the user gave it. */
  readonly label: string;
  readonly path: string;
  readonly className: string | undefined;
  readonly params: readonly string[];
}

export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly digits: number;
  /** Value of the figure in a run. Null: the run has none. */
  readonly of: (run: RunResult) => number | null;
}

const perHour = (of: (run: RunResult) => number) => (run: RunResult) =>
  (of(run) * MINUTES_PER_HOUR) / run.minutes;

export const pnlAnHour = perHour(({ pnl }) => pnl);

/** All figures. PnL is the sum of the six parts under it. */
export const METRICS: readonly Metric[] = [
  { key: 'pnl', label: 'PnL an hour', digits: 2, of: pnlAnHour },
  {
    key: 'spreadEarned',
    label: '  spread earned as maker',
    digits: 2,
    of: perHour((run) => run.spreadEarned),
  },
  { key: 'spreadPaid', label: '  spread paid as taker', digits: 2, of: perHour((run) => -run.spreadPaid) },
  { key: 'inventory', label: '  inventory', digits: 2, of: perHour((run) => run.inventory) },
  { key: 'fees', label: '  fees', digits: 2, of: perHour((run) => -run.fees) },
  { key: 'funding', label: '  funding', digits: 2, of: perHour((run) => -run.funding) },
  { key: 'liquidation', label: '  liquidation', digits: 2, of: perHour((run) => run.liquidation) },
  {
    key: 'sharpe',
    label: 'Sharpe ratio of an hour',
    digits: 2,
    of: ({ sharpePerMinute: sharpe }) => (sharpe === null ? null : sharpe * Math.sqrt(MINUTES_PER_HOUR)),
  },
  { key: 'maxDrawdown', label: 'largest drawdown', digits: 2, of: (run) => run.maxDrawdown },
  { key: 'fills', label: 'fills an hour', digits: 1, of: perHour(({ fills }) => fills) },
  {
    key: 'makerShare',
    label: 'share of fills as maker',
    digits: 3,
    of: (run) => ratio(run.makerFills, run.fills),
  },
  { key: 'fillRatio', label: 'filled share of the ordered quantity', digits: 3, of: (run) => run.fillRatio },
  { key: 'queuePlaced', label: 'queue ahead of a new order', digits: 4, of: (run) => run.queuePlaced },
  { key: 'queueFilled', label: 'the same, of orders that fill', digits: 4, of: (run) => run.queueFilled },
  { key: 'orders', label: 'orders an hour', digits: 1, of: perHour(({ orders }) => orders) },
  { key: 'rejections', label: 'rejections an hour', digits: 1, of: perHour((run) => total(run.rejections)) },
  { key: 'liquidations', label: 'liquidations an hour', digits: 2, of: perHour((run) => run.liquidations) },
  { key: 'meanPosition', label: 'mean absolute position', digits: 4, of: (run) => run.meanAbsolutePosition },
  { key: 'exposure', label: 'mean exposure', digits: 0, of: (run) => run.meanExposure },
  {
    key: 'atLargestPosition',
    label: 'time at 95 % of the largest position',
    digits: 3,
    of: (run) => run.atLargestPosition,
  },
  {
    key: 'atPriceLimit',
    label: 'time with the market at a price limit',
    digits: 3,
    of: (run) => run.atPriceLimit,
  },
  ...MARKOUT_SECONDS.map((seconds, horizon) => ({
    key: `markout${seconds}`,
    label: `markout after ${seconds} s, basis points`,
    digits: 3,
    of: (run: RunResult) => run.markouts[horizon] ?? null,
  })),
];

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
  readonly params: readonly string[];
  /** Mean per hour. */
  readonly pnl: number;
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
  if (!isSweep || variants.length < 3) {
    const rows = rowsOf(runs).map((row) => (alpha === undefined ? row : looked(row, runs, alpha)));
    return {
      sentences: variants.length > 1 ? verdicts(variants, rows, alpha) : alone(variants, rows),
      variants,
      rows,
      runs,
    };
  }
  const half = (parity: number) => runs.map((all) => all.filter((_, place) => place % 2 === parity));
  const [choosing, judging] = [half(0), half(1)];
  const profits = choosing.map((all) => mean(all.map(({ pnl }) => pnl)));
  const best = profits.indexOf(Math.max(...profits));
  const kept = best === 0 ? [0] : [0, best];
  const shown = kept.map((index) => variants[index] as Variant);
  const judged = kept.map((index) => judging[index] ?? []);
  const rows = rowsOf(judged);
  const choice = `${shown.at(-1)?.letter ?? ''} (${shown.at(-1)?.label ?? ''}) was the best of ${variants.length} on one half of the seeds. The figures are of the other half.`;
  const perHour = MINUTES_PER_HOUR / (choosing[0]?.[0]?.minutes ?? MINUTES_PER_HOUR);
  const sweep = variants.map(({ params }, index) => ({ params, pnl: (profits[index] ?? 0) * perHour }));
  return { sentences: [choice, ...verdicts(shown, rows)], variants: shown, rows, runs: judged, sweep };
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
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  if (low <= 0 && high >= 0)
    return [`No profit or loss of ${name} can be seen: ${by.toFixed(2)} an hour ${interval}.`];
  return [`${name} ${by > 0 ? 'makes' : 'loses'} money: ${by.toFixed(2)} an hour ${interval}.`];
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
        undefined,
        values.length - 1,
      );
    });
    return { metric, estimates: known.map((all) => (all.length === 0 ? null : estimate(all))), differences };
  });
  return rows.map((row) =>
    row.metric.key === 'pnl' ? { ...row, differences: corrected(row.differences) } : row,
  );
}

/** All figures, including the rejections by code. */
function metricsOf(runs: readonly (readonly RunResult[])[]): readonly Metric[] {
  const codes = new Set(runs.flat().flatMap(({ rejections }) => Object.keys(rejections)));
  const byCode = [...codes].toSorted().map((code) => ({
    key: `rejected.${code}`,
    label: `  ${code}`,
    digits: 1,
    of: perHour((run) => run.rejections[code] ?? 0),
  }));
  return METRICS.flatMap((metric) => (metric.key === 'rejections' ? [metric, ...byCode] : [metric]));
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
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  if (p < alpha) {
    const [word, from, to] = by > 0 ? ['better', low, high] : ['worse', -high, -low];
    return `${names} is ${word} than ${first.letter} by ${Math.abs(by).toFixed(2)} an hour [${from.toFixed(2)}, ${to.toFixed(2)}], ${smallText(p)}; most of it is ${part}. The correlation of the seeds is ${correlation.toFixed(2)}.`;
  }
  // With few seeds, the bootstrap's interval is too short.
  const doubt = low > 0 || high < 0 ? ' The interval leaves out 0, but the permutation test decides.' : '';
  const seeds = Number.isFinite(seedsNeeded) ? seedsNeeded.toLocaleString('en') : 'any number of';
  return `No difference between ${first.letter} and ${names} can be seen: ${by.toFixed(2)} an hour ${interval}, p = ${p.toFixed(2)}.${doubt} A difference of this size needs ${seeds} seeds.`;
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
  return `${name} (${signed(largest?.differences[index]?.mean ?? 0)})`;
}

export function signed(value: number, digits = 2): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
