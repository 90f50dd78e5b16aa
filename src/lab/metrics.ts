/** The figures of a run, with their names, labels and ranges. */
import { LAB_PROFIT } from '../contract/lab.ts';
import { MARKOUT_SECONDS } from '../contract/markouts.ts';
import { sum } from '../contract/sample.ts';
import type { RunResult } from './measure.ts';
import type { Range } from './statistics.ts';

const MINUTES_PER_HOUR = 60;

export interface Metric {
  readonly key: string;
  /** Text of the row, with the unit. Two leading spaces mark a part of the row above, which has the same unit. */
  readonly label: string;
  readonly digits: number;
  /** Value of the figure in a run. Null: the run has none. */
  readonly of: (run: RunResult) => number | null;
  /** True for an amount of a run that is divided by its hours. */
  readonly isAnHour?: true;
  /** Values that the figure can have. Absent: any. */
  readonly range?: Range;
}

const SHARE: Range = { low: 0, high: 1 };
const NOT_NEGATIVE: Range = { low: 0, high: Infinity };

/** An amount of a run for each hour of it. */
function anHour(of: (run: RunResult) => number, range?: Range): Pick<Metric, 'of' | 'isAnHour' | 'range'> {
  const perHour = (run: RunResult) => (of(run) * MINUTES_PER_HOUR) / run.minutes;
  return { of: perHour, isAnHour: true, ...(range && { range }) };
}

/** All figures. PnL is the sum of the six parts under it. */
export const METRICS: readonly Metric[] = [
  { key: 'pnl', label: LAB_PROFIT, digits: 2, of: pnlAnHour, isAnHour: true },
  { key: 'spreadEarned', label: '  spread earned as maker', digits: 2, ...anHour((run) => run.spreadEarned) },
  { key: 'spreadPaid', label: '  spread paid as taker', digits: 2, ...anHour((run) => -run.spreadPaid) },
  { key: 'inventory', label: '  inventory', digits: 2, ...anHour((run) => run.inventory) },
  { key: 'fees', label: '  fees', digits: 2, ...anHour((run) => -run.fees) },
  { key: 'funding', label: '  funding', digits: 2, ...anHour((run) => -run.funding) },
  { key: 'liquidation', label: '  liquidation', digits: 2, ...anHour((run) => run.liquidation) },
  {
    key: 'sharpe',
    label: 'Sharpe ratio of an hour',
    digits: 2,
    of: ({ sharpePerMinute: sharpe }) => (sharpe === null ? null : sharpe * Math.sqrt(MINUTES_PER_HOUR)),
  },
  {
    key: 'maxDrawdown',
    label: 'largest drawdown, quote currency',
    digits: 2,
    of: (run) => run.maxDrawdown,
    range: NOT_NEGATIVE,
  },
  { key: 'fills', label: 'fills an hour', digits: 1, ...anHour(({ fills }) => fills, NOT_NEGATIVE) },
  {
    key: 'makerShare',
    label: 'share of fills as maker',
    digits: 3,
    of: (run) => ratio(run.makerFills, run.fills),
    range: SHARE,
  },
  {
    key: 'fillRatio',
    label: 'filled share of the ordered quantity',
    digits: 3,
    of: (run) => run.fillRatio,
    range: SHARE,
  },
  {
    key: 'queuePlaced',
    label: 'queue ahead of a new order, units',
    digits: 4,
    of: (run) => run.queuePlaced,
    range: NOT_NEGATIVE,
  },
  {
    key: 'queueFilled',
    label: '  of orders that fill',
    digits: 4,
    of: (run) => run.queueFilled,
    range: NOT_NEGATIVE,
  },
  { key: 'orders', label: 'orders an hour', digits: 1, ...anHour(({ orders }) => orders, NOT_NEGATIVE) },
  {
    key: 'rejections',
    label: 'rejections an hour',
    digits: 1,
    ...anHour((run) => total(run.rejections), NOT_NEGATIVE),
  },
  {
    key: 'unsent',
    label: 'invalid intents an hour, not sent',
    digits: 1,
    ...anHour((run) => run.unsent, NOT_NEGATIVE),
  },
  {
    key: 'liquidations',
    label: 'liquidations an hour',
    digits: 2,
    ...anHour((run) => run.liquidations, NOT_NEGATIVE),
  },
  {
    key: 'meanPosition',
    label: 'mean absolute position, units',
    digits: 4,
    of: (run) => run.meanAbsolutePosition,
    range: NOT_NEGATIVE,
  },
  {
    key: 'exposure',
    label: 'mean exposure, quote currency',
    digits: 0,
    of: (run) => run.meanExposure,
    range: NOT_NEGATIVE,
  },
  {
    key: 'atLargestPosition',
    label: 'time at 95 % of the largest position',
    digits: 3,
    of: (run) => run.atLargestPosition,
    range: SHARE,
  },
  {
    key: 'atPriceLimit',
    label: 'time with the market at a price limit',
    digits: 3,
    of: (run) => run.atPriceLimit,
    range: SHARE,
  },
  ...MARKOUT_SECONDS.map((seconds, horizon) => ({
    key: `markout${seconds}`,
    label: `markout after ${seconds} s, basis points`,
    digits: 3,
    of: (run: RunResult) => run.markouts[horizon] ?? null,
  })),
];

export function pnlAnHour({ pnl, minutes }: RunResult): number {
  return (pnl * MINUTES_PER_HOUR) / minutes;
}

/** Figures of these runs, including the rejections by code. */
export function metricsOf(runs: readonly (readonly RunResult[])[]): readonly Metric[] {
  const codes = new Set(runs.flat().flatMap(({ rejections }) => Object.keys(rejections)));
  const byCode = [...codes].toSorted().map((code) => ({
    key: `rejected.${code}`,
    label: `  ${code}`,
    digits: 1,
    ...anHour((run) => run.rejections[code] ?? 0, NOT_NEGATIVE),
  }));
  return METRICS.flatMap((metric) => (metric.key === 'rejections' ? [metric, ...byCode] : [metric]));
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function total(counts: Readonly<Record<string, number>>): number {
  return sum(Object.values(counts));
}
