/** Text output of the lab. */
import { LAB_INTERVALS_NOTE, LAB_PROFIT } from '../contract/lab.ts';
import type { Row, SweepPoint, Variant } from './comparison.ts';
import { intervalText, numberText, signed } from './number-text.ts';
import { estimate, type Difference, type Estimate } from './statistics.ts';

const SWEEP_DIGITS = 2;

/** @returns lines */
export function tableOf(variants: readonly Variant[], rows: readonly Row[]): readonly string[] {
  const others = variants.slice(1).map(({ letter }) => `${letter} − ${variants[0]?.letter ?? ''}`);
  const head = ['', ...variants.map(({ letter }) => letter), ...others];
  const body = rows.map(({ metric, estimates, differences }) => [
    metric.label,
    ...estimates.map((estimate) => estimateText(estimate, metric.digits)),
    ...differences.map((difference) => differenceText(difference, metric.digits)),
  ]);
  const note = others.length > 0 ? ['', LAB_INTERVALS_NOTE] : [];
  return [...aligned([head, ...body]), ...note];
}

/** The profit of every variant of a sweep, on the seeds that chose. @returns rows, the head first */
export function sweepTable(sweep: readonly SweepPoint[]): readonly (readonly string[])[] {
  const body = sweep.map(({ letter, params, profits }) => [
    `${letter}: ${params.join(' ')}`,
    estimateText(estimate(profits), SWEEP_DIGITS),
  ]);
  return [['All variants, on the seeds that chose the best one', LAB_PROFIT], ...body];
}

/** @returns one line for each row, with the first column aligned to the left and the others to the right */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
}

export function estimateText(estimate: Estimate | null, digits: number): string {
  if (estimate === null) return '–';
  return `${numberText(estimate.mean, digits)} ${intervalText(estimate, digits)}`;
}

export function differenceText(difference: Difference | null, digits: number): string {
  if (difference === null) return '–';
  return `${signed(difference.mean, digits)} ${intervalText(difference, digits)}`;
}
