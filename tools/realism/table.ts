/** Text of the table. */
import { bandText, EXTRAS, isIn, ROWS } from './bands.ts';
import type { Figures } from './figures.ts';
import { exponentOf, type Impact } from './impact.ts';
import { median } from './statistics.ts';

const EXPONENT = { low: 0.4, high: 0.7 };
const REVERTED = { low: 1 / 3, high: 2 / 3 };
const NUMBER_WIDTH = 10;

/** Median of each figure. */
export function medianOf(all: readonly Figures[]): Figures {
  const [first] = all;
  if (first === undefined) throw new Error('there is nothing to measure');
  const keys = Object.keys(first) as (keyof Figures)[];
  return Object.fromEntries(
    keys.map((key) => [key, median(all.map((one) => one[key]))]),
  ) as unknown as Figures;
}

export function rowsOut(figures: Figures): readonly string[] {
  return ROWS.filter((row) => !isIn(row, figures[row.key])).map(({ name }) => name);
}

/** @returns lines to print */
export function tableOf(figures: Figures): readonly string[] {
  const width = Math.max(...ROWS.map(({ name }) => name.length));
  const head = `${'figure'.padEnd(width)}${['AAPL', 'here'].map((word) => word.padStart(NUMBER_WIDTH)).join('')}       band`;
  const rows = ROWS.map((row) => {
    const value = figures[row.key];
    const verdict = isIn(row, value) ? 'in ' : 'OUT';
    return `${row.name.padEnd(width)}${number(row.reference)}${number(value)}  ${verdict}  ${bandText(row)}`;
  });
  const extras = EXTRAS.map(
    ([key, name, reference]) => `${name.padEnd(width)}${number(reference)}${number(figures[key])}`,
  );
  return [head, ...rows, ...extras];
}

export function impactLines(found: readonly Impact[]): readonly string[] {
  const exponent = exponentOf(found);
  const verdict = (band: { low: number; high: number }, value: number) => (isIn(band, value) ? 'in ' : 'OUT');
  return [
    `impact of a parent order worked over a minute: size to the power ${exponent.toFixed(2)}  ${verdict(EXPONENT, exponent)}  0.4 to 0.7`,
    ...found.map(
      ({ size, bp, reverted }) =>
        `  ${size} coins: ${bp.toFixed(1)} basis points, ${(100 * reverted).toFixed(0)} % reverted a minute later  ${verdict(REVERTED, reverted)}  a third to two thirds`,
    ),
  ];
}

export function impactIsOut(found: readonly Impact[]): boolean {
  return !isIn(EXPONENT, exponentOf(found)) || found.some(({ reverted }) => !isIn(REVERTED, reverted));
}

function number(value: number): string {
  const text = Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1);
  return text.padStart(NUMBER_WIDTH);
}
