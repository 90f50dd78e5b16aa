/** Text output of the lab. */
import { signed, type Row, type Variant } from './comparison.ts';
import type { Difference, Estimate } from './statistics.ts';

/** @returns lines */
export function tableOf(variants: readonly Variant[], rows: readonly Row[]): readonly string[] {
  const others = variants.slice(1).map(({ letter }) => `${letter} − ${variants[0]?.letter ?? ''}`);
  const head = ['', ...variants.map(({ letter }) => letter), ...others];
  const body = rows.map(({ metric, estimates, differences }) => [
    metric.label,
    ...estimates.map((estimate) => estimateText(estimate, metric.digits)),
    ...differences.map((difference) => differenceText(difference, metric.digits)),
  ]);
  return aligned([head, ...body]);
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
  const { mean, low, high } = estimate;
  return `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

export function differenceText(difference: Difference | null, digits: number): string {
  if (difference === null) return '–';
  const { mean, low, high } = difference;
  return `${signed(mean, digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
