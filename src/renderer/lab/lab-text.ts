/** Texts of the lab's figures. */
import type { LabFigure, LabOpening, LabOpeningProblem, LabReport, LabState } from '../../contract/lab.ts';
import { formatCount, formatFixed, NONE } from '../format/numbers.ts';
import { formatAge } from '../format/times.ts';

export type Tone = 'up' | 'down' | 'plain' | 'unclear';

/** Rows of the profit and of the parts that add up to it. More is better. */
const MONEY_ROWS: ReadonlySet<string> = new Set([
  'pnl',
  'spreadEarned',
  'spreadPaid',
  'inventory',
  'fees',
  'funding',
  'liquidation',
]);

/** Texts of a figure, for example `1.20` and `[0.80, 1.60]`. Without a figure: a dash and an empty text. */
export function figureTexts(
  figure: LabFigure | null | undefined,
  digits: number,
): readonly [mean: string, interval: string] {
  if (figure === null || figure === undefined) return [NONE, ''];
  const { mean, low, high } = figure;
  const shown = Math.min(digits, digitsOf(Math.max(Math.abs(low), Math.abs(high))));
  return [formatFixed(mean, shown), `[${formatFixed(low, shown)}, ${formatFixed(high, shown)}]`];
}

/** Profit with as many digits as are meaningful for its size. */
export function profitText(value: number | undefined): string {
  return formatFixed(value, Math.min(2, digitsOf(Math.abs(value ?? 0))));
}

/** Number of decimals for a size. An interval of thousands says nothing about cents. */
function digitsOf(size: number): number {
  if (size >= 1_000) return 0;
  return size >= 100 ? 1 : Infinity;
}

/** Texts of a difference, with its sign. */
export function differenceTexts(
  figure: LabFigure | null | undefined,
  digits: number,
): readonly [mean: string, interval: string] {
  const [mean, interval] = figureTexts(figure, digits);
  return [signed(figure?.mean ?? 0, mean), interval];
}

export function signed(value: number, text: string): string {
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Colour of a difference. One whose interval covers 0 is unclear. Only money has a good and a bad direction. */
export function toneOf(key: string, figure: LabFigure | null | undefined): Tone {
  if (figure === null || figure === undefined || (figure.low <= 0 && figure.high >= 0)) return 'unclear';
  if (!MONEY_ROWS.has(key)) return 'plain';
  return figure.mean > 0 ? 'up' : 'down';
}

/** Value by which seeds are sorted: the last variant less the first, or the profit of the only one. */
export function differenceOf(pnl: readonly number[]): number {
  const [first = 0, ...others] = pnl;
  const last = others.at(-1);
  return last === undefined ? first : last - first;
}

/** Seeds, the worst for the last variant first. */
export function orderedSeeds({ seeds }: Pick<LabReport, 'seeds'>): LabReport['seeds'] {
  return seeds.toSorted((one, other) => differenceOf(one.pnl) - differenceOf(other.pnl));
}

export function progressText({ runsDone, runsTotal, secondsLeft, isStopping }: RunningLab): string {
  if (isStopping) return 'Stopping. The lab then reports the seeds that are done.';
  if (runsTotal === 0) return 'Starting.';
  const left = secondsLeft === null ? '' : `, about ${formatAge(secondsLeft * 1_000)} left`;
  return `${formatCount(runsDone)} of ${formatCount(runsTotal)} runs${left}`;
}

export function openingText({ room, letter, seed, share }: LabOpening): string {
  const where = room === '' ? '' : ` in ${room}`;
  return `Running seed ${seed} of ${letter}${where} again to play it: ${Math.floor(share * 100)} %`;
}

/** Why a run of the room did not open. Null: no run of this room failed last. */
export function openingReason(room: string, problem: LabOpeningProblem | null): string | null {
  return problem?.room === room ? problem.reason : null;
}

export type RunningLab = Extract<LabState, { readonly phase: 'running' }>;

/** Text for the status bar. Undefined: none. */
export function labStatusText(lab: LabState): string | undefined {
  switch (lab.phase) {
    case 'idle':
      return undefined;
    case 'running':
      return lab.runsTotal === 0
        ? 'Lab'
        : `Lab ${formatCount(lab.runsDone)} of ${formatCount(lab.runsTotal)}`;
    case 'done':
      return 'Lab done';
    case 'failed':
      return 'Lab failed';
  }
}
