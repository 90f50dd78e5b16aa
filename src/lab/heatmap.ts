/** The sweep as a table of colours, with one row or column for each value of a swept parameter. */
import { LAB_PROFIT } from '../contract/lab.ts';
import { escaped } from '../runtime/html-text.ts';
import type { SweepPoint } from './comparison.ts';
import { numberText } from './number-text.ts';

const DIGITS = 2;

type Cell = Pick<SweepPoint, 'params' | 'pnl'>;

/** Table of the sweep. Empty for a sweep over more than two parameters. */
export function heatmap(points: readonly Cell[]): string {
  const keys = sweptKeys(points);
  const [across, down] = keys;
  if (across === undefined || keys.length > 2) return '';
  const columns = valuesOf(points, across);
  const rows = down === undefined ? [''] : valuesOf(points, down);
  const profits = points.map(({ pnl }) => pnl);
  const [low, high] = [Math.min(...profits), Math.max(...profits)];
  const body = rows.map((row) => {
    const cells = columns.map((column) => {
      const point = points.find(
        ({ params }) =>
          params.includes(`${across}=${column}`) && (down === undefined || params.includes(`${down}=${row}`)),
      );
      return point === undefined ? '<td></td>' : cell(point.pnl, low, high);
    });
    return `<tr><th>${escaped(row)}</th>${cells.join('')}</tr>`;
  });
  const head = columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const corner = escaped(down === undefined ? across : `${down} ↓ ${across} →`);
  return `<h2>Sweep: ${LAB_PROFIT}, on the seeds that chose the best variant</h2><div class="wide"><table><tr><th>${corner}</th>${head}</tr>${body.join('')}</table></div>`;
}

function cell(pnl: number, low: number, high: number): string {
  const share = high === low ? 0.5 : (pnl - low) / (high - low);
  // The colours go from orange over none to blue, which people with red-green colour blindness can distinguish.
  const [colour, strength] = share < 0.5 ? ['217 130 43', 1 - 2 * share] : ['11 127 212', 2 * share - 1];
  return `<td style="background:rgb(${colour} / ${(0.8 * strength).toFixed(2)})">${numberText(pnl, DIGITS)}</td>`;
}

/** Parameters with more than one value. */
function sweptKeys(points: readonly Cell[]): readonly string[] {
  const keys = new Set(points.flatMap(({ params }) => params.map(keyOf)));
  return [...keys].filter((key) => valuesOf(points, key).length > 1);
}

function valuesOf(points: readonly Cell[], key: string): readonly string[] {
  const values = points.flatMap(({ params }) => params.filter((param) => keyOf(param) === key));
  return [...new Set(values)].map((param) => param.slice(key.length + 1));
}

function keyOf(param: string): string {
  return param.slice(0, param.indexOf('='));
}
