/**
 * Lines over time, for equity and drawdown. The SVG stretches to its box, so it holds the lines only: the labels are
 * elements beside it, and have the same size on a phone as on a wide screen.
 */
import { withoutResidue } from '../../contract/decimals.ts';
import { roundStepAbove } from '../../contract/round-steps.ts';
import type { EquitySample } from './account-figures.ts';
import { isoTime } from './summary-csv.ts';

const [WIDTH, HEIGHT] = [1_000, 250];
/** Largest number of steps between grid lines. */
const STEPS_MAX = 6;
const MONEY = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

export interface ReportLine {
  readonly name: string;
  /** Number of the line's colour. */
  readonly slot: number;
  readonly samples: readonly EquitySample[];
}

interface Scale {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
}

/** Styles of the charts. Their colours are those of the page. */
export const CHART_STYLE = `
.chart{position:relative;margin:8px 0;padding-bottom:22px;color:var(--muted);font-size:11px;line-height:14px;font-variant-numeric:tabular-nums}
.chart .plot{position:relative;height:230px;margin-right:96px}
.chart svg{display:block;overflow:visible;width:100%;height:100%}.chart path{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}.chart .grid{stroke:var(--line);stroke-width:1}
.chart span{position:absolute;white-space:nowrap}.chart .value{left:100%;margin-left:6px;transform:translateY(-50%)}
.chart .from,.chart .until{top:100%;margin-top:6px}.chart .until{right:0}`;

export function linesChart(lines: readonly ReportLine[], label: string): string {
  const samples = lines.flatMap((line) => line.samples);
  if (samples.length === 0) return '';
  const values = samples.map(({ equity }) => equity);
  const [low, high] = [least(values), most(values)];
  const [from, until] = [least(samples.map(({ time }) => time)), most(samples.map(({ time }) => time))];
  const scale: Scale = {
    x: (time) => ((time - from) / Math.max(1, until - from)) * WIDTH,
    y: (value) => ((high - value) / (high - low || 1)) * HEIGHT,
  };
  const grid = gridValues(low, high).map((value) => ({ value, y: scale.y(value) }));
  return [
    `<div class="chart" role="img" aria-label="${label}"><div class="plot">`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">`,
    ...grid.map(({ y }) => `<path class="grid" d="M0 ${y.toFixed(1)}H${WIDTH}"/>`),
    ...lines.map(({ samples: own, slot }) => `<path class="line-${slot}" d="${pathOf(own, scale)}"/>`),
    '</svg>',
    ...grid.map(({ value, y }) => valueText(value, y)),
    `<span class="from">${timeText(from)}</span><span class="until">${timeText(until)}</span>`,
    '</div></div>',
  ].join('');
}

/** Distance below the highest value so far, as an amount of at most 0. */
export function drawdownLine({ name, slot, samples }: ReportLine): ReportLine {
  let peak = -Infinity;
  const below = samples.map(({ time, equity }) => {
    peak = Math.max(peak, equity);
    return { time, equity: equity - peak };
  });
  return { name, slot, samples: below };
}

function valueText(value: number, y: number): string {
  const text = MONEY.format(value).replace('-', '−');
  return `<span class="value" style="top:${((100 * y) / HEIGHT).toFixed(1)}%">${text}</span>`;
}

/** Round values from the lowest to the highest one. */
export function gridValues(low: number, high: number): readonly number[] {
  if (high === low) return [low];
  const step = roundStepAbove((high - low) / STEPS_MAX);
  const [first, last] = [Math.ceil(withoutResidue(low / step)), Math.floor(withoutResidue(high / step))];
  return Array.from({ length: last - first + 1 }, (_, index) => withoutResidue((first + index) * step));
}

function pathOf(samples: readonly EquitySample[], { x, y }: Scale): string {
  return samples
    .map(
      ({ time, equity }, index) => `${index === 0 ? 'M' : 'L'}${x(time).toFixed(1)} ${y(equity).toFixed(1)}`,
    )
    .join('');
}

function timeText(time: number): string {
  return `${isoTime(time).slice(11, 19)} UTC`;
}

/** The smallest value. A spread call would have too many arguments with a thousand accounts. */
function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((found, value) => Math.max(found, value), -Infinity);
}
