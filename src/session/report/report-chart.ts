/** Lines over time as SVG, for equity and drawdown. */
import { withoutResidue } from '../../contract/decimals.ts';
import { roundStepAbove } from '../../contract/round-steps.ts';
import type { EquitySample } from './account-figures.ts';
import { isoTime } from './summary-csv.ts';

const [WIDTH, HEIGHT] = [960, 260];
const [LEFT, RIGHT, TOP, BOTTOM] = [8, 96, 8, 22];
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

export function linesChart(lines: readonly ReportLine[], label: string): string {
  const samples = lines.flatMap((line) => line.samples);
  if (samples.length === 0) return '';
  const values = samples.map(({ equity }) => equity);
  const [low, high] = [least(values), most(values)];
  const [from, until] = [least(samples.map(({ time }) => time)), most(samples.map(({ time }) => time))];
  const scale: Scale = {
    x: (time) => LEFT + ((time - from) / Math.max(1, until - from)) * (WIDTH - LEFT - RIGHT),
    y: (value) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM),
  };
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">`,
    ...gridLines(low, high, scale),
    ...lines.map(({ samples: own, slot }) => `<path class="line-${slot}" d="${pathOf(own, scale)}"/>`),
    timeText(from, LEFT, 'start'),
    timeText(until, WIDTH - RIGHT, 'end'),
    '</svg>',
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

function gridLines(low: number, high: number, { y }: Scale): readonly string[] {
  return gridValues(low, high).map((value) => {
    const at = y(value).toFixed(1);
    const text = MONEY.format(value).replace('-', '−');
    return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/><text x="${WIDTH - RIGHT + 6}" y="${Number(at) + 4}">${text}</text>`;
  });
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

function timeText(time: number, x: number, anchor: string): string {
  return `<text x="${x}" y="${HEIGHT - 6}" text-anchor="${anchor}">${isoTime(time).slice(11, 19)} UTC</text>`;
}

/** The smallest value. A spread call would have too many arguments with a thousand accounts. */
function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((found, value) => Math.max(found, value), -Infinity);
}
